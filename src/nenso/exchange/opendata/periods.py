"""Months, quarters and years as open data writes them: ``2026-10``, ``2026-Q4``, ``2026``."""

from datetime import date, timedelta


def period_of(month: str, per: str) -> str:
    """Return the ``month``, ``quarter`` or ``year`` that a month (``2026-10``) lies in."""
    if per == "year":
        return month[:4]
    return month if per == "month" else f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def periods_of(year: str, per: str) -> list[str]:
    """Return the periods of a year, in order."""
    return list(dict.fromkeys(period_of(f"{year}-{month:02}", per) for month in range(1, 13)))


def between(first: str, last: str, per: str) -> list[str]:
    """Return the periods from ``first`` to ``last``, in order."""
    years = range(int(first[:4]), int(last[:4]) + 1)
    return [one for year in years for one in periods_of(f"{year:04}", per) if first <= one <= last]


def last_over(per: str, today: date) -> str:
    """Return the newest period that has ended before ``today``."""
    recent = [one for year in (today.year - 1, today.year) for one in periods_of(f"{year:04}", per)]
    return max(one for one in recent if over(one, today))


def span(period: str) -> tuple[date, date]:
    """Return the first and the last day of a period."""
    year, _, part = period.partition("-")
    first, last = _months(part)
    return date(int(year), first, 1), date(int(year) + last // 12, last % 12 + 1, 1) - timedelta(days=1)


def over(period: str, today: date) -> bool:
    """Return whether a period has ended before ``today``."""
    return span(period)[1] < today


def _months(part: str) -> tuple[int, int]:
    if not part:
        return 1, 12
    if part.startswith("Q"):
        return int(part[1:]) * 3 - 2, int(part[1:]) * 3
    return int(part), int(part)
