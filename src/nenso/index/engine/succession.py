"""When places merge or divide: carrying the past of indicators to the units of today, each by its declared rule.

Sums are worked out as fractions of the numbers as they were written, so that what was there before is there after.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from nenso.index.engine.findings import Finding, NotComputable, wrong
from nenso.index.engine.scorecard import exact
from nenso.index.engine.values import NOT_APPLICABLE, NotApplicable, Values

How = Literal["sum", "weighted", "recompute", "not_comparable"]
Reason = Literal[
    "not_comparable", "no_rule", "no_facts", "divided", "incomplete", "missing", "no_weight", "not_a_number"
]  # fmt: skip
"""Why a unit of today has no value of then: its rule says so; it has no rule; facts cannot be counted anew; a former
unit went to several and nobody knows in which shares; some former unit lacks a value; all do; nothing to weigh by; the
values are words."""
Counted = tuple[float | None, float | None]
"""Numerator and denominator of a value; None where there is none."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A former unit went to a unit of today: whole (``share`` 1), in part (of its people, area or cases), or in a part
    of which nobody knows how large it is (None).
    """

    before: str
    now: str
    share: float | None = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """How an indicator's past is carried: added up; mean weighted by an indicator ``by``; from facts; not at all."""

    how: How
    by: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the values, by indicator and unit: numerators and denominators of former units
    (``counted``), values of theirs that are weights and not in the table (``weights``), and what was counted anew for
    units of today (``recomputed``).
    """

    counted: Mapping[str, Mapping[str, Counted]] = field(default_factory=dict)
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    recomputed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Carried:
    """Values of then for the units of today; ``reasons`` say by indicator and unit why there is none."""

    values: Values
    reasons: Mapping[str, Mapping[str, Reason]]
    came_from: Mapping[str, tuple[Successor, ...]]

    def is_as_it_was(self, unit: str) -> bool:
        """Say whether a unit of today is one former unit, whole, whatever it is called."""
        return _whole(self.came_from[unit])


def carried(
    values: Values, successors: Iterable[Successor], rules: Mapping[str, Rule], known: Known | None = None
) -> Carried:
    """Return the values of former units as those of the units of today.

    A unit that is one former unit, whole, keeps every cell. Otherwise: ``sum`` adds values, or numerators and
    denominators where a value has them; ``weighted`` is the mean weighted by another indicator; ``recompute`` is what
    was counted anew. What does not apply to a former unit counts neither way. A value that some former unit lacks is
    missing, never a part taken for the whole; so is that of a unit with a part of a divided one whose share is not
    known. Raises ``NotComputable`` for a unit that nothing is known to have become, a successor said twice, and shares
    that do not make one whole, each by name.
    """
    ways = list(successors)
    problems = list(_problems(values, ways))
    if problems:
        raise NotComputable(problems)
    there, came_from = set(values.units), dict[str, list[Successor]]()
    for way in ways:
        came_from.setdefault(way.now, []).append(way)
    kept = {unit: tuple(found) for unit, found in came_from.items() if any(way.before in there for way in found)}
    carrying = _Carrying(values, rules, known or Known())
    columns: dict[str, list[Any]] = {}
    reasons: dict[str, dict[str, Reason]] = {}
    for name in values.names:
        column = columns[name] = []
        for unit, found in kept.items():
            cell, reason = carrying.cell(name, unit, found, whole=_whole(found))
            column.append(cell)
            if reason is not None:
                reasons.setdefault(name, {})[unit] = reason
    return Carried(Values(tuple(kept), columns, period=values.period), reasons, kept)


def _whole(ways: Sequence[Successor]) -> bool:
    return len(ways) == 1 and ways[0].share == 1


def _problems(values: Values, ways: Sequence[Successor]) -> Iterator[Finding]:
    period, gone = values.period, {way.before for way in ways}
    for unit in values.units:
        if unit not in gone:
            vi, en = "Không rõ đơn vị này nay thuộc về đâu.", "It is not known what this unit became."
            yield wrong("unit.no_successor", vi, en, unit=unit, period=period)
    shares: dict[str, list[Fraction | None]] = {}
    for (before, now), count in Counter((way.before, way.now) for way in ways).items():
        if count > 1:
            vi, en = f"Nói hai lần rằng đơn vị này thành “{now}”.", f"It is said twice that this unit became “{now}”."
            yield wrong("successor.double", vi, en, unit=before, period=period)
    for way in ways:
        shares.setdefault(way.before, []).append(None if way.share is None else exact(way.share))
    for unit, parts in shares.items():
        known = [part for part in parts if part is not None]
        total = sum(known, Fraction(0))
        short = len(known) == len(parts) and abs(total - 1) > Fraction(1, 10**9)
        if short or total > 1 + Fraction(1, 10**9) or any(part < 0 for part in known):
            vi, en = f"Các phần cộng lại là {float(total):g}, không phải 1.", f"Its shares add up to {float(total):g}."
            yield wrong("successor.shares", vi, en, unit=unit, period=period)


class _Carrying:
    """One table being carried."""

    def __init__(self, values: Values, rules: Mapping[str, Rule], known: Known) -> None:
        self.values, self.rules, self.known = values, rules, known
        self.places = {unit: place for place, unit in enumerate(values.units)}

    def cell(self, name: str, unit: str, ways: Sequence[Successor], *, whole: bool) -> tuple[Any, Reason | None]:
        """Return a value of a unit of today, or None and why."""
        cells = [self._of(name, way.before) for way in ways]
        if whole:
            return cells[0], None
        rule = self.rules.get(name)
        if rule is None or rule.how == "not_comparable":
            return None, "not_comparable" if rule else "no_rule"
        if rule.how == "recompute":
            counted = self.known.recomputed.get(name, {}).get(unit)
            return counted, "no_facts" if counted is None else None
        if all(isinstance(cell, NotApplicable) for cell in cells):
            return NOT_APPLICABLE, None
        reason = _lacking(cells, ways)
        if reason is not None:
            return None, reason
        applying = [way for cell, way in zip(cells, ways, strict=True) if not isinstance(cell, NotApplicable)]
        return self._sum(name, applying) if rule.how == "sum" else self._mean(name, rule.by, applying)

    def _of(self, name: str, unit: str) -> Any:
        return self.values.columns[name][self.places[unit]] if unit in self.places else None

    def _sum(self, name: str, ways: Sequence[Successor]) -> tuple[Any, Reason | None]:
        counted = [self.known.counted.get(name, {}).get(way.before, (None, None)) for way in ways]
        if all(_is_number(below) and _is_number(above) for above, below in counted):
            above, below = (_added([pair[side] for pair in counted], ways) for side in (0, 1))
            return (float(above / below), None) if below else (NOT_APPLICABLE, None)
        return float(_added([self._of(name, way.before) for way in ways], ways)), None

    def _mean(self, name: str, by: str, ways: Sequence[Successor]) -> tuple[Any, Reason | None]:
        weights = [self._weight(by, way.before) for way in ways]
        if not all(_is_number(weight) for weight in weights):
            return None, "no_weight"
        shares = [exact(weight) * exact(way.share) for weight, way in zip(weights, ways, strict=True)]
        total = sum(shares, Fraction(0))
        if total <= 0 or min(shares) < 0:
            return None, "no_weight"
        cells = (exact(self._of(name, way.before)) for way in ways)
        return float(sum((cell * share for cell, share in zip(cells, shares, strict=True)), Fraction(0)) / total), None

    def _weight(self, by: str, unit: str) -> Any:
        if by in self.values.columns:
            return self._of(by, unit)
        return self.known.weights.get(by, {}).get(unit)


def _lacking(cells: Sequence[Any], ways: Sequence[Successor]) -> Reason | None:
    missing = [cell is None or cell != cell for cell in cells]
    if any(missing):
        return "missing" if all(missing) else "incomplete"
    if any(way.share is None for way in ways):
        return "divided"
    words = [cell for cell in cells if not isinstance(cell, NotApplicable) and not _is_number(cell)]
    return "not_a_number" if words else None


def _added(numbers: Sequence[Any], ways: Sequence[Successor]) -> Fraction:
    shared = (exact(number) * exact(way.share) for number, way in zip(numbers, ways, strict=True))
    return sum(shared, Fraction(0))


def _is_number(cell: Any) -> bool:
    if isinstance(cell, bool) or not isinstance(cell, int | float | Fraction | np.number):
        return False
    return bool(np.isfinite(float(cell)))
