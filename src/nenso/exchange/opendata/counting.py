"""How many records there are by a field and by period, small counts hidden, with totals.

Each calendar year is a table of its own. A period is counted once it is over, and the totals of a year's rows are
published once the year is over: a total that grew from day to day would tell by how much.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from django.db import connection

from nenso.exchange.opendata.columns import ALL, UNKNOWN
from nenso.exchange.opendata.periods import between, last_over, over, period_of, periods_of
from nenso.exchange.opendata.suppressing import hide
from nenso.language.declarations.registers import OpenCount
from nenso.registers.declared import Declared

Cell = tuple[str, str]
"""A value and a period."""

_COUNT: Final = """
SELECT coalesce(nullif(data ->> %s, ''), %s), left(data ->> %s, 7), count(*) FROM registers_record
WHERE register = %s AND ended_at IS NULL AND archived_at IS NULL AND data ->> %s ~ '^\\d{4}-(0\\d|1[0-2])-'
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Row:
    """A count of the published table; None where it is hidden."""

    value: str
    period: str
    count: int | None


@dataclass
class Counted:
    """The rows to publish, and which cells are hidden."""

    rows: list[Row] = field(default_factory=list)
    hidden: list[Cell] = field(default_factory=list)

    def totals(self, per: str, today: date) -> list[tuple[str, int | None]]:
        """Return the count of each period from the first on until the last one over, also of those without a record."""
        years = self._years()
        found = {row.period: row.count for row in self.rows if row.value == ALL and row.period not in years}
        return [(one, found.get(one, 0)) for one in between(min(found), last_over(per, today), per)] if found else []

    def _years(self) -> set[str]:
        periods = {row.period for row in self.rows}
        return {one for one in periods if any(other.startswith(f"{one}-") for other in periods)}


def counted(
    declared: Declared,
    count: OpenCount,
    today: date,
    before: Sequence[Cell] = (),
    last: date | None = None,
    *,
    after: int = 0,
) -> Counted:
    """Return the counts of a register as of ``today``, inside ``acting()``.

    ``before``: what was hidden when it was published the ``last`` time; all else of then is known to whoever kept it.
    ``after``: only years after this one, since those until then were told by other counts.
    """
    with connection.cursor() as cursor:
        by, of = str(count.by), str(count.of)
        cursor.execute(_COUNT, [by, UNKNOWN, of, declared.name, of])
        found = [(str(value), str(month), int(number)) for value, month, number in cursor.fetchall()]
    found = [one for one in found if int(one[1][:4]) > after]
    return tabled(found, count.per, today, before, last)


def tabled(
    months: Sequence[tuple[str, str, int]],
    per: str,
    today: date,
    before: Sequence[Cell] = (),
    last: date | None = None,
) -> Counted:
    """Return the table of ``(value, YYYY-MM, number)``, by ``month``, ``quarter`` or ``year``."""
    counts: dict[str, dict[Cell, int]] = {}
    for value, month, number in months:
        period = period_of(month, per)
        if number and over(period, today):
            block = counts.setdefault(month[:4], {})
            block[value, period] = block.get((value, period), 0) + number
    result, was = Counted(), set(before)
    first = min((cell[1] for block in counts.values() for cell in block), default="")
    for year in sorted(counts):
        periods = [one for one in periods_of(year, per) if one >= first and over(one, today)]
        whole = per != "year" and over(year, today)
        _block(result, counts[year], year, periods, was, last, whole=whole)
    return result


def _block(
    result: Counted,
    counts: Mapping[Cell, int],
    year: str,
    periods: Sequence[str],
    was: set[Cell],
    last: date | None,
    *,
    whole: bool,
) -> None:
    values = sorted({value for value, _ in counts})
    table = np.array([[counts.get((value, period), 0) for period in periods] for value in values], dtype=np.int64)
    names = [[(value, period) for period in (*periods, year)] for value in (*values, ALL)]
    shown = [[whole or at < len(periods) for at, _ in enumerate(line)] for line in names]
    before = np.array(
        [[cell in was and shown[row][at] for at, cell in enumerate(line)] for row, line in enumerate(names)], dtype=bool
    )
    told = [last is not None and over(period, last) for period in (*periods, year)]
    known = np.array([told] * len(names), dtype=bool) & np.array(shown, dtype=bool) & ~before
    hidden = hide(table, row_totals=whole, before=before, known=known)
    sums = np.vstack([table, table.sum(axis=0)])
    sums = np.hstack([sums, sums.sum(axis=1, keepdims=True)])
    for row, line in enumerate(names):
        for at, (value, period) in enumerate(line):
            if not shown[row][at]:
                continue
            if hidden[row, at]:
                result.hidden.append((value, period))
            result.rows.append(Row(value, period, None if hidden[row, at] else int(sums[row, at])))


def cells(rows: Sequence[Row], name_of: Mapping[str, str]) -> Iterator[list[Any]]:
    """Yield the rows as they are written; ``name_of``: what a value is called."""
    for row in rows:
        yield [row.value, name_of.get(row.value, ""), row.period, row.count, row.count is None]
