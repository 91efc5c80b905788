"""Which row of a table holds the headings: people put titles, decisions and dates above it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from nenso.runtime.tables.rows import Row

WITHIN: Final = 20
"""Rows among which the headings are looked for."""

MOST_COLUMNS: Final = 16_384
"""Columns of a table: as many as a workbook can have."""

Known = Callable[[str], bool]
"""Whether a heading is one that is waited for."""


def heading_among(rows: Sequence[Row], known: Known | None = None) -> int | None:
    """Return the position of the row of headings among the first rows of a table, or None.

    It is the row with most headings that are ``known``; without any, the first with distinct words in most columns.
    """
    if known is not None:
        hits = [sum(isinstance(cell, str) and known(cell) for cell in row.cells) for row in rows]
        most = max(hits, default=0)
        if most:
            return hits.index(most)
    width = max((len(_filled(row)) for row in rows), default=0)
    for position, row in enumerate(rows):
        cells = _filled(row)
        words = [cell for cell in cells if isinstance(cell, str) and any(map(str.isalpha, cell))]
        if cells and len(words) == len(cells) == len(set(words)) and 2 * len(cells) > width:
            return position
    return None


def column_names(cells: Sequence[Any]) -> tuple[str, ...]:
    """Return the headings as names of columns: on one line, each once, ``Cột 3`` for one without a heading."""
    names: dict[str, None] = {}
    times: Counter[str] = Counter()
    for number, cell in enumerate(cells, 1):
        heading = name = " ".join(str(cell).split()) or f"Cột {number}"
        while name in names:
            times[heading] += 1
            name = f"{heading} ({times[heading] + 1})"
        names[name] = None
    return tuple(names)


def _filled(row: Row) -> list[Any]:
    return [cell for cell in row.cells if cell not in ("", None)]
