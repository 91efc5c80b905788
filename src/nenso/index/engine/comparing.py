"""Year over year on today's map: how much of a change of scores and ranks is merger, how much method, how much data.

Four states stand in a row, each changing one thing: *before*, as it was published; the same values *on today's map*, by
the method of then; the same values by *today's method*; *now*. What lies between two neighbours is merger, method and
data. They add up to the whole change exactly, since they are differences of the same four numbers.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from nenso.index.engine.computing import Result, compute
from nenso.index.engine.plan import Plan, prepare
from nenso.index.engine.scorecard import Missing, Node, exact
from nenso.index.engine.succession import Carried
from nenso.index.engine.values import NOT_APPLICABLE, Values

Stage = Mapping[str, tuple[float | None, float | None]]
"""Score and rank by unit; None where it has none."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A score or rank in the four states, as exact numbers; what it changed by, and through what."""

    before: Fraction
    on_todays_map: Fraction
    by_todays_method: Fraction
    now: Fraction

    @property
    def merger(self) -> Fraction:
        """Return what places that merged or divided changed."""
        return self.on_todays_map - self.before

    @property
    def method(self) -> Fraction:
        """Return what another edition of the scorecard changed."""
        return self.by_todays_method - self.on_todays_map

    @property
    def data(self) -> Fraction:
        """Return what other values changed."""
        return self.now - self.by_todays_method

    @property
    def whole(self) -> Fraction:
        """Return the change; exactly ``merger + method + data``."""
        return self.now - self.before

    def rounded(self, to: int) -> "Steps":
        """Return them with every state told to so many places (halves up): the parts still add up as they are told."""
        return Steps(*(_half_up(one, to) for one in (self.before, self.on_todays_map, self.by_todays_method, self.now)))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a unit: its score, and its rank where it had and has one."""

    unit: str
    score: Steps
    rank: Steps | None


def stage_of(result: Result) -> Stage:
    """Return scores and ranks of a result."""
    return {unit: (result.score(unit), result.rank(unit)) for unit in result.units}


def changes(
    before: Stage,
    on_todays_map: Stage,
    by_todays_method: Stage,
    now: Stage,
    came_from: Mapping[str, Mapping[str, Fraction]],
    *,
    scale: Fraction = Fraction(1),
) -> list[Change]:
    """Return the change of every unit of today that has a score in all four states, in the order of ``now``.

    ``came_from``: the former units of each unit of today with their weights; where there are several, it starts from
    the mean of what was published of them, so weighted. ``scale``: what scores of then are multiplied by to be told on
    today's scale (points of 1,000 and of 500).
    """
    found = []
    for unit in now:
        parts = came_from.get(unit, {})
        score = _steps(unit, 0, (before, on_todays_map, by_todays_method, now), parts, scale)
        if score is not None:
            rank = _steps(unit, 1, (before, on_todays_map, by_todays_method, now), parts, Fraction(1))
            found.append(Change(unit, score, rank))
    return found


def _steps(
    unit: str, which: int, stages: tuple[Stage, Stage, Stage, Stage], parts: Mapping[str, Fraction], scale: Fraction
) -> Steps | None:
    was = _mean([(stages[0].get(one, (None, None))[which], weight) for one, weight in parts.items()])
    merged, method, now = (stage.get(unit, (None, None))[which] for stage in stages[1:])
    if was is None or merged is None or method is None or now is None:
        return None
    return Steps(was * scale, exact(merged) * scale, exact(method), exact(now))


def _mean(parts: list[tuple[float | None, Fraction]]) -> Fraction | None:
    """Return the weighted mean; None where one of its parts has no score."""
    known = [(exact(one), weight) for one, weight in parts if one is not None]
    total = sum((weight for _, weight in known), Fraction(0))
    if len(known) < len(parts) or not total:
        return None
    return sum((one * weight for one, weight in known), Fraction(0)) / total


def on_todays_map(plan: Plan, past: Carried, earlier: Values | None = None) -> Result:
    """Compute a scorecard over what was carried to the units of today.

    What could not be carried is left out of points and weights like what does not apply: it is neither good nor bad
    that places merged. So is an indicator that was not there then. What was missing then follows the scorecard's own
    rule; where that refuses, the unit gets no score.
    """
    values = past.values
    columns = {
        name: [
            NOT_APPLICABLE if past.reasons.get(name, {}).get(unit, "missing") != "missing" else cell
            for unit, cell in zip(values.units, values.columns[name], strict=True)
        ]
        if name in values.columns
        else [NOT_APPLICABLE] * len(values.units)
        for name in plan.columns
    }
    return compute(_lenient(plan), Values(values.units, columns, period=values.period), earlier)


def _lenient(plan: Plan) -> Plan:
    root = plan.scorecard.root
    whole = replace(root, missing=root.missing or Missing("refuse"))
    return prepare(replace(plan.scorecard, root=_unranked(whole)))


def _unranked(node: Node) -> Node:
    refuses = node.missing is not None and node.missing.do == "refuse"
    missing = replace(node.missing, do="unranked") if refuses and node.missing else node.missing
    return replace(node, missing=missing, parts=tuple(_unranked(part) for part in node.parts))


def _half_up(number: Fraction, to: int) -> Fraction:
    return Fraction(math.floor(number * 10**to + Fraction(1, 2)), 10**to)


def yearly_growth(first: float, last: float, years: float) -> float:
    """Return the compound growth a year between two values (0.02 is 2 %)."""
    return math.pow(last / first, 1 / years) - 1
