"""What every kind of table is read into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite, isnan
from typing import Any, NamedTuple

from nenso.runtime.tables.warnings import Warned

Cell = str | int | float | bool | date | datetime | time | list[Any] | dict[str, Any] | None
"""Text as it stands (NFC, without blanks at its ends), or a typed value where the file has types; empty is ``""``."""


def number_in(value: float) -> int | float | str:
    """Return a number as a cell has it: whole ones without ``.0``; what is no number that can be stored, as its text.

    ``∞`` is what nobody takes for a name or a code, as they would ``inf``.
    """
    if not isfinite(value):
        return "NaN" if isnan(value) else "∞" if value > 0 else "-∞"
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


class Row(NamedTuple):
    """A row: its number in the file, the first being 1, and its cells in the order of the columns.

    ``broken``: why it could not be read, in Vietnamese and in English; its cells are then its text alone.
    """

    number: int
    cells: list[Any]
    broken: tuple[str, str] | None = None


@dataclass
class Table:
    """A table that was opened: its columns, and its rows as often as they are asked for.

    ``size``: rows, where the file says so. ``warnings``: what was done to read it; grows while rows are read.
    """

    kind: str
    columns: tuple[str, ...]
    read: Callable[[int], Iterator[Row]]
    size: int | None = None
    warnings: list[Warned] = field(default_factory=list)

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Yield the rows that hold something and stand after the row of number ``after``, one at a time."""
        return self.read(after)
