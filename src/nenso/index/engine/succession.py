"""When places merge or divide: carrying the past of indicators to the units of today, each by its declared rule."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nenso.index.engine.findings import NotComputable, wrong
from nenso.index.engine.values import Values

How = Literal["sum", "weighted", "recompute", "not_comparable"]


@dataclass(frozen=True, slots=True)
class Successor:
    """A former unit went to a unit of today, whole (``share`` 1) or in part (of its people, area or cases)."""

    before: str
    now: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """How an indicator's past is carried: added up; the mean weighted by a column ``by``; from facts; not at all."""

    how: How
    by: str = ""


def carried(
    values: Values,
    successors: Iterable[Successor],
    rules: Mapping[str, Rule],
    recomputed: Mapping[str, Mapping[str, float]] | None = None,
) -> Values:
    """Return the values of former units as those of the units of today.

    A column without a rule, under ``not_comparable``, or of which any former unit lacks a value, is missing: a partial
    sum would be taken for the whole. ``recomputed`` has what was counted anew from facts: by indicator, by unit of
    today. A unit that nothing is known to have become is refused by name.
    """
    came_from: dict[str, list[Successor]] = {}
    known = set(values.units)
    ways = list(successors)
    gone = {way.before for way in ways}
    vi, en = "Không rõ đơn vị này nay thuộc về đâu.", "It is not known what this unit became."
    problems = [
        wrong("unit.no_successor", vi, en, unit=unit, period=values.period) for unit in values.units if unit not in gone
    ]
    if problems:
        raise NotComputable(problems)
    for way in ways:
        if way.before in known:
            came_from.setdefault(way.now, []).append(way)
    units = tuple(came_from)
    columns = {
        name: [_cell(values, name, rules.get(name), came_from[unit], unit, recomputed or {}) for unit in units]
        for name in values.columns
    }
    return Values(units, columns, period=values.period)


def _cell(
    values: Values,
    name: str,
    rule: Rule | None,
    ways: Sequence[Successor],
    unit: str,
    recomputed: Mapping[str, Mapping[str, float]],
) -> Any:
    if rule is None or rule.how == "not_comparable":
        return None
    if rule.how == "recompute":
        return recomputed.get(name, {}).get(unit)
    places = {one: place for place, one in enumerate(values.units)}
    cells = [values.columns[name][places[way.before]] for way in ways]
    if any(not _is_number(cell) for cell in cells):
        return cells[0] if len(cells) == 1 and ways[0].share == 1 else None
    if rule.how == "sum":
        return math.fsum(cell * way.share for cell, way in zip(cells, ways, strict=True))
    weights = [values.columns[rule.by][places[way.before]] for way in ways]
    if any(not _is_number(weight) for weight in weights) or not any(weights):
        return None
    shares = [weight * way.share for weight, way in zip(weights, ways, strict=True)]
    return math.fsum(cell * share for cell, share in zip(cells, shares, strict=True)) / math.fsum(shares)


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)
