"""XLSX: the first visible sheet that holds something, values only. Nothing in a workbook is ever executed.

The sheet's XML is looked through once before it is read, because a few kilobytes can claim to unpack to terabytes, or
two cells to span a billion. A merged cell counts for every cell under it. Of a formula the stored value is read, which
is told.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from nenso.runtime.tables.errors import TableRefused, TableUnreadable, TableWithoutHeading
from nenso.runtime.tables.headings import WITHIN, Known, column_names, heading_among
from nenso.runtime.tables.rows import Row, Table, number_in
from nenso.runtime.tables.warnings import Warned
from nenso.runtime.text import ForbiddenCharacter, normalise

MOST_UNPACKED: Final = 2_000_000_000
MOST_RATIO: Final = 200
MOST_CELLS: Final = 40_000_000
"""Cells that the used part of a sheet may span; about a gigabyte of memory."""

_CHUNK: Final = 1 << 22
_FREE: Final = 64 << 20
_ATTRIBUTE: Final = rb"""\s*[^\s=<>/"']+\s*=\s*(?:"[^"]*"|'[^']*')"""
_BEFORE_R: Final = rb"(?:(?!\s*r\s*=)" + _ATTRIBUTE + rb")*\s*r\s*=\s*[\"']"
_CELL: Final = re.compile(
    rb"<(?:[\w.-]+:)?c\s" + _BEFORE_R + rb"([A-Za-z]{1,9})([0-9]{1,19})[\"'](?:" + _ATTRIBUTE + rb")*\s*>"
)
"""Where a cell that holds something is: one that ends at once (``/>``) is only coloured."""
_SHARED: Final = re.compile(
    rb"<(?:[\w.-]+:)?c(?:" + _ATTRIBUTE + rb")*?\s+t\s*=\s*[\"']s[\"'](?:" + _ATTRIBUTE + rb")*\s*>"
    rb"(?:\s*<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*([0-9]{1,9})\s*<)?"
)
"""A cell that has one of the texts that a workbook keeps once for all cells, and which."""
_TEXT_ENDS: Final = re.compile(rb"<(?:[\w.-]+:)?si\s*/>|</(?:[\w.-]+:)?si\s*>")
_BEGUN: Final = re.compile(rb"<(?:[A-Za-z_/]|\Z)")
_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?row\s" + _BEFORE_R + rb"([0-9]{1,19})")
_UNWORKED: Final = re.compile(rb"(?:</f>|<f(?: [^<>]*)?/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_HAS_FORMULA: Final = re.compile(rb"[<:]f[\s/>]")
_WORKED: Final = re.compile(
    rb"<(?:[\w.-]+:)?c\s" + _BEFORE_R + rb"([A-Za-z]{1,9}[0-9]{1,19})[\"'](?:" + _ATTRIBUTE + rb")*\s*>"
    rb"\s*<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:[\w.-]+:)?f>)\s*<(?:[\w.-]+:)?v(?:\s[^<>]*)?>[^<]"
)
"""A cell that is a formula with a stored value, and which cell it is."""
_NAMED: Final = 5
"""Cells that a warning names; of the others it tells how many there are."""
_ERRORS: Final = frozenset(("#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!"))


@dataclass
class Seen:
    """What the XML of the sheets says before it is read."""

    columns: int = 0
    rows: int = 0
    unworked: int = 0
    worked: int = 0
    named: list[str] = field(default_factory=list)
    shared: Counter[bytes] = field(default_factory=Counter)
    texts: list[int] = field(default_factory=list)
    at: int = 0
    ended: int = 0

    @property
    def written_out(self) -> int:
        """Octets of the texts that are kept once, as often as cells have them; unclear which one is the longest."""
        longest = max(self.texts, default=0)
        known = dict(enumerate(self.texts))
        return sum(times * (known.get(int(one), 0) if one else longest) for one, times in self.shared.items())


def open_workbook(path: Path, known: Known | None = None) -> Table:
    """Open an XLSX workbook. Raises :class:`TableRefused`, :class:`TableUnreadable`, :class:`TableWithoutHeading`."""
    seen = checked(path)
    sheet = _sheet(path)
    first = [row for row, _ in zip(_rows(sheet), range(WITHIN), strict=False)]
    at = heading_among(first, known)
    if at is None:
        raise TableWithoutHeading(file=path.name, within=WITHIN)
    heading = first[at]

    def read(after: int) -> Iterator[Row]:
        behind = max(after, heading.number)
        for row in _rows(sheet):
            if row.number > behind and any(cell != "" for cell in row.cells):
                yield row

    warnings = [warn(seen) for warn, many in ((_worked, seen.worked), (_unworked, seen.unworked)) if many]
    if sheet.merged_cell_ranges:
        warnings.append(
            Warned(
                "merged",
                "Ô gộp được hiểu là mọi ô bên dưới cùng một giá trị.",
                "A merged cell counts for every cell under it.",
            )
        )
    return Table("xlsx", column_names(heading.cells), read, warnings=warnings)


def checked(path: Path) -> Seen:
    """Return what a workbook holds by its XML alone; to be asked before any library opens one of others.

    Raises :class:`TableRefused` for one that bursts, is locked or spans too much, :class:`TableUnreadable`.
    """
    seen = _looked_through(path)
    if seen.columns * seen.rows > MOST_CELLS:
        raise _refused(path, "bảng quá lớn cho XLSX; hãy lưu thành CSV", "it is too large for XLSX; save it as CSV")
    return seen


def _looked_through(path: Path) -> Seen:
    """Unpack everything once, counting; refuse what bursts, is locked or is no workbook.

    Any member may be a sheet, whatever its name, and XML may be written in many ways: here it is read as leniently as
    the library reads it, for that gives memory to every cell between the first and the last.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise _refused(path, "có mật khẩu", "it is locked by a password")
            _refuse_bomb(path, sum(m.file_size for m in members), sum(m.compress_size for m in members))
            seen, unpacked, packed = Seen(), 0, path.stat().st_size
            for member in members:
                tail, texts, seen.texts, seen.at, seen.ended = b"", seen.texts, [], 0, 0
                with archive.open(member) as content:
                    while chunk := content.read(_CHUNK):
                        unpacked += len(chunk)
                        _refuse_bomb(path, unpacked, packed)
                        tail = _count(seen, tail + chunk)
                        if len(tail) > _CHUNK:
                            raise _no_workbook(path)
                _count(seen, tail + b"<")
                seen.texts = [max(pair) for pair in zip_longest(texts, seen.texts, fillvalue=0)]
            _refuse_bomb(path, seen.written_out, packed)
            return seen
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _no_workbook(path) from error


def _refuse_bomb(path: Path, unpacked: int, packed: int) -> None:
    if unpacked > MOST_UNPACKED or (unpacked > _FREE and unpacked > MOST_RATIO * max(packed, 1)):
        raise _refused(path, "tệp nén phình to bất thường", "it unpacks to an abnormal size")


def _count(seen: Seen, content: bytes) -> bytes:
    """Count what a part of a member spans; return its end, which may be an element cut in two."""
    cut = content.rfind(b"</c>", -100_000) + 4
    if cut < 4:
        cut = content.rfind(b"<")
        cut = cut if _BEGUN.match(content, cut) else len(content)
    part = content[:cut]
    cells = _CELL.findall(part)
    seen.columns = max([seen.columns, *map(_number_of, {letters for letters, _ in cells})])
    seen.rows = max([seen.rows, *map(int, {row for _, row in cells}), *map(int, set(_ROW.findall(part)))])
    if _HAS_FORMULA.search(part):
        seen.unworked += len(_UNWORKED.findall(part))
        worked = _WORKED.findall(part)
        seen.worked += len(worked)
        seen.named += [one.decode() for one in worked[: _NAMED - len(seen.named)]]
    seen.shared.update(_SHARED.findall(part))
    for text in _TEXT_ENDS.finditer(part):
        seen.texts.append(seen.at + text.end() - seen.ended)
        seen.ended = seen.at + text.end()
    seen.at += len(part)
    return content[cut:]


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheet(path: Path) -> Any:
    """Return the first visible sheet with something in it."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        visible = [one.name for one in book.sheets_metadata if one.visible == calamine.SheetVisibleEnum.Visible]
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height:
                return sheet
    except (calamine.CalamineError, OSError) as error:
        raise _no_workbook(path) from error
    raise TableUnreadable(
        file=path.name, reason_vi="không có trang tính nào có dữ liệu", reason_en="no visible sheet holds anything"
    )


def _rows(sheet: Any) -> Iterator[Row]:
    fill = _Merged(sheet.merged_cell_ranges or ())
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = [_cell(cell) for cell in cells]
        yield Row(number, fill(number - 1, row) if fill.areas else row)


def _cell(value: Any) -> Any:
    """Return a cell as text or typed: a whole number without ``.0``, a date without a time at midnight."""
    if isinstance(value, str):
        try:
            text = normalise(value).strip()
        except ForbiddenCharacter:
            return ""
        return "" if text in _ERRORS else text
    if isinstance(value, float):
        return number_in(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    return "" if value is None else value


class _Merged:
    """Gives every cell under a merged one its value, as the rows go by."""

    def __init__(self, areas: Any) -> None:
        self.areas = sorted(areas)
        self._values: dict[tuple[int, int], Any] = {}
        self._at = 0

    def __call__(self, number: int, cells: list[Any]) -> list[Any]:
        while self._at < len(self.areas) and self.areas[self._at][1][0] < number:
            self._at += 1
        for (top, left), (bottom, right) in self.areas[self._at :]:
            if top > number:
                break
            if not top <= number <= bottom:
                continue
            if number == top and left < len(cells):
                self._values[top, left] = cells[left]
            for column in range(left, min(right + 1, len(cells))):
                if cells[column] == "":
                    cells[column] = self._values.get((top, left), "")
        return cells


def _worked(seen: Seen) -> Warned:
    cells = ", ".join(seen.named) + (", …" if seen.worked > len(seen.named) else "")
    return Warned(
        "formula_value",
        f"{seen.worked} ô là công thức ({cells}); lấy giá trị đã lưu trong tệp. Hãy xem các giá trị ấy còn đúng không.",
        f"{seen.worked} cells are formulas ({cells}); the value stored in the file is taken. See that it still holds.",
    )


def _unworked(seen: Seen) -> Warned:
    number = seen.unworked
    return Warned(
        "formula_without_value",
        f"{number} ô là công thức chưa có giá trị; coi như trống. Hãy mở tệp bằng bảng tính rồi lưu lại.",
        f"{number} cells are formulas without a stored value and count as empty. Open the file and save it again.",
    )


def _refused(path: Path, vi: str, en: str) -> TableRefused:
    return TableRefused(file=path.name, reason_vi=vi, reason_en=en)


def _no_workbook(path: Path) -> TableUnreadable:
    return TableUnreadable(
        file=path.name, reason_vi="không phải bảng tính XLSX lành lặn", reason_en="it is no sound XLSX workbook"
    )
