"""Bank statements (sao kê): the sums that came in, out of a table whose columns are called as banks call them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from nenso.payments.errors import StatementColumnsMissing, StatementTooLong
from nenso.payments.transfers import LONGEST_REFERENCE, Told
from nenso.runtime.clock import VIETNAM
from nenso.runtime.tables.opening import open_table
from nenso.runtime.tables.rows import Row
from nenso.runtime.text import fold

MOST_LINES: Final = 500
LARGEST: Final = 5_000_000
"""Bytes of a file; one with so few lines is far smaller, and a larger one is not opened while somebody waits."""

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": ("Số tham chiếu", "Mã giao dịch", "Số giao dịch", "Số chứng từ", "Số bút toán", "Reference"),
    "at": ("Ngày giao dịch", "Thời gian giao dịch", "Ngày", "Ngày hạch toán", "Transaction date", "Date"),
    "amount": ("Số tiền ghi có", "Ghi có", "Phát sinh có", "Số tiền", "Credit", "Amount"),
    "content": ("Nội dung", "Nội dung giao dịch", "Diễn giải", "Mô tả", "Description", "Content"),
    "payer": ("Người chuyển", "Tên người chuyển", "Tên đối tác", "Payer"),
}
"""What is read of a line, and what its column may be called; diacritics and capitals do not count."""

_NAMED: Final = {fold(heading): name for name, headings in COLUMNS.items() for heading in headings}
_OPTIONAL: Final = frozenset({"payer"})
_DAYS: Final = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")
_MOMENTS: Final = [f"{day}{time}" for day in _DAYS for time in (" %H:%M:%S", " %H:%M", "")]
_MONEY: Final = re.compile(
    r"([+-]?)([1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+)|[0-9]{1,18})(?:[.,]0{1,2})?(?: ?(?:đ|VND|VNĐ|đồng))?",
    re.IGNORECASE,
)
_LONGEST: Final = {"content": 500, "payer": 200}
_EXACT_TO: Final = 10**15
"""From here on a spreadsheet keeps but the first fifteen digits of a number: two transactions become one."""
_SHORTENED: Final = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_SHOWN: Final = 60
"""Characters of a cell that a line which cannot be read is told with."""


@dataclass(frozen=True)
class Unread:
    """A line that could not be read: its number in the file, and what is wrong, in both languages."""

    row: int
    vi: str
    en: str

    @property
    def words(self) -> Mapping[str, str]:
        """What is wrong, by language."""
        return {"vi": self.vi, "en": self.en}


@dataclass
class Statement:
    """What was read: the sums that came in, the lines that could not be read, how many are about something else."""

    told: list[Told] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    others: int = 0


def read_statement(path: Path, name: str) -> Statement:
    """Read a statement (CSV, XLSX …); a line without a sum that came in is about something else.

    A day without a time is its beginning in Viet Nam. Raises :class:`StatementColumnsMissing`,
    :class:`StatementTooLong`, and what :func:`~nenso.runtime.tables.opening.open_table` does.
    """
    if path.stat().st_size > LARGEST:
        raise StatementTooLong(most=MOST_LINES)
    table = open_table(path, lambda heading: fold(heading) in _NAMED, name=name)
    places: dict[str, int] = {}
    for at, column in enumerate(table.columns):
        if known := _NAMED.get(fold(column)):
            places.setdefault(known, at)
    missing = [headings[0] for name, headings in COLUMNS.items() if name not in places and name not in _OPTIONAL]
    if missing:
        raise StatementColumnsMissing(columns=", ".join(missing))
    read = Statement()
    for count, row in enumerate(table.rows(), 1):
        if count > MOST_LINES:
            raise StatementTooLong(most=MOST_LINES)
        _read(row, {name: row.cells[at] if at < len(row.cells) else "" for name, at in places.items()}, read)
    return read


def _read(row: Row, cells: Mapping[str, Any], into: Statement) -> None:
    try:
        told = _told(row, cells)
    except _Unreadable as wrong:
        into.unread.append(Unread(row.number, *wrong.args))
        return
    if told is None:
        into.others += 1
    else:
        into.told.append(told)


def _told(row: Row, cells: Mapping[str, Any]) -> Told | None:
    """Return what a line tells, None when nothing came in by it. Raises :class:`_Unreadable`."""
    if row.broken:
        raise _Unreadable(*row.broken)
    amount = _amount(cells["amount"])
    if amount <= 0:
        return None
    texts = {name: _text(cells.get(name, ""))[:most] for name, most in _LONGEST.items()}
    return Told(at=_moment(cells["at"]), reference=_reference(cells["reference"]), amount=amount, **texts)


class _Unreadable(Exception):
    """Why a line cannot be read, in Vietnamese and in English."""


def _text(cell: Any) -> str:
    return " ".join(str(cell).split())


def _shown(cell: Any) -> str:
    return _text(cell)[:_SHOWN]


def _reference(cell: Any) -> str:
    text = _text(cell)
    if not text:
        raise _Unreadable("thiếu số giao dịch", "there is no transaction number")
    if len(text) > LONGEST_REFERENCE:
        raise _Unreadable(f"số giao dịch quá dài “{_shown(cell)}…”", f"the number is too long “{_shown(cell)}…”")
    if cell >= _EXACT_TO if isinstance(cell, int | float) else _SHORTENED.fullmatch(text):
        raise _Unreadable(
            f"số giao dịch “{text}” đã bị bảng tính rút gọn; hãy lấy tệp gốc của ngân hàng",
            f"a spreadsheet shortened the transaction number “{text}”; take the bank's own file",
        )
    return text


def _amount(cell: Any) -> int:
    """Return whole đồng; 0 for an empty cell."""
    if isinstance(cell, int | float) and abs(cell) < _EXACT_TO and cell == int(cell):
        return int(cell)
    text = str(cell or "").strip()
    if text in ("", "-"):
        return 0
    found = _MONEY.fullmatch(text) if isinstance(cell, str) else None
    if found is None:
        raise _Unreadable(f"số tiền “{_shown(cell)}”", f"the amount “{_shown(cell)}”")
    return int(found[1] + re.sub("[.,]", "", found[2]))


def _moment(cell: Any) -> datetime:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=VIETNAM)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=VIETNAM)
    text = _text(cell).replace("T", " ")
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
    raise _Unreadable(f"ngày “{_shown(cell)}”", f"the day “{_shown(cell)}”")
