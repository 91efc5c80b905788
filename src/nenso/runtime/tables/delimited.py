"""CSV: commas, semicolons, tabs or bars; quotes; in any code that :mod:`charsets` knows; read as a stream."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from nenso.runtime.tables.charsets import Charset, charset_of, text_of
from nenso.runtime.tables.errors import TableUnreadable, TableWithoutHeading
from nenso.runtime.tables.headings import WITHIN, Known, column_names, heading_among
from nenso.runtime.tables.rows import Row, Table

LONGEST_CELL: Final = 200_000
_DELIMITERS: Final = ",;\t|"
_LOOKED_AT: Final = 50


def open_delimited(path: Path, known: Known | None = None) -> Table:
    """Open a CSV file. Raises :class:`TableUnreadable`, :class:`TableWithoutHeading`."""
    charset = charset_of(path)
    delimiter = _delimiter(list(islice(_lines(path, charset), _LOOKED_AT)))
    first = list(islice(_records(path, charset, delimiter), WITHIN))
    at = heading_among(first, known)
    if at is None:
        raise TableWithoutHeading(file=path.name, within=WITHIN)
    heading = first[at]
    columns = column_names(heading.cells)

    def read(after: int) -> Iterator[Row]:
        behind = max(after, heading.number)
        for row in _records(path, charset, delimiter):
            if row.number > behind and any(row.cells):
                yield row

    return Table("csv", columns, read, warnings=charset.warnings())


def _delimiter(lines: Iterable[str]) -> str:
    """Return what separates the cells: what stands in most lines, the same number of times."""
    counted = [[line.count(one) for line in lines if line.strip()] for one in _DELIMITERS]
    often = [max((counts.count(n) * min(n, 3) for n in set(counts) if n), default=0) for counts in counted]
    return _DELIMITERS[often.index(max(often))] if any(often) else ","


def _lines(path: Path, charset: Charset) -> Iterator[str]:
    for text in text_of(path, charset):
        yield from io.StringIO(text, newline="")


def _records(path: Path, charset: Charset, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_lines(path, charset), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            yield Row(number, list(map(str.strip, cells)))
            number = reader.line_num + 1
    except csv.Error as error:
        raise TableUnreadable(
            file=path.name,
            reason_vi=f"CSV hỏng ở dòng {reader.line_num} ({error})",
            reason_en=f"the CSV is broken in line {reader.line_num} ({error})",
        ) from error
