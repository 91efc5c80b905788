"""Normalisations that compare a value with those of the other units; the formulas are those of COINr."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from nenso.index.engine.ranking import ranks_of
from nenso.index.engine.scaling import (
    Fit,
    Nodes,
    Scale,
    always,
    each,
    flags,
    never,
    of_top,
    refuse_columns,
    setting,
    signs,
    tops,
)
from nenso.index.engine.scorecard import Node, exact
from nenso.index.engine.sums import Numbers
from nenso.index.engine.values import Matrix

_FLAT = (
    "Mọi đơn vị có cùng giá trị: không so sánh được. Hãy dùng goalposts hoặc ratio.",
    "All units have the same value, nothing can be compared. Use goalposts or ratio.",
)


def _set_signs(nodes: Nodes) -> Fit:
    return {"sign": signs(nodes), "top": tops(nodes)}


def _range(matrix: Matrix, nodes: Nodes, settings: Fit) -> Fit:
    """Least and greatest value of each column, in the direction in which more is better; no spread is an error."""
    low, high = np.fmin.reduce(matrix, axis=1, keepdims=True), np.fmax.reduce(matrix, axis=1, keepdims=True)
    spread = high > low
    if np.count_nonzero(spread) < len(nodes):
        refuse_columns(nodes, ~spread, "scale.no_spread", *_FLAT)
    if "sign" not in settings:
        return {**settings, "low": low, "high": high}
    less = settings["sign"] < 0
    return {**settings, "low": np.where(less, -high, low), "high": np.where(less, -low, high)}


def _ends(node: Node) -> tuple[Any, Any]:
    first, last = setting(node, "to", (0, 100 if node.max is None else node.max))
    return first, last


def _set_minmax(nodes: Nodes) -> Fit:
    first, last = each(nodes, lambda node: _ends(node)[0]), each(nodes, lambda node: _ends(node)[1])
    found = {"last": last}
    if first.any():
        found["first"] = first
    if any(node.direction < 0 for node in nodes):
        found["sign"] = signs(nodes)
    return found


def _minmax(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = (values * fit["sign"] if "sign" in fit else values) - fit["low"]
    score /= fit["high"] - fit["low"]
    if "first" not in fit:
        score *= fit["last"]
        return score
    score *= fit["last"] - fit["first"]
    score += fit["first"]
    return score


def _last(node: Node, _units: int) -> Fraction | None:
    return exact(_ends(node)[1])


def _set_zscore(nodes: Nodes) -> Fit:
    return {
        "sign": signs(nodes),
        "to_mean": each(nodes, lambda node: setting(node, "mean", 0)),
        "to_spread": each(nodes, lambda node: setting(node, "sd", 1)),
    }


def _fit_zscore(matrix: Matrix, nodes: Nodes, settings: Fit) -> Fit:
    means, spreads = [], []
    for row in matrix:
        known = row[~np.isnan(row)]
        mean = math.fsum(known) / len(known)
        means.append([mean])
        spreads.append([math.sqrt(math.fsum((known - mean) ** 2) / max(len(known) - 1, 1))])
    refuse_columns(nodes, np.array(spreads) == 0, "scale.no_spread", *_FLAT)
    return {**settings, "mean": np.array(means), "spread": np.array(spreads)}


def _zscore(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = (values - fit["mean"]) * fit["sign"] / fit["spread"] * fit["to_spread"] + fit["to_mean"]
    return score


def _unbounded(_node: Node, _units: int) -> Fraction | None:
    return None


def _to_ranks(matrix: Matrix, settings: Fit) -> Matrix:
    """Ranks from 1 for the least; equals have the lower one."""
    ranks = np.full(matrix.shape, math.nan)
    for row, sign, into in zip(matrix, settings["sign"][:, 0], ranks, strict=True):
        known = ~np.isnan(row)
        into[known] = ranks_of(-row[known] * sign)
    return ranks


def _fit_ranks(matrix: Matrix, _nodes: Nodes, settings: Fit) -> Fit:
    count = (~np.isnan(matrix)).sum(axis=1)[:, None]
    return {**settings, "others": np.maximum(count - 1.0, 1.0)}


def _rank(ranks: Numbers, _fit: Fit) -> Numbers:
    return ranks


def _borda(ranks: Numbers, _fit: Fit) -> Numbers:
    score: Numbers = ranks - 1
    return score


def _percentile(ranks: Numbers, fit: Fit) -> Numbers:
    score: Numbers = (ranks - 1) / fit["others"] * fit["top"]
    return score


def _all_units(_node: Node, units: int) -> Fraction | None:
    return Fraction(units)


def _all_others(_node: Node, units: int) -> Fraction | None:
    return Fraction(units - 1)


def _distance_to_max(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = (1 - (fit["high"] - values * fit["sign"]) / (fit["high"] - fit["low"])) * fit["top"]
    return score


def _set_target(nodes: Nodes) -> Fit:
    target = each(nodes, lambda node: setting(node, "to", node.target)) * signs(nodes)
    return {**_set_signs(nodes), "target": target, "clip": flags(nodes, "clip", usual=False)}


def _fit_target(matrix: Matrix, nodes: Nodes, settings: Fit) -> Fit:
    fit = _range(matrix, nodes, settings)
    vi, en = "Mục tiêu không cao hơn giá trị kém nhất.", "The target is no better than the worst value."
    refuse_columns(nodes, fit["target"] <= fit["low"], "scale.target", vi, en)
    return fit


def _distance_to_target(values: Numbers, fit: Fit) -> Numbers:
    part = 1 - (fit["target"] - values * fit["sign"]) / (fit["target"] - fit["low"])
    score: Numbers = np.where(fit["clip"].astype(bool) & (part > 1), 1, part) * fit["top"]
    return score


def _fit_fraction(matrix: Matrix, nodes: Nodes, settings: Fit) -> Fit:
    best = np.fmax.reduce(matrix * settings["sign"], axis=1)[:, None]
    vi, en = "Giá trị tốt nhất bằng 0: không chia được.", "The best value is 0: nothing can be divided by it."
    refuse_columns(nodes, best == 0, "scale.zero", vi, en)
    return {**settings, "best": best}


def _fraction_of_max(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = values * fit["sign"] / fit["best"] * fit["top"]
    return score


RELATIVE: Mapping[str, Scale] = {
    "minmax": Scale(_set_minmax, _range, _minmax, _last, always),
    "zscore": Scale(_set_zscore, _fit_zscore, _zscore, _unbounded, never),
    "rank": Scale(_set_signs, _fit_ranks, _rank, _all_units, always, _to_ranks),
    "borda": Scale(_set_signs, _fit_ranks, _borda, _all_others, always, _to_ranks),
    "percentile": Scale(_set_signs, _fit_ranks, _percentile, of_top, always, _to_ranks),
    "distance_to_max": Scale(_set_signs, _range, _distance_to_max, of_top, always),
    "distance_to_target": Scale(_set_target, _fit_target, _distance_to_target, of_top, always),
    "fraction_of_max": Scale(_set_signs, _fit_fraction, _fraction_of_max, of_top, always),
}
