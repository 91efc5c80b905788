"""Tables as rows of text: CSV in the encodings in use, and XLSX; whatever a cell holds, there is text or a remark.

CSV may be UTF-8, UTF-16 (with its mark) or Windows-1258, with commas, semicolons or tabs. Of a workbook the first
visible sheet is read, row by row: a merged cell counts for every cell under it, a date is written as ISO 8601, and of a
formula the value that was stored with it. Reading ends after :data:`MOST_EMPTY` empty rows in a row.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from nenso.runtime.tables.errors import TableUnreadable
from nenso.runtime.tables.workbook import checked
from nenso.runtime.text import ForbiddenCharacter, normalise

MOST_EMPTY: Final = 10_000
"""Empty rows one after another, after which nothing more is expected."""

LARGEST_FILE: Final = 256 * 1024 * 1024
LARGEST_CELL: Final = 200_000
WORKBOOK: Final = (".xlsx", ".xlsm")
_LETTERS = re.compile("[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST_MERGED: Final = 100_000


@dataclass(frozen=True)
class Line:
    """A row of a table: its number in the file, and its cells as text; ``formulas``: cells whose value is not there."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the rows of a table that hold something.

    Raises :class:`TableUnreadable`; of a workbook that would burst memory ``TableRefused``.
    """
    if not path.is_file():
        raise _unreadable(path, "không có tệp này", "there is no such file")
    if path.stat().st_size > LARGEST_FILE:
        raise _unreadable(path, "tệp lớn hơn 256 MB", "the file is larger than 256 MB")
    try:
        yield from _until_empty(_of_workbook(path) if path.suffix.lower() in WORKBOOK else _of_text(path))
    except ForbiddenCharacter as problem:
        raise _unreadable(path, problem.text("vi"), problem.text("en")) from problem
    except csv.Error as error:
        raise _unreadable(path, f"CSV hỏng ({error})", f"broken CSV ({error})") from error


def _until_empty(lines: Iterable[Line]) -> Iterator[Line]:
    empty = 0
    for line in lines:
        if any(line.cells) or line.formulas:
            empty = 0
            yield line
        else:
            empty += 1
            if empty >= MOST_EMPTY:
                return


def _of_text(path: Path) -> Iterator[Line]:
    text = decoded(path)
    csv.field_size_limit(LARGEST_CELL)
    heading = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    for cells in reader:
        yield Line(number, tuple(cell.strip() for cell in cells))
        number = reader.line_num + 1


def decoded(path: Path) -> str:
    """Return a text file in NFC, whichever of the known encodings it has. Raises :class:`TableUnreadable`."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[:2].count(0) == 1:
        encodings = ["utf-16-le" if content[1] == 0 else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = normalise(content.decode(encoding))
        except UnicodeDecodeError:
            continue
        if encoding != "cp1258" or _LETTERS.search(text):
            return text
    raise _unreadable(path, "không phải UTF-8, UTF-16 hay Windows-1258", "it is neither UTF-8, UTF-16 nor Windows-1258")


def _of_workbook(path: Path) -> Iterator[Line]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    checked(path)
    try:
        stored = load_workbook(path, read_only=True, data_only=True)
        written = load_workbook(path, read_only=True, data_only=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _unreadable(path, "không phải bảng tính XLSX", "it is no XLSX workbook") from error
    try:
        name = next((sheet.title for sheet in stored.worksheets if sheet.sheet_state == "visible"), None)
        if name is None:
            raise _unreadable(path, "không có trang tính nào hiện ra", "no sheet is visible")
        fill = _Merged(path, stored[name]._worksheet_path)  # noqa: SLF001 - where the sheet stands in the file
        values = stored[name].iter_rows(values_only=True)
        sources = written[name].iter_rows(values_only=True)
        for number, (row, source) in enumerate(zip(values, sources, strict=True), 1):
            lost = {at for at, cell in enumerate(source) if _is_formula(cell) and row[at] is None}
            yield Line(number, fill(number, [text_of(cell) for cell in row]), frozenset(lost))
    finally:
        stored.close()
        written.close()


def text_of(value: Any) -> str:
    """Return a cell as text: a whole number without ``.0``, a date as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return normalise(str(value)).strip()


def _is_formula(cell: Any) -> bool:
    return (isinstance(cell, str) and cell.startswith("=")) or type(cell).__name__ in {
        "ArrayFormula",
        "DataTableFormula",
    }


class _Merged:
    """Gives every cell under a merged one its value, as the rows go by."""

    def __init__(self, path: Path, inner: str) -> None:
        self._areas: list[tuple[int, int, int, int]] = []
        self._values: dict[tuple[int, int], str] = {}
        with zipfile.ZipFile(path) as archive, archive.open(inner.lstrip("/")) as sheet:
            tail = b""
            while chunk := sheet.read(1 << 20):
                for match in _MERGED.finditer(tail + chunk):
                    self._add(match)
                tail = (tail + chunk)[-200:].rpartition(b"<")[1] + (tail + chunk)[-200:].rpartition(b"<")[2]

    def _add(self, match: re.Match[bytes]) -> None:
        left, top, right, bottom = match.groups()
        area = (int(top), _column(left), int(bottom), _column(right))
        if area not in self._areas[-1:] and len(self._areas) < _MOST_MERGED:
            self._areas.append(area)

    def __call__(self, number: int, cells: list[str]) -> tuple[str, ...]:
        for top, left, bottom, right in self._areas:
            if not top <= number <= bottom:
                continue
            if number == top and left < len(cells):
                self._values[top, left] = cells[left]
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = cells[column] or self._values.get((top, left), "")
        return tuple(cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _unreadable(path: Path, vi: str, en: str) -> TableUnreadable:
    return TableUnreadable(file=path.name, reason_vi=vi, reason_en=en)
