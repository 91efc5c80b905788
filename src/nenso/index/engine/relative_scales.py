"""Normalisations that compare a value with those of the other units; the formulas are those of COINr."""

import math
from collections.abc import Mapping
from fractions import Fraction

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


def _range(matrix: Matrix, nodes: Nodes) -> dict[str, Numbers]:
    """Least and greatest value of each column, in the direction in which more is better; no spread is an error."""
    low, high = (way.reduce(matrix, axis=1)[:, None] for way in (np.fmin, np.fmax))
    refuse_columns(nodes, ~(high > low), "scale.no_spread", *_FLAT)
    sign = signs(nodes)
    return {"sign": sign, "low": np.where(sign < 0, -high, low), "high": np.where(sign < 0, -low, high)}


def _ends(node: Node) -> tuple[Fraction, Fraction]:
    first, last = setting(node, "to", (0, 100 if node.max is None else node.max))
    return exact(first), exact(last)


def _fit_minmax(matrix: Matrix, nodes: Nodes) -> Fit:
    first, last = (each(nodes, lambda node, end=end: _ends(node)[end]) for end in (0, 1))  # type: ignore[misc]
    return {**_range(matrix, nodes), "first": first, "last": last}


def _minmax(values: Numbers, fit: Fit) -> Numbers:
    part = (values * fit["sign"] - fit["low"]) / (fit["high"] - fit["low"])
    score: Numbers = part * (fit["last"] - fit["first"]) + fit["first"]
    return score


def _last(node: Node, _units: int) -> Fraction | None:
    return _ends(node)[1]


def _fit_zscore(matrix: Matrix, nodes: Nodes) -> Fit:
    means, spreads = [], []
    for row in matrix:
        known = row[~np.isnan(row)]
        mean = math.fsum(known) / len(known)
        means.append([mean])
        spreads.append([math.sqrt(math.fsum((known - mean) ** 2) / max(len(known) - 1, 1))])
    refuse_columns(nodes, np.array(spreads) == 0, "scale.no_spread", *_FLAT)
    return {
        "sign": signs(nodes),
        "mean": np.array(means),
        "spread": np.array(spreads),
        "to_mean": each(nodes, lambda node: setting(node, "mean", 0)),
        "to_spread": each(nodes, lambda node: setting(node, "sd", 1)),
    }


def _zscore(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = (values - fit["mean"]) * fit["sign"] / fit["spread"] * fit["to_spread"] + fit["to_mean"]
    return score


def _unbounded(_node: Node, _units: int) -> Fraction | None:
    return None


def _to_ranks(matrix: Matrix, nodes: Nodes) -> Matrix:
    """Ranks from 1 for the least; equals have the lower one."""
    ranks = np.full(matrix.shape, math.nan)
    for row, node, into in zip(matrix, nodes, ranks, strict=True):
        known = ~np.isnan(row)
        below = ranks_of(-row[known] * node.direction)
        into[known] = below
    return ranks


def _fit_ranks(matrix: Matrix, nodes: Nodes) -> Fit:
    count = (~np.isnan(matrix)).sum(axis=1)[:, None]
    return {"others": np.maximum(count - 1.0, 1.0), "top": tops(nodes)}


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


def _fit_max(matrix: Matrix, nodes: Nodes) -> Fit:
    return {**_range(matrix, nodes), "top": tops(nodes)}


def _distance_to_max(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = (1 - (fit["high"] - values * fit["sign"]) / (fit["high"] - fit["low"])) * fit["top"]
    return score


def _fit_target(matrix: Matrix, nodes: Nodes) -> Fit:
    fit = _range(matrix, nodes)
    target = each(nodes, lambda node: setting(node, "to", node.target)) * fit["sign"]
    vi, en = "Mục tiêu không cao hơn giá trị kém nhất.", "The target is no better than the worst value."
    refuse_columns(nodes, target <= fit["low"], "scale.target", vi, en)
    return {**fit, "target": target, "top": tops(nodes), "clip": flags(nodes, "clip", usual=False)}


def _distance_to_target(values: Numbers, fit: Fit) -> Numbers:
    part = 1 - (fit["target"] - values * fit["sign"]) / (fit["target"] - fit["low"])
    score: Numbers = np.where(fit["clip"].astype(bool) & (part > 1), 1, part) * fit["top"]
    return score


def _fit_fraction(matrix: Matrix, nodes: Nodes) -> Fit:
    best = np.fmax.reduce(matrix * signs(nodes), axis=1)[:, None]
    vi, en = "Giá trị tốt nhất bằng 0: không chia được.", "The best value is 0: nothing can be divided by it."
    refuse_columns(nodes, best == 0, "scale.zero", vi, en)
    return {"sign": signs(nodes), "best": best, "top": tops(nodes)}


def _fraction_of_max(values: Numbers, fit: Fit) -> Numbers:
    score: Numbers = values * fit["sign"] / fit["best"] * fit["top"]
    return score


RELATIVE: Mapping[str, Scale] = {
    "minmax": Scale(_fit_minmax, _minmax, _last, always),
    "zscore": Scale(_fit_zscore, _zscore, _unbounded, never),
    "rank": Scale(_fit_ranks, _rank, _all_units, always, _to_ranks),
    "borda": Scale(_fit_ranks, _borda, _all_others, always, _to_ranks),
    "percentile": Scale(_fit_ranks, _percentile, of_top, always, _to_ranks),
    "distance_to_max": Scale(_fit_max, _distance_to_max, of_top, always),
    "distance_to_target": Scale(_fit_target, _distance_to_target, of_top, always),
    "fraction_of_max": Scale(_fit_fraction, _fraction_of_max, of_top, always),
}
