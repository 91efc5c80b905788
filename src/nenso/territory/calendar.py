"""The working calendar (*lịch làm việc*) as arithmetic: no database, no clock.

Office hours are 07:30-11:30 and 13:00-17:00 on weekdays. Public holidays (Labour Code Art. 112), days given for those
that fall on a weekend (Art. 111(3)), days swapped and Saturdays worked instead come as :class:`SpecialDay`. Moments
are aware; answers are on Viet Nam's clock (UTC+7, no summer time).
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, get_args

from nenso.runtime.clock import VIETNAM
from nenso.territory.errors import CalendarNotKnown

Unit = Literal["minutes", "hours", "days", "months", "working_hours", "working_days"]
UNITS: tuple[str, ...] = get_args(Unit)
DayKind = Literal["holiday", "swapped_off", "compensatory", "working_saturday"]
DayStatus = Literal["official", "by_law", "computed", "undecided"]
Amount = int | float | Decimal | Fraction
Hours = tuple[tuple[time, time], ...]
"""The stretches of one day in which an agency works, in order, not overlapping."""

OFFICE_HOURS: Hours = ((time(7, 30), time(11, 30)), (time(13), time(17)))
CUTOFF = time(15)
"""Received later than this, a same-day file is due on the next working day."""

_STRETCH = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)[-–]((?:[01]\d|2[0-3]):[0-5]\d)\Z")
_SECOND = 1_000_000
_HOUR = 3_600 * _SECOND
_RUN_ON = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}


@dataclass(frozen=True)
class SpecialDay:
    """A date unlike the other weeks' day: off, or a Saturday that is worked; ``hours`` when they differ that day."""

    date: date
    kind: DayKind
    name: str
    status: DayStatus = "official"
    source: str = ""
    hours: Hours | None = None

    @property
    def worked(self) -> bool:
        """Whether people work on this day."""
        return self.kind == "working_saturday"


def hours_of(text: str) -> Hours:
    """Return the hours written as ``07:30-11:30 13:00-17:00``; raise ValueError when they overlap or run backwards."""
    written = [_STRETCH.match(part) for part in text.replace(",", " ").split()]
    edges = [time.fromisoformat(edge) for match in written if match for edge in match.groups()]
    if not written or not all(written) or any(a >= b for a, b in pairwise(edges)):
        raise ValueError(f"not hours in order: {text!r}")
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _offset(moment: time) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * _SECOND + moment.microsecond


