"""The periods that an office counts by: day, week, month, quarter, year, or between two days of Viet Nam."""

from datetime import date, datetime, time, timedelta
from typing import Final

from nenso.cases.queries.counting import Period
from nenso.cases.queries.words import Words
from nenso.runtime import clock

PERIODS: Final[dict[str, Words]] = {
    "day": {"vi": "Ngày", "en": "Day"},
    "week": {"vi": "Tuần", "en": "Week"},
    "month": {"vi": "Tháng", "en": "Month"},
    "quarter": {"vi": "Quý", "en": "Quarter"},
    "year": {"vi": "Năm", "en": "Year"},
}
_QUARTER = 3


def period_around(kind: str, on: date) -> tuple[date, date]:
    """Return the first and last day of the day, week (from Monday), month, quarter or year that ``on`` is in."""
    first = {
        "day": on,
        "week": on - timedelta(days=on.weekday()),
        "month": on.replace(day=1),
        "quarter": on.replace(month=(on.month - 1) // _QUARTER * _QUARTER + 1, day=1),
        "year": on.replace(month=1, day=1),
    }[kind]
    months = {"month": 1, "quarter": _QUARTER, "year": 12}.get(kind, 0)
    if not months:
        return first, first + timedelta(days=6 if kind == "week" else 0)
    after = first.month - 1 + months
    return first, first.replace(year=first.year + after // 12, month=after % 12 + 1) - timedelta(days=1)


def between(first: date, last: date) -> Period:
    """Return the period of whole days from ``first`` to ``last``, both included; in whichever order they were given."""
    first, last = sorted((first, last))
    return Period(_midnight(first), _midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.VIETNAM)
