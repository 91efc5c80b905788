"""Exact what-if: the whole is computed again with one value changed, for relative scales change everybody's scores."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from nenso.index.engine.absolute_scales import ABSOLUTE, ladder
from nenso.index.engine.computing import Result, compute
from nenso.index.engine.findings import NotComputable
from nenso.index.engine.scaling import setting
from nenso.index.engine.scorecard import Node, exact
from nenso.index.engine.values import State

_OWN_ALONE = frozenset({"zero", "renormalise", "unranked", "refuse"})
"""Rules for missing values that look at nobody else's."""


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
    place, tried = result.places[unit], list[tuple[Node, Any, Any]]()
    for at, leaf in enumerate(result.plan.leaves):
        best = best_value(result, at, place)
        value = result.values.columns[leaf.name][place]
        if best is not None and State(int(result.states[at, place])) is not State.NOT_APPLICABLE and best != value:
            tried.append((leaf.node, value, best))
    found = list((_at_once if is_separate(result) else _one_by_one)(result, unit, tried))
    better = [one for one in found if one.gained_score > 0 or one.gained_ranks > 0]
    return sorted(better, key=lambda one: (-one.gained_ranks, -one.gained_score, one.indicator))


def is_separate(result: Result) -> bool:
    """Return whether a unit's score hangs on its own values alone, and its rank on everybody's rounded scores.

    Then nobody else's score changes with one of its values, and all changes of a unit are computed in one go.
    """
    root, rank = result.plan.scorecard.root, result.plan.scorecard.rank
    nodes = list(root.walk())
    return (
        result.earlier is None
        and root.round is not None
        and (rank.ties, rank.on) == ("competition", "rounded")
        and all(node.scale is None or node.scale.name in ABSOLUTE for node in nodes)
        and all(node.treat is None or node.treat.name == "none" for node in nodes)
        and all(node.missing is None or node.missing.do in _OWN_ALONE for node in nodes)
        and all(node.combine is None or node.combine.name != "copeland" for node in nodes)
    )


def _one_by_one(result: Result, unit: str, tried: list[tuple[Node, Any, Any]]) -> Iterator[Improvement]:
    for node, value, best in tried:
        try:
            changed = what_if(result, unit, {node.name: best})
        except NotComputable:
            continue
        yield _improvement(result, unit, node, (value, best), (changed.score(unit), changed.rank(unit)))


def _at_once(result: Result, unit: str, tried: list[tuple[Node, Any, Any]]) -> Iterator[Improvement]:
    """Compute the unit as many times as something is tried, as units beside each other; rank each among the others."""
    if not tried:
        return
    place, root = result.places[unit], result.plan.root.name
    units = tuple(node.name for node, _, _ in tried)
    best = {node.name: one for node, _, one in tried}
    columns = {
        name: [best[name] if name == other else column[place] for other in units]
        for name, column in result.values.columns.items()
    }
    try:
        changed = compute(result.plan, replace(result.values, units=units, columns=columns, titles={}, rows=()))
    except NotComputable:
        yield from _one_by_one(result, unit, tried)
        return
    others = np.array([at != place and rank is not None for at, rank in enumerate(result.ranks)], dtype=bool)
    told = np.asarray(result.scores.told[root])[others]
    for node, value, one in tried:
        score = changed.score(node.name)
        ranked = changed.rank(node.name) is not None and score is not None
        rank = 1.0 + float((told > score).sum()) if ranked else None
        yield _improvement(result, unit, node, (value, one), (score, rank))


def _improvement(
    result: Result, unit: str, node: Node, values: tuple[Any, Any], then: tuple[float | None, float | None]
) -> Improvement:
    (value, best), (score, rank) = values, then
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
