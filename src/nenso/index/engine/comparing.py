"""Year over year on today's map: how much of a change of scores is data, how much method, how much merger."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nenso.index.engine.computing import Result, compute
from nenso.index.engine.values import Values


@dataclass(frozen=True, slots=True)
class ChangeOfScore:
    """A unit's score then and now; ``data + method + merger`` is exactly their difference, as far as doubles add up."""

    unit: str
    before: float
    now: float
    data: float
    method: float
    merger: float


def changes(
    before: Result, now: Result, on_todays_map: Values, came_from: Mapping[str, Mapping[str, float]]
) -> list[ChangeOfScore]:
    """Return the change of every unit of today that has a score then and now.

    ``on_todays_map``: the values of then, carried to the units of today; ``came_from``: the former units of each and
    their weights (people); what was published of these, so weighted, is where the change starts. *Merger*: the same
    values and method on today's map; *method*: the same values by today's scorecard; *data*: today's values. Scores
    must be told on the same scale (``out_of``).
    """
    carried = compute(before.plan, on_todays_map, before.earlier)
    by_todays_method = compute(now.plan, on_todays_map, now.earlier)
    found = []
    for unit in now.units:
        was = _published(before, came_from.get(unit, {unit: 1.0}))
        steps = [one.score(unit) if unit in one.places else None for one in (carried, by_todays_method, now)]
        if was is None or any(step is None for step in steps):
            continue
        merged, method, today = (step for step in steps if step is not None)
        found.append(ChangeOfScore(unit, was, today, today - method, method - merged, merged - was))
    return found


def _published(before: Result, parts: Mapping[str, float]) -> float | None:
    scores = [(before.score(unit), weight) for unit, weight in parts.items() if unit in before.places]
    known = [(score, weight) for score, weight in scores if score is not None]
    if len(known) < len(parts) or not any(weight for _, weight in known):
        return None
    return math.fsum(score * weight for score, weight in known) / math.fsum(weight for _, weight in known)


def yearly_growth(first: float, last: float, years: float) -> float:
    """Return the compound growth a year between two values (0.02 is 2 %)."""
    return math.pow(last / first, 1 / years) - 1
