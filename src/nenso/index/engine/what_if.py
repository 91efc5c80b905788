"""Exact what-if: the whole is computed again with one value changed, for relative scales change everybody's scores."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from nenso.index.engine.absolute_scales import ladder
from nenso.index.engine.computing import Result, compute
from nenso.index.engine.findings import NotComputable
from nenso.index.engine.scaling import setting
from nenso.index.engine.scorecard import Node, exact
from nenso.index.engine.values import State


@dataclass(frozen=True, slots=True)
class Improvement:
    """What a unit would be if one indicator were at its best: score, rank and how much of either it gains.

    ``best`` is the value meant: what gives full points, or the best that any unit has.
    """

    indicator: str
    title: str
    value: Any
    best: Any
    score: float | None
    rank: float | None
    gained_score: float
    gained_ranks: float


def what_if(result: Result, unit: str, changes: dict[str, Any]) -> Result:
    """Return the result with these values of one unit instead of its own, by indicator."""
    values = result.values
    for indicator, cell in changes.items():
        values = values.replaced(unit, indicator, cell)
    return compute(result.plan, values, result.earlier)


def improvements(result: Result, unit: str) -> list[Improvement]:
    """Return what would raise a unit most, best first: every indicator that is not at its best, changed alone.

    A change after which nothing can be computed (all units then have the same value) is no improvement.
    """
    place, found = result.places[unit], []
    for at, leaf in enumerate(result.plan.leaves):
        best = best_value(result, at, place)
        value = result.values.columns[leaf.name][place]
        if best is None or State(int(result.states[at, place])) is State.NOT_APPLICABLE or best == value:
            continue
        try:
            changed = what_if(result, unit, {leaf.name: best})
        except NotComputable:
            continue
        found.append(_improvement(result, changed, unit, leaf.node, value, best))
    better = [one for one in found if one.gained_score > 0 or one.gained_ranks > 0]
    return sorted(better, key=lambda one: (-one.gained_ranks, -one.gained_score, one.indicator))


def _improvement(result: Result, changed: Result, unit: str, node: Node, value: Any, best: Any) -> Improvement:
    score, rank = changed.score(unit), changed.rank(unit)
    before, was = result.score(unit), result.rank(unit)
    ranks = (was if was is not None else len(result.units) + 1) - (rank if rank is not None else len(result.units) + 1)
    return Improvement(node.name, node.title, value, best, score, rank, (score or 0.0) - (before or 0.0), ranks)


def best_value(result: Result, at: int, place: int) -> Any:
    """Return the value that gives an indicator full points, or the best that a unit has where scores are relative."""
    node = result.plan.leaves[at].node
    scale = node.scale.name if node.scale else "ratio"
    less = node.direction < 0
    if scale == "yes_no":
        return not less
    if scale == "tiers":
        shares = {code: exact(share) for code, share in ladder(node).items()}
        return (min if less else max)(shares, key=shares.__getitem__)
    if scale == "steps":
        best = (min if less else max)(map(exact, ladder(node)))
        return int(best) if best.denominator == 1 else float(best)
    if scale == "goalposts":
        ratio = float(exact(setting(node, "from" if less else "to", 0)))
    elif scale == "ratio":
        ratio = 1 - float(exact(setting(node, "full_at", 1))) if less else float(exact(setting(node, "full_at", 1)))
    else:
        known = result.steps["denominated"][at]
        known = known[~np.isnan(known)]
        if not len(known):
            return None
        ratio = float(known.min() if less else known.max())
    return _times_denominator(result, node, ratio, place)


def _times_denominator(result: Result, node: Node, ratio: float, place: int) -> float | None:
    if node.per is None:
        return ratio
    below = result.values.columns[node.per][place]
    return float(exact(ratio) * exact(below)) if isinstance(below, int | float | Fraction) and below else None
