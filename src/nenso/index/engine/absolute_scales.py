"""Normalisations that look at one value only: the scales of the Vietnamese indices, goalposts, linear scaling.

A unit's score does not change because of others; these are the ones to pay or to promote people by.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from nenso.index.engine.scaling import (
    Fit,
    Nodes,
    Scale,
    always,
    as_set,
    each,
    flags,
    of_top,
    refuse_columns,
    setting,
    signs,
    tops,
    turned,
)
from nenso.index.engine.scorecard import Node, exact
from nenso.index.engine.sums import Numbers
from nenso.index.engine.values import Matrix


def _less(nodes: Nodes) -> Numbers:
    return each(nodes, lambda node: node.direction < 0)


def _set_ratio(nodes: Nodes) -> Fit:
    return {"full": each(nodes, lambda node: setting(node, "full_at", 1)), "top": tops(nodes), "less": _less(nodes)}


def _ratio(values: Numbers, fit: Fit) -> Numbers:
    """Điểm = tỷ lệ × điểm tối đa, all of it from ``full_at`` on; where less is better, of what the ratio leaves."""
    score: Numbers = np.clip(turned(values, fit["less"]) / fit["full"], 0, 1) * fit["top"]
    return score


def _set_share(nodes: Nodes) -> Fit:
    return {"top": tops(nodes), "less": _less(nodes)}


def _share(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = turned(values, fit["less"]) * fit["top"]
    return score


def ladder(node: Node) -> Mapping[Any, Any]:
    """Return the steps or tiers of an indicator."""
    return node.scale.settings if node.scale else {}


def _set_steps(nodes: Nodes) -> Fit:
    """Steps from the least demanding on; a step is reached at its number (−number where less is better)."""
    fit: dict[str, Numbers] = {"sign": signs(nodes)}
    ladders = [
        sorted((exact(at) * node.direction, exact(points)) for at, points in ladder(node).items()) for node in nodes
    ]
    for step in range(max(map(len, ladders))):
        rungs = [own[step] if step < len(own) else (None, Fraction(0)) for own in ladders]
        fit[f"at{step}"] = np.array([[math.inf if at is None else float(at)] for at, _ in rungs])
        fit[f"points{step}"] = np.array([[float(points)] for _, points in rungs])
    return fit


def _steps(values: Numbers, fit: Fit) -> Numbers:
    directed = values * fit["sign"]
    scores: Numbers = np.abs(directed * 0)
    for step in range(sum(name.startswith("at") for name in fit)):
        scores = np.where(directed >= fit[f"at{step}"], fit[f"points{step}"], scores)
    return scores


def _most_points(node: Node, _units: int) -> Fraction | None:
    return node.max if node.max is not None else max(exact(points) for points in ladder(node).values())


def _set_goalposts(nodes: Nodes) -> Fit:
    return {
        "low": each(nodes, lambda node: setting(node, "from", 0)),
        "high": each(nodes, lambda node: setting(node, "to", 1)),
        "log": flags(nodes, "log", usual=False),
        "clip": flags(nodes, "clip", usual=True),
        "less": _less(nodes),
        "top": tops(nodes),
    }


def _fit_goalposts(matrix: Matrix, nodes: Nodes, settings: Fit) -> Fit:
    vi, en = "Giá trị bằng 0 hoặc âm không có lôgarit.", "A value of 0 or less has no logarithm."
    refuse_columns(nodes, ((matrix <= 0) & (settings["log"] > 0)).any(axis=1), "scale.logarithm", vi, en)
    return settings


def _goalposts(values: Numbers, fit: Fit) -> Numbers:
    low, high, logs = fit["low"], fit["high"], fit["log"].astype(bool)
    if values.dtype != object and logs.any():
        values, low, high = (np.where(logs, np.log(np.where(logs, one, 1.0)), one) for one in (values, low, high))
    part = (values - low) / (high - low)
    part = np.where(fit["clip"].astype(bool), np.clip(part, 0, 1), part)
    score: Numbers = turned(part, fit["less"]) * fit["top"]
    return score


def _no_logarithm(node: Node) -> bool:
    return not setting(node, "log", None)


def _set_scaled(nodes: Nodes) -> Fit:
    return {
        "sign": signs(nodes),
        "low": each(nodes, lambda node: setting(node, "from", 0)),
        "high": each(nodes, lambda node: setting(node, "to", 100)),
    }


def _scaled(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = (values * fit["sign"] - fit["low"]) / (fit["high"] - fit["low"]) * 100
    return score


def _hundred(_node: Node, _units: int) -> Fraction | None:
    return Fraction(100)


ABSOLUTE: Mapping[str, Scale] = {
    "ratio": Scale(_set_ratio, as_set, _ratio, of_top, always),
    "tiers": Scale(_set_share, as_set, _share, of_top, always),
    "yes_no": Scale(_set_share, as_set, _share, of_top, always),
    "steps": Scale(_set_steps, as_set, _steps, _most_points, always),
    "goalposts": Scale(_set_goalposts, _fit_goalposts, _goalposts, of_top, _no_logarithm),
    "scaled": Scale(_set_scaled, as_set, _scaled, _hundred, always),
}