class Calendar:
    """One agency's working time over whole years, worked out once so that each question costs microseconds."""

    def __init__(
        self,
        special_days: Iterable[SpecialDay] = (),
        *,
        hours: Hours = OFFICE_HOURS,
        hours_since: Iterable[tuple[date, Hours]] = (),
        weekend: frozenset[int] = frozenset({5, 6}),
        years: tuple[int, int] = (2020, 2035),
    ) -> None:
        """Take the days that differ, the ordinary hours, the weekly days off (Monday is 0) and the years covered.

        ``hours_since``: other ordinary hours, each from a day on.
        """
        self.special_days = {day.date: day for day in sorted(special_days, key=lambda day: day.date)}
        self.hours_since = tuple(sorted(hours_since))
        self.hours, self.weekend, self.years = hours, weekend, years
        self._first = date(years[0], 1, 1).toordinal()
        self._last = date(years[1], 12, 31).toordinal()
        self._days: list[int] = []
        self._stretches: list[tuple[tuple[int, int], ...]] = []
        self._until: list[int] = [0]
        known: dict[Hours, tuple[tuple[int, int], ...]] = {}
        for ordinal in range(self._first, self._last + 1):
            worked = self.hours_on(date.fromordinal(ordinal))
            if not worked:
                continue
            stretches = known.setdefault(worked, tuple((_offset(a), _offset(b)) for a, b in worked))
            self._days.append(ordinal)
            self._stretches.append(stretches)
            self._until.append(self._until[-1] + sum(b - a for a, b in stretches))

    def hours_on(self, day: date) -> Hours:
        """Return the hours worked on ``day``: empty on a day off."""
        special = self.special_days.get(day)
        if special is not None:
            return (special.hours or self.ordinary_hours(day)) if special.worked else ()
        return () if day.weekday() in self.weekend else self.ordinary_hours(day)

    def ordinary_hours(self, day: date) -> Hours:
        """Return the hours of an ordinary working day as they are on ``day``."""
        return next((hours for since, hours in reversed(self.hours_since) if since <= day), self.hours)

    def is_working_day(self, day: date) -> bool:
        """Return whether people work on ``day``."""
        return bool(self.hours_on(day))

    def undecided(self, year: int) -> tuple[SpecialDay, ...]:
        """Return the days of ``year`` that the Government has still to decide: presumed off until then."""
        self._check(date(year, 1, 1).toordinal())
        return tuple(d for d in self.special_days.values() if d.date.year == year and d.status == "undecided")

    def undecided_between(self, start: datetime, end: datetime) -> tuple[SpecialDay, ...]:
        """Return the undecided days that a time from ``start`` to ``end`` rests on."""
        first, last = start.astimezone(VIETNAM).date(), end.astimezone(VIETNAM).date()
        return tuple(d for d in self.special_days.values() if first <= d.date <= last and d.status == "undecided")

    def add(self, start: datetime, amount: Amount, unit: Unit) -> datetime:
        """Return the moment ``amount`` of ``unit`` after ``start`` (before it, when negative).

        Minutes, hours, days and months run on; a month that has no such day ends on its last (Civil Code Art.
        148(4)). Working units count only working time, from the next working moment, and end at the earliest moment
        by which they are over: one working day from 07:30 ends at 17:00, from 10:00 at 10:00 of the next.
        """
        if unit == "months":
            return _add_months(start.astimezone(VIETNAM), amount)
        if unit in _RUN_ON:
            return start.astimezone(VIETNAM) + timedelta(microseconds=round(_exact(amount) * _micro(_RUN_ON[unit])))
        if unit not in UNITS:
            raise ValueError(f"not a unit: {unit!r}")
        if not amount:
            return self.next_working(start)
        index, done = self._position(start)
        if unit == "working_hours":
            return self._at(self._until[index] + done + round(_exact(amount) * _HOUR))
        whole, part = divmod(index + self._share(index, done) + _exact(amount), 1)
        if not part:
            return self._at(self._until[self._within(int(whole) - 1) + 1])
        here = self._within(int(whole))
        return self._at(self._until[here] + round(part * (self._until[here + 1] - self._until[here])))

    def spent(self, start: datetime, end: datetime, unit: Unit) -> Fraction:
        """Return how much of ``unit`` passes from ``start`` to ``end``; months cannot be measured so (ValueError)."""
        if unit in _RUN_ON:
            return Fraction(_micro(end - start), _micro(_RUN_ON[unit]))
        if unit == "working_hours":
            return Fraction(_micro(self.working_between(start, end)), _HOUR)
        if unit != "working_days":
            raise ValueError(f"not a unit that passes evenly: {unit!r}")
        (first, done_first), (last, done_last) = self._position(start), self._position(end)
        return last + self._share(last, done_last) - first - self._share(first, done_first)

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from ``start`` to ``end``; negative when ``end`` comes first."""
        (first, done_first), (last, done_last) = self._position(start), self._position(end)
        return timedelta(microseconds=self._until[last] + done_last - self._until[first] - done_first)

    def next_working(self, moment: datetime) -> datetime:
        """Return ``moment`` when it is in working hours, otherwise the next opening."""
        local = moment.astimezone(VIETNAM)
        ordinal, offset = local.toordinal(), _offset(local.time())
        index = self._index(ordinal)
        if self._days[index] == ordinal:
            for opening, closing in self._stretches[index]:
                if offset < closing:
                    return local if offset >= opening else _moment(ordinal, opening)
            index = self._within(index + 1)
        return _moment(self._days[index], self._stretches[index][0][0])

    def next_morning(self, moment: datetime) -> datetime:
        """Return the opening of the first working day after the day of ``moment``."""
        index = self._index(moment.astimezone(VIETNAM).toordinal() + 1)
        return _moment(self._days[index], self._stretches[index][0][0])

    def same_day(self, start: datetime, cutoff: time = CUTOFF) -> datetime:
        """Return the end of the working day of ``start``; of the next one after ``cutoff`` or on a day off.

        The rule of "trong ngày" procedures: *hồ sơ nhận sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo*.
        """
        local = start.astimezone(VIETNAM)
        ordinal, offset = local.toordinal(), _offset(local.time())
        index = self._index(ordinal)
        if self._days[index] == ordinal and offset > min(_offset(cutoff), self._stretches[index][-1][1]):
            index = self._within(index + 1)
        return _moment(self._days[index], self._stretches[index][-1][1])

    def _check(self, ordinal: int) -> None:
        if not self._first <= ordinal <= self._last:
            raise CalendarNotKnown(year=date.fromordinal(ordinal).year)

    def _index(self, ordinal: int) -> int:
        """Return the index of the first working day on or after ``ordinal``."""
        self._check(ordinal)
        return self._within(bisect_left(self._days, ordinal))

    def _within(self, index: int) -> int:
        if not 0 <= index < len(self._days):
            raise CalendarNotKnown(year=self.years[1] + 1 if index > 0 else self.years[0] - 1)
        return index

    def _position(self, moment: datetime) -> tuple[int, int]:
        """Return the working day a moment is in (or waits for) and the microseconds of it that are over."""
        local = moment.astimezone(VIETNAM)
        ordinal = local.toordinal()
        index = self._index(ordinal)
        if self._days[index] != ordinal:
            return index, 0
        offset = _offset(local.time())
        return index, sum(min(offset, b) - a for a, b in self._stretches[index] if offset > a)

    def _share(self, index: int, done: int) -> Fraction:
        return Fraction(done, self._until[index + 1] - self._until[index])

    def _at(self, target: int) -> datetime:
        """Return the earliest moment by which ``target`` microseconds of working time are over."""
        index = self._within(bisect_left(self._until, target) - 1)
        left = target - self._until[index]
        for opening, closing in self._stretches[index]:
            if left <= closing - opening:
                return _moment(self._days[index], opening + left)
            left -= closing - opening
        raise AssertionError("a day ends where its hours do")


def _exact(amount: Amount) -> int | Fraction:
    if isinstance(amount, int):
        return amount
    return Fraction(str(amount) if isinstance(amount, float) else amount)


def _micro(length: timedelta) -> int:
    return (length.days * 86_400 + length.seconds) * _SECOND + length.microseconds


def _moment(ordinal: int, offset: int) -> datetime:
    seconds, micro = divmod(offset, _SECOND)
    minutes, second = divmod(seconds, 60)
    day = date.fromordinal(ordinal)
    return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, second, micro, VIETNAM)


def _add_months(start: datetime, amount: Amount) -> datetime:
    if amount != int(amount):
        raise ValueError(f"months are whole: {amount}")
    year, month = divmod(start.year * 12 + start.month - 1 + int(amount), 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
