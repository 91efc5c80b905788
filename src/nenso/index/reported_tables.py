"""Values that are not measured, from a table: a row for each unit, a column for each indicator."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nenso.agencies.models import Agency
from nenso.formulas.catalogue.sheets import WORKBOOK, Line, lines_of
from nenso.index.cells import Unclear, decimal_of, value_of
from nenso.index.engine import NOT_APPLICABLE
from nenso.index.errors import ReportedWrong
from nenso.index.scoring import Bound
from nenso.runtime.text import fold

YES_NO = {"co": True, "yes": True, "1": True, "khong": False, "no": False, "0": False}
"""What stands in a cell of an indicator that is answered by yes or no, folded."""
UNIT, NAME = "don_vi", "ten"
"""What stands over the column of units (their paths), and over that of their names, which is only read by people."""


def reported_of(bound: Bound, filename: str, content: bytes) -> dict[str, dict[str, Any]]:
    """Return what a table (CSV or XLSX) reports: full name of indicator → path of agency → value.

    The heading of a column is an indicator's name or title, of the first column ``don_vi``: paths of agencies. An empty
    cell is missing. Inside ``acting()``. Raises ``ReportedWrong`` with the row that is wrong, and what reading raises.
    """
    with TemporaryDirectory() as folder:
        kind = Path(filename).suffix.lower()
        path = Path(folder) / f"table{kind if kind in WORKBOOK else '.csv'}"
        path.write_bytes(content)
        try:
            heading, *lines = lines_of(path)
        except ValueError:
            raise _wrong("tệp không có dòng nào.", "the file is empty.") from None
    columns = _columns(bound, heading.cells)
    known = {str(one) for one in Agency.objects.filter(is_unit=False).values_list("path", flat=True)}
    decimal = decimal_of([cell for line in lines for cell in line.cells[1:]]) or "."
    answered = {
        bound.full[name] for name, one in bound.known.items() if one.unit and one.unit.in_language("vi") == "yes_no"
    }
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        unit = line.cells[0].strip()
        if unit not in known:
            raise _wrong(f"dòng {line.number}: không có đơn vị “{unit}”.", f"row {line.number}: no unit “{unit}”.")
        for at, full in columns.items():
            value = _value(line, at, decimal, yes_no=full in answered)
            if unit in found.setdefault(full, {}):
                raise _wrong(f"dòng {line.number}: “{unit}” có hai lần.", f"row {line.number}: “{unit}” stands twice.")
            found[full][unit] = value
    return found


def _columns(bound: Bound, heading: tuple[str, ...]) -> dict[int, str]:
    titles = {fold(one.title.in_language("vi")): name for name, one in bound.known.items()}
    columns: dict[int, str] = {}
    for at, cell in enumerate(heading):
        name = cell.strip()
        if at == 0 or fold(name) == NAME or not name:
            continue
        short = name if name in bound.full else titles.get(fold(name), "")
        if not short:
            raise _wrong(f"không có chỉ số “{name}” trong bảng điểm.", f"the scorecard has no indicator “{name}”.")
        columns[at] = bound.full[short]
    if not columns:
        raise _wrong("không có cột chỉ số nào.", "there is no column of an indicator.")
    return columns


def _value(line: Line, at: int, decimal: Any, *, yes_no: bool) -> Any:
    cell = line.cells[at] if at < len(line.cells) else ""
    if yes_no and fold(cell.strip()) in YES_NO:
        return YES_NO[fold(cell.strip())]
    try:
        value = value_of(cell, decimal)
    except Unclear:
        vi, en = f"dòng {line.number}: “{cell}” là thiếu hay không áp dụng?", f"row {line.number}: “{cell}” is unclear."
        raise _wrong(vi, en) from None
    if value is NOT_APPLICABLE:
        raise _wrong(f"dòng {line.number}: hãy để trống ô “{cell}”.", f"row {line.number}: leave “{cell}” empty.")
    return value


def _wrong(vi: str, en: str) -> ReportedWrong:
    return ReportedWrong(what_vi=vi, what_en=en)
