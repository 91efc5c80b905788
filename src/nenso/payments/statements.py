"""Bank statements (sao kê): the sums that came in, out of a table whose columns are called as banks call them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from nenso.payments.errors import StatementColumnsMissing, StatementTooLong
from nenso.payments.transfers import Told
from nenso.runtime.clock import VIETNAM
from nenso.runtime.tables.opening import open_table
from nenso.runtime.tables.rows import Row
from nenso.runtime.text import fold

MOST_LINES: Final = 500

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
_MOMENTS: Final = [f"{day}{time}" for day in ("%d/%m/%Y", "%Y-%m-%d") for time in (" %H:%M:%S", " %H:%M", "")]
_MONEY: Final = re.compile(
    r"([+-]?)([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+)(?:[.,]0{1,2})?(?: ?(?:đ|VND|VNĐ|đồng))?", re.IGNORECASE
)
_LONGEST: Final = {"reference": 100, "content": 500, "payer": 200}


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
    if row.broken:
        into.unread.append(Unread(row.number, *row.broken))
        return
    amount, at = _amount(cells["amount"]), _moment(cells["at"])
    texts = {name: " ".join(str(cells.get(name, "")).split())[:most] for name, most in _LONGEST.items()}
    if amount is None:
        into.unread.append(Unread(row.number, f"số tiền “{cells['amount']}”", f"the amount “{cells['amount']}”"))
    elif amount <= 0:
        into.others += 1
    elif at is None:
        into.unread.append(Unread(row.number, f"ngày “{cells['at']}”", f"the day “{cells['at']}”"))
    elif not texts["reference"]:
        into.unread.append(Unread(row.number, "thiếu số giao dịch", "there is no transaction number"))
    else:
        into.told.append(Told(at=at, amount=amount, **texts))


def _amount(cell: Any) -> int | None:
    """Return whole đồng; 0 for an empty cell, None for what is no amount."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if cell == int(cell) else None
    text = str(cell or "").strip()
    if text in ("", "-"):
        return 0
    found = _MONEY.fullmatch(text)
    return int(found[1] + re.sub("[.,]", "", found[2])) if found and len(found[2]) <= 20 else None


def _moment(cell: Any) -> datetime | None:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=VIETNAM)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=VIETNAM)
    text = " ".join(str(cell or "").replace("T", " ").split())
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
    return None
