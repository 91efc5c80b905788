"""Exact what-if: the whole is computed again with one value changed, for relative scales change everybody's scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from nenso.index.engine.absolute_scales import ABSOLUTE, ladder
from nenso.index.engine.computing import Result, compute
from nenso.index.engine.findings import NotComputable
from nenso.index.engine.plan import Plan
from nenso.index.engine.scaling import setting
from nenso.index.engine.scorecard import Node, exact
from nenso.index.engine.values import State

MOST_COMPUTED = 5_000_000
"""Cells that are computed anew to say what would raise one unit, some three million a second."""
COPELAND = 70
"""Units that Copeland's rule compares one with in the time that a cell takes otherwise."""
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


@dataclass(frozen=True, slots=True)
class Among:
    """A unit among others: its rank, the scores as told of the others that are ranked, how many units there are."""

    rank: float | None
    others: Sequence[float]
    units: int


def improvements(result: Result, unit: str) -> list[Improvement]:
    """Return what would raise a unit most, best first: every indicator that is not at its best, changed alone.

    A change after which nothing can be computed (all units then have the same value) is no improvement.
    """
    if is_separate(result.plan) and result.earlier is None:
        place, told = result.places[unit], result.column(result.plan.root.name)
        ranked = [at for at, rank in enumerate(result.ranks) if at != place and rank is not None]
        others = [score for at in ranked if (score := told[at]) is not None]
        return improvements_among(result, unit, Among(result.rank(unit), others, len(result.units)))
    among, found = Among(result.rank(unit), (), len(result.units)), []
    for node, value, best in _tried(result, unit):
        try:
            changed = what_if(result, unit, {node.name: best})
        except NotComputable:
            continue
        then = (changed.score(unit), changed.rank(unit))
        found.append(_improvement(result.score(unit), among, node, (value, best), then))
    return _better(found)


def improvements_among(own: Result, unit: str, among: Among) -> list[Improvement]:
    """Return the same of a scorecard that :func:`is_separate`; ``own`` may be computed of the unit alone.

    The unit is computed as many times as something is tried, as units beside each other, each ranked among the others.
    """
    tried = _tried(own, unit)
    if not tried:
        return []
    place, values = own.places[unit], own.values
    best = {node.name: one for node, _, one in tried}
    columns = {
        name: [best[name] if name == other else column[place] for other in best]
        for name, column in values.columns.items()
    }
    changed = compute(own.plan, replace(values, units=tuple(best), columns=columns, titles={}, rows=()))
    others, found = np.asarray(among.others, dtype=float), []
    for node, value, one in tried:
        score = changed.score(node.name)
        ranked = changed.rank(node.name) is not None and score is not None
        rank = 1.0 + float((others > score).sum()) if ranked else None
        found.append(_improvement(own.score(unit), among, node, (value, one), (score, rank)))
    return _better(found)


def is_quick(plan: Plan, units: int) -> bool:
    """Return whether :func:`improvements` of one of ``units`` takes a second or two at most.

    Where scores hang on everybody's values, all is computed anew for each indicator; Copeland compares all with all.
    """
    tried = len(plan.leaves)
    compared = 1 + units // COPELAND if any(one.method.name == "copeland" for one in plan.branches) else 1
    return is_separate(plan) or tried * tried * units * compared <= MOST_COMPUTED


def is_separate(plan: Plan) -> bool:
    """Return whether a unit's score hangs on its own values alone, and its rank on everybody's rounded scores.

    Then nobody else's score changes with one of its values, and all changes of a unit are computed in one go.
    """
    root, rank = plan.scorecard.root, plan.scorecard.rank
    nodes = list(root.walk())
    return (
        root.round is not None
        and (rank.ties, rank.on) == ("competition", "rounded")
        and all(node.scale is None or node.scale.name in ABSOLUTE for node in nodes)
        and all(node.treat is None or node.treat.name == "none" for node in nodes)
        and all(node.missing is None or node.missing.do in _OWN_ALONE for node in nodes)
        and all(node.combine is None or node.combine.name != "copeland" for node in nodes)
    )


def _tried(result: Result, unit: str) -> list[tuple[Node, Any, Any]]:
    """Return each indicator of a unit that is not at its best, its value and the best one."""
    place, found = result.places[unit], list[tuple[Node, Any, Any]]()
    for at, leaf in enumerate(result.plan.leaves):
        best = best_value(result, at, place)
        value = result.values.columns[leaf.name][place]
        if best is not None and State(int(result.states[at, place])) is not State.NOT_APPLICABLE and best != value:
            found.append((leaf.node, value, best))
    return found


def _better(found: list[Improvement]) -> list[Improvement]:
    better = [one for one in found if one.gained_score > 0 or one.gained_ranks > 0]
    return sorted(better, key=lambda one: (-one.gained_ranks, -one.gained_score, one.indicator))


def _improvement(
    before: float | None, among: Among, node: Node, values: tuple[Any, Any], then: tuple[float | None, float | None]
) -> Improvement:
    (value, best), (score, rank), last = values, then, among.units + 1
    ranks = (among.rank if among.rank is not None else last) - (rank if rank is not None else last)
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
