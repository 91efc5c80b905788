"""Tables to take away, as CSV and XLSX: what stands in a cell is opened as text or a number, never as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any, Final

Cell = str | int | float | None

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = {"csv": CSV, "xlsx": XLSX}
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_BLANK = " \u00a0\u200b\u2060\ufeff"
"""What is not seen before a text, and does not keep all programs from taking it for a formula."""
_WIDTH = 24


def sheet(kind: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table with its heading as a file of ``kind``: ``csv`` or ``xlsx``."""
    return _xlsx(columns, rows) if kind == "xlsx" else _csv(columns, rows)


def harmless(value: Any) -> Any:
    """Return what a program for tables takes as text: one that would be a formula with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(_BLANK).startswith(_ACTS) else value


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return UTF-8 with its mark, which programs for tables need to read Vietnamese."""
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow([harmless(one) for one in columns])
    writer.writerows([harmless(one) for one in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    from xlsxwriter import Workbook  # not needed before somebody takes a table away

    made = BytesIO()
    with Workbook(made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        page.set_column(0, max(len(columns) - 1, 0), _WIDTH)
        page.freeze_panes(1, 0)
        for across, name in enumerate(columns):
            page.write_string(0, across, name, book.add_format({"bold": True}))
        for down, row in enumerate(rows, 1):
            for across, value in enumerate(row):
                if isinstance(value, int | float):
                    page.write_number(down, across, value)
                elif value:
                    page.write_string(down, across, value)
    return made.getvalue()
