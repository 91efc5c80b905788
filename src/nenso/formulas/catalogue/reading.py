"""The tables of the national database, read: procedures, components, channels, internal processes.

Columns are known by the names of the published tables or by the headings that people use (*Mã thủ tục*, *Tên thủ tục*).
A row without a right code or without a name is listed, never dropped in silence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from nenso.formulas.catalogue.declaring import is_code
from nenso.formulas.catalogue.errors import ColumnMissing
from nenso.formulas.catalogue.rows import Component, Process, ProcessStep, Remark, Row, Skipped, Tables
from nenso.formulas.catalogue.sheets import Line, lines_of
from nenso.runtime.text import fold

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("ma thu tuc", "ma tthc", "ma thu tuc hanh chinh"),
    "name": ("ten thu tuc", "ten thu tuc hanh chinh", "ten tthc"),
    "category_code": ("ma linh vuc",),
    "category": ("linh vuc",),
    "promulgating_agency": ("co quan ban hanh", "co quan cong bo"),
    "executing_agency": ("co quan thuc hien",),
    "subject_types": ("doi tuong thuc hien", "doi tuong"),
    "results": ("ket qua thuc hien", "ket qua"),
    "channel_times": ("thoi han giai quyet", "cach thuc thuc hien"),
    "case_times": ("thoi han theo truong hop",),
    "fees": ("phi, le phi", "phi/le phi", "le phi"),
    "legal_basis": ("can cu phap ly",),
    "state": ("trang thai", "tinh trang"),
    "source_url": ("nguon", "dia chi"),
}
"""Columns of procedures, with what people call them."""

_NEEDED: Final = ("code", "name")
_HEADING_WITHIN: Final = 20
"""Rows above the heading that a table may have: a title, a decision's number."""


def read_tables(
    catalogue: Path, *, documents: Path | None = None, channels: Path | None = None, steps: Path | None = None
) -> Tables:
    """Return everything that the tables hold. Raises ``TableUnreadable`` and :class:`ColumnMissing`."""
    rows, skipped = _procedures(catalogue)
    said = _by_code(channels, ("method", "processing_qty", "processing_unit")) if channels is not None else {}
    return Tables(
        rows=tuple(_with_channels(row, said.get(row.code, ())) for row in rows),
        skipped=tuple(skipped),
        components=_components(documents) if documents is not None else {},
        channels=said,
        processes=_processes(steps) if steps is not None else (),
    )


def _procedures(path: Path) -> tuple[list[Row], list[Skipped]]:
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for line, cells, lost in _records(path, _NEEDED, HEADINGS):
        code, name = _as_code(cells.get("code", "")), " ".join(cells.get("name", "").split())
        if not is_code(code) or not name:
            words = (name or " ".join(filter(None, line.cells)))[:200]
            vi = "Thiếu tên thủ tục." if is_code(code) else f"Mã thủ tục không đúng: “{code}”."
            en = "The name is missing." if is_code(code) else f"This is no code of a procedure: “{code}”."
            skipped.append(Skipped(line.number, code, words, vi, en))
            continue
        known = {column: text for column, text in cells.items() if column in HEADINGS}
        remarks = tuple(_lost(column) for column in sorted(lost))
        rows.append(Row(**(known | {"code": code, "name": name}), number=line.number, remarks=remarks))
    return rows, skipped


def _lost(column: str) -> Remark:
    return Remark(
        "not_understood",
        column,
        "=…",
        "Ô là công thức chưa có giá trị; coi như trống.",
        "The cell is a formula without its value; it counts as empty.",
    )


def _with_channels(row: Row, said: tuple[Mapping[str, str], ...]) -> Row:
    """Return ``row`` with what the table of channels says of it, where the row itself says nothing."""
    times = [
        f"{one['method']}:{one['processing_qty']} {one['processing_unit']}" for one in said if one["processing_unit"]
    ]
    fees = [
        f"{one['method']}:{one['fee_type']}={one.get('fee_vnd') or 'None'} {one.get('fee_text', '')}".strip()
        for one in said
        if one.get("fee_type")
    ]
    agency = next((one["executing_agency"] for one in said if one.get("executing_agency")), "")
    return replace(
        row,
        channel_times=row.channel_times or " || ".join(dict.fromkeys(times)),
        fees=" || ".join(dict.fromkeys(fees)) if fees and (not row.fees or len(row.fees) >= 600) else row.fees,
        executing_agency=row.executing_agency or agency,
    )


def _components(path: Path) -> dict[str, tuple[Component, ...]]:
    found: dict[str, list[Component]] = {}
    for _, cells, _ in _records(path, ("procedure_code", "document"), {}):
        component = Component(
            code=cells.get("component_code", ""),
            text=cells["document"],
            group=cells.get("group", ""),
            originals=_whole(cells.get("original_qty", "")),
            copies=_whole(cells.get("copy_qty", "")),
        )
        if component.text:
            found.setdefault(_as_code(cells["procedure_code"]), []).append(component)
    return {code: tuple(components) for code, components in found.items()}


def _processes(path: Path) -> tuple[Process, ...]:
    found: dict[str, Process] = {}
    for _, cells, _ in _records(path, ("process_id", "content", "role"), {}):
        key = cells["process_id"]
        step = ProcessStep(cells["content"], cells["role"], cells.get("time_value", ""), cells.get("time_unit", ""))
        process = found.get(key) or Process(
            key=key,
            code=cells.get("procedure_code", ""),
            title=cells.get("procedure_name", ""),
            level=cells.get("level", ""),
            decision=cells.get("decision", ""),
            declared_total=cells.get("declared_total", ""),
        )
        found[key] = replace(process, steps=(*process.steps, step))
    return tuple(found.values())


def _by_code(path: Path, needed: tuple[str, ...]) -> dict[str, tuple[Mapping[str, str], ...]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    for _, cells, _ in _records(path, ("procedure_code", *needed), {}):
        found.setdefault(_as_code(cells["procedure_code"]), []).append(cells)
    return {code: tuple(lines) for code, lines in found.items()}


def _records(
    path: Path, needed: tuple[str, ...], headings: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Line, dict[str, str], set[str]]]:
    """Yield each row below the heading by column, and the columns whose cell is a formula without a value."""
    columns: dict[int, str] = {}
    above: list[str] = []
    for line in lines_of(path):
        if columns:
            cells = {columns[at]: text for at, text in enumerate(line.cells) if at in columns}
            yield (
                line,
                dict.fromkeys(columns.values(), "") | cells,
                {columns[at] for at in line.formulas if at in columns},
            )
            continue
        found = {at: name for at, text in enumerate(line.cells) if (name := _column(text, headings))}
        if set(needed) <= set(found.values()):
            columns = found
        else:
            above = above or [text for text in line.cells if text]
            if line.number > _HEADING_WITHIN:
                break
    if not columns:
        raise ColumnMissing(file=path.name, columns=", ".join(needed), found=", ".join(above)[:300] or "–")


def _column(text: str, headings: Mapping[str, tuple[str, ...]]) -> str:
    word = text.strip().lower()
    if not headings:
        return word if re.fullmatch(r"[a-z_]+", word) else ""
    if word in headings:
        return word
    folded = fold(text)
    return next((name for name, words in headings.items() if folded in words), "")


def _as_code(text: str) -> str:
    """Return a code as text; one that a sheet kept as a number (1.00108) has its zeros again."""
    if re.fullmatch(r"\d\.\d{1,5}", text):
        return f"{float(text):.6f}"
    return text


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else 0
