"""Periods as they are written: a year ``2026``, a quarter ``2026-Q3``, a month ``2026-08``; of years 1 to 9998."""

import calendar
import re
from datetime import date

_PERIOD = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_NO_YEARS = {"0000", "9999"}
"""No day is in the one, and none comes after the other."""


def is_period(text: str) -> bool:
    """Return whether ``text`` is written as a period."""
    return _PERIOD.fullmatch(text) is not None and text[:4] not in _NO_YEARS


def bounds(text: str) -> tuple[date, date]:
    """Return the first and the last day of a period; raise ValueError when ``text`` is none."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(f"not a period: {text!r}")
    year, quarter, month = int(match[1]), match[2], match[3]
    first = int(month) if month else int(quarter) * 3 - 2 if quarter else 1
    last = int(month) if month else int(quarter) * 3 if quarter else 12
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def period_of(day: date, rhythm: str) -> str:
    """Return the period of ``rhythm`` (year, quarter or month) that ``day`` lies in."""
    if rhythm == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return f"{day.year:04}-{day.month:02}" if rhythm == "month" else f"{day.year:04}"
