"""Durations and moments worked out on a calendar: when something is due (thời hạn), reminds or lapses.

The forms are those of ``declarations.times``. Minutes, hours and days run on; working hours and days, and ``same day``,
follow the calendar of the agency at work, which the caller gives. A day stands for its first minute where it begins
something (``at``) and for its last where something must be over by then (``due``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Protocol

from nenso.language import expressions
from nenso.language.declarations.times import Duration, Moment
from nenso.language.expressions import (
    DATE,
    DATETIME,
    PERIOD,
    Environment,
    ExpressionFailed,
    Program,
    Stopped,
    type_of,
)
from nenso.language.expressions.reading import as_moment, start_of_day
from nenso.language.periods import bounds

CUTOFF = time(15)
"""Received later than this, a same-day case is due on the next working day (15 giờ)."""

MOMENT_NAMES: Mapping[str, str] = {
    "filed": "filed_at",
    "accepted": "accepted_at",
    "due": "due_at",
    "opened": "opened_at",
}
"""The words a moment may begin with, and where their values are found: of the case, ``opened`` of the step's entry."""


class WorkingCalendar(Protocol):
    """The calendar of an agency (lịch làm việc), as ``nenso.territory.calendar`` keeps it."""

    def add(self, start: datetime, amount: int, unit: Any) -> datetime:
        """Return the moment ``amount`` of ``unit`` after ``start``, before it when negative."""

    def same_day(self, start: datetime, cutoff: time) -> datetime:
        """Return the end of the working day of ``start``; of the next one after ``cutoff`` or on a day off."""


_MULTIPLES = {"weeks": ("days", 7), "years": ("months", 12)}


def shift(
    start: datetime, duration: Duration, calendar: WorkingCalendar, *, sign: int = 1, cutoff: time = CUTOFF
) -> datetime:
    """Return the moment ``duration`` after ``start`` (before it when ``sign`` is -1), aware.

    ``cutoff`` counts for ``same day`` only, which cannot be taken away from a moment.
    """
    if duration.unit == "same_day":
        return calendar.same_day(start, cutoff)
    unit, times = _MULTIPLES.get(duration.unit, (duration.unit, 1))
    return calendar.add(start, sign * times * duration.amount, unit)


def clock_time(text: str | None) -> time:
    """Return a cutoff written as ``15:00``; :data:`CUTOFF` when none is written."""
    return CUTOFF if text is None else time.fromisoformat(text)


def end_of_day(day: date) -> datetime:
    """Return the last moment of ``day`` in Viet Nam, in UTC."""
    return start_of_day(day) + timedelta(days=1) - timedelta(microseconds=1)


@dataclass(frozen=True)
class CompiledMoment:
    """A moment ready to be worked out: its words or program, the duration after it, and what a mere day stands for."""

    moment: Moment
    program: Program | None
    day_is: Literal["start", "end"]

    def at(self, names: Mapping[str, Any], calendar: WorkingCalendar) -> datetime | None:
        """Return when it is, or None when what it counts from has not happened.

        ``filed accepted due`` are read from ``case``, ``opened`` from ``this`` (the entry) or ``case``. May raise
        ``Stopped`` or ``ExpressionFailed`` where it counts from an expression.
        """
        base = self._base(names)
        if base is None:
            return None
        if self.moment.offset is None:
            return base
        return shift(base, self.moment.offset, calendar, sign=self.moment.sign)

    def _base(self, names: Mapping[str, Any]) -> datetime | None:
        if self.program is None:
            return self._of_case(names)
        found = self.program.value(names)
        if isinstance(found, datetime):
            return as_moment(found)
        first, last = (found, found) if isinstance(found, date) else _days_of(self.program.source, found)
        return end_of_day(last) if self.day_is == "end" else start_of_day(first)

    def _of_case(self, names: Mapping[str, Any]) -> datetime | None:
        key = MOMENT_NAMES[str(self.moment.base)]
        sources = [names.get("this"), names.get("case")] if key == "opened_at" else [names.get("case")]
        for source in sources:
            if isinstance(source, Mapping) and source.get(key) is not None:
                return as_moment(source[key])
        return None


_EXPECTED = (DATE, DATETIME, PERIOD)


def _days_of(source: str, period: Any) -> tuple[date, date]:
    if period == "":
        raise Stopped(source)
    try:
        return bounds(str(period))
    except ValueError as error:
        raise ExpressionFailed(source=source, reason=str(error), reason_vi=f"không phải một kỳ: {period}") from error


def compile_moment(
    moment: Moment, environment: Environment, *, day_is: Literal["start", "end"] = "start"
) -> CompiledMoment:
    """Return ``moment`` ready to be worked out; raise InvalidExpression when its expression can give no time.

    ``day_is``: what a mere day or period stands for, its ``start`` or its ``end``.
    """
    if isinstance(moment.base, str):
        return CompiledMoment(moment, None, day_is)
    source = moment.base.source
    kind = type_of(source, environment)
    expected = kind if kind in _EXPECTED else _EXPECTED
    return CompiledMoment(moment, expressions.compile(source, environment, expected), day_is)
