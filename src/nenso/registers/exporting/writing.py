"""An export as bytes: CSV as it is read, XLSX and Parquet through a file of ours; never a cell that runs.

A spreadsheet takes text that begins with ``= + - @`` for a formula: in CSV such text gets an apostrophe, in XLSX it is
written as text. CSV is UTF-8 with its mark, so that Excel reads Vietnamese.
"""

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, Final, cast

import orjson

from nenso.files.storing import chunks_of, incoming
from nenso.journal.recording import record as journal
from nenso.registers.declared import Declared
from nenso.registers.exporting.errors import FormatUnknown
from nenso.registers.exporting.rows import Export
from nenso.registers.narrowing import masked_where
from nenso.registers.searching import Wanted
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.sheets import harmless

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_BATCH: Final = 2_000
_SHEET_ROWS: Final = 1_048_575
_NUMBERS: Final = frozenset(("integer", "money", "number"))


def export(
    actor: Actor,
    declared: Declared,
    wanted: Wanted,
    kind: str,
    *,
    language: str = "vi",
    agency_path: str | None = None,
    moment: datetime | None = None,
) -> Iterator[bytes]:
    """Return a register, as far as ``actor`` sees it and ``wanted`` says, as a file of ``kind``, part by part.

    ``moment``: as it stood then.

    Who exported what, and how many records it came to, is journalled. Raises :class:`FormatUnknown` and
    :class:`~nenso.registers.errors.FilterUnknown` at once, not while the parts are read.
    """
    if kind not in MEDIA_TYPES:
        raise FormatUnknown(format=kind[:20])
    found = Export(actor, declared, wanted, language=language, plain=kind == "parquet", moment=moment)
    key, rows = uuid7(), found.rows()
    first = list(islice(rows, 1))
    where = masked_where(declared, wanted.where)
    asked = {"words": wanted.words, "where": where, "place": wanted.place, "below": wanted.below}
    asked |= as_of(moment)
    with acting(actor):
        journal(key, "register.exported", {"register": declared.name, "format": kind, **asked}, agency_path=agency_path)

    def parts() -> Iterator[bytes]:
        yield from _WRITERS[kind](found, _chained(first, rows))
        with acting(actor):
            journal(key, "register.export_ended", {"records": found.count}, agency_path=agency_path)

    return parts()


def as_of(moment: datetime | None) -> dict[str, str]:
    """Return what the journal keeps of the moment as of which a register is handed out; nothing where that is now."""
    return {"moment": moment.isoformat()} if moment is not None else {}


def written(found: Export, kind: str) -> Iterator[bytes]:
    """Yield the parts of the file of ``kind`` that an export makes."""
    return _WRITERS[kind](found, found.rows())


def _chained(first: list[list[Any]], rest: Iterator[list[Any]]) -> Iterator[list[Any]]:
    yield from first
    yield from rest


def _csv(found: Export, rows: Iterator[list[Any]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow([harmless(column.label) for column in found.columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(printed(cell)) for cell in row])
        if number % _BATCH == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    content = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return content


def printed(cell: Any) -> Any:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return orjson.dumps(cell).decode() if isinstance(cell, dict | list) else cell


def _xlsx(found: Export, rows: Iterator[list[Any]]) -> Iterator[bytes]:
    import xlsxwriter

    with tempfile.NamedTemporaryFile(dir=incoming(), suffix=".xlsx") as file:
        book = xlsxwriter.Workbook(file.name, {"constant_memory": True, "tmpdir": str(incoming())})
        day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
        while True:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(found.columns):
                sheet.write_string(0, at, column.label, bold)
            number = 0
            for number, row in enumerate(islice(rows, _SHEET_ROWS), 1):
                for at, cell in enumerate(row):
                    _write(sheet, number, at, cell, day)
            if number < _SHEET_ROWS:
                break
        book.close()
        file.seek(0)
        yield from chunks_of(cast("BinaryIO", file))


def _write(sheet: Any, row: int, at: int, cell: Any, day: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, at, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, at, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, at, cell, day)
    elif cell != "":
        sheet.write_string(row, at, str(printed(cell)))


def _parquet(found: Export, rows: Iterator[list[Any]]) -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(column.path, arrow_type(pa, column.kind)) for column in found.columns])
    with tempfile.NamedTemporaryFile(dir=incoming(), suffix=".parquet") as file:
        with parquet.ParquetWriter(file, schema) as writer:
            while batch := list(islice(rows, _BATCH * 5)):
                columns = [
                    pa.array([typed(column.kind, row[at]) for row in batch], schema.field(at).type)
                    for at, column in enumerate(found.columns)
                ]
                writer.write_batch(pa.record_batch(columns, schema=schema))
        file.seek(0)
        yield from chunks_of(cast("BinaryIO", file))


def arrow_type(pa: Any, kind: str) -> Any:
    """Return the type of Arrow (``pa``: pyarrow) for a kind of column."""
    known = {
        "integer": pa.int64(),
        "money": pa.int64(),
        "number": pa.float64(),
        "yes_no": pa.bool_(),
        "date": pa.date32(),
    }
    return known.get(kind, pa.string())


def typed(kind: str, cell: Any) -> Any:
    """Return a cell as Arrow takes it in a column of ``kind``."""
    if cell == "":
        return None
    if kind == "date":
        return date.fromisoformat(str(cell))
    if kind == "yes_no" or kind in _NUMBERS:
        return cell
    return cell if isinstance(cell, str) else _text(cell)


def _text(cell: Any) -> str:
    return orjson.dumps(cell).decode() if isinstance(cell, dict | list) else str(cell)


_WRITERS: Final = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}


def filename_of(declared: Declared, kind: str, day: date | None = None) -> str:
    """Return what the file is called; ``day``: that of which it tells."""
    return f"{declared.name.rpartition('.')[2]}{f'-{day.isoformat()}' if day is not None else ''}.{kind}"
