"""Statements of the measuring job: pieces of SQL said once, and how they are sent."""

from collections.abc import Sequence
from datetime import date, datetime, time

from nenso.index.asking import literal
from nenso.index.measuring.plans import Source
from nenso.runtime.clock import VIETNAM

NOWHERE = "'00000000-0000-0000-0000-000000000000'::uuid"
_ZONE = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
_MERGE = {"count": "coalesce(sum({0}), 0)", "sum": "coalesce(sum({0}), 0)", "min": "min({0})", "max": "max({0})"}


def midnight(day: date) -> str:
    """Return the first moment of a day in Viet Nam as SQL."""
    return literal(datetime.combine(day, time(), VIETNAM)) + "::timestamptz"


def bound(source: Source, day: date) -> str:
    """Return the first moment of a day as SQL that the date of ``source`` compares with."""
    return f"{literal(day)}::date" if source.is_day else midnight(day)


def bucket(source: Source, moment: str, open_from: date) -> str:
    """Return the day, or for days before ``open_from`` the first of the month, that a row counts in."""
    local = f"({moment})::timestamp" if source.is_day else f"({moment} {_ZONE})"
    month = f"date_trunc('month', {local})::date"
    return f"CASE WHEN {moment} >= {bound(source, open_from)} THEN {local}::date ELSE {month} END"


def merged(source: Source, columns: Sequence[str]) -> list[str]:
    """Return what makes one of the leaves of several rows."""
    return [_MERGE[leaf.merge].format(column) for leaf, column in zip(source.leaves, columns, strict=True)]


def opened(source: Source) -> list[str]:
    """Return the leaves of a row of kept sums, each by itself: such as add up as decimals, exact in any order."""
    return [
        f"parts[{place}]" + ("::text::numeric" if leaf.merge == "sum" else "")
        for place, leaf in enumerate(source.leaves, 1)
    ]


def parts(source: Source) -> str:
    """Return the leaves of a source as one array."""
    return "ARRAY[" + ", ".join(f"({leaf.sql})::float8" for leaf in source.leaves) + "]::float8[]"
