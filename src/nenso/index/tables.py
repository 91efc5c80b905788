"""Reading values from a plain table (CSV or XLSX): units down, indicators across, nothing taken in on silence."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nenso.formulas.catalogue.sheets import Line, lines_of
from nenso.index.cells import Decimal, Unclear, decimal_of, value_of
from nenso.index.doubts import footer, footers, is_footer, of_units, of_values
from nenso.index.engine import Finding, NotComputable, Plan, Values
from nenso.index.engine.findings import refuse, wrong
from nenso.language.issues import nearest
from nenso.runtime.text import fold, one_line

_UNIT_WORDS = ("code", "ma", "unit", "don vi", "agency", "place", "co quan", "name", "ten")
_NAME_WORDS = ("name", "ten")
_SERIAL_WORDS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "no.", "#", "rank", "hang", "thu hang"})
"""Headings of columns that count rows or tell ranks: they name no unit."""
_PERIOD_WORDS = frozenset({"period", "year", "nam", "ky", "ky bao cao"})


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says about a table: the column of units, the period, the decimal sign, what is accepted."""

    unit: str = ""
    period: str = ""
    decimal: Decimal | None = None
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """The values of a table and those of the period before, and what people should know about how they were read."""

    values: Values
    notes: tuple[Finding, ...]
    before: Values | None = None


def read_values(path: Path, plan: Plan, choices: Choices, previous: Path | None = None) -> Table:
    """Return the values that a scorecard needs from a table; columns are found by name or title of their indicator.

    ``previous``: the table of the period before; of several periods in it the last one before that of ``path`` counts.
    Everything wrong is told at once with its row, unit and indicator (``NotComputable``). What looks like a mistake —
    footer rows, zeros for missing values, the values of the period before copied — stops too, until its code is
    accepted.
    """
    reading = _Reading(_lines(path), plan, choices)
    if previous is None:
        return reading.table(None)
    earlier = _Reading(_lines(previous), plan, replace(choices, period=""), next_period=reading.own_period())
    return reading.table(earlier.table(None).values)


def _lines(path: Path) -> list[Line]:
    lines = list(lines_of(path))
    if len(lines) < 2:
        vi, en = (
            f"{path.name}: cần một dòng tiêu đề và ít nhất một đơn vị.",
            f"{path.name}: a heading and a unit are needed.",
        )
        raise NotComputable([wrong("table.empty", vi, en)])
    return lines


class _Reading:
    """One table being read; ``next_period``: the table is of the period before that, whichever it is."""

    def __init__(self, lines: Sequence[Line], plan: Plan, choices: Choices, next_period: str | None = None) -> None:
        self.plan, self.choices, self.next_period = plan, choices, next_period
        self.heading = [one_line(cell) for cell in lines[0].cells]
        self.lines = list(lines[1:])
        self.findings: list[Finding] = []
        self.period = choices.period

    def own_period(self) -> str:
        """Return the period that is read: the one chosen, or the only one of the table; "" without any."""
        at = self._period_column()
        said = {_at(line, at) for line in self.lines} - {""} if at is not None else set[str]()
        return self.choices.period or (next(iter(said)) if len(said) == 1 else "")

    def table(self, before: Values | None) -> Table:
        columns = self._columns()
        unit = self._unit_column(columns)
        self._without_footers(unit, columns)
        self._of_period(unit)
        lost = [line for line in self.lines if line.formulas & set(columns.values())]
        for line in lost:
            vi, en = (
                "Ô công thức chưa có kết quả: hãy mở và lưu lại bảng tính.",
                "A formula has no stored result: open and save the workbook.",
            )
            self.findings.append(wrong("cell.formula", vi, en, row=line.number))
        decimal = self._decimal(columns)
        self._refuse_errors()
        values = self._values(columns, unit, decimal)
        below = list(footers(values, self.plan))
        dropped = {one.row for one in below}
        if dropped and len(dropped) < len(values.units):
            values = values.of_units([place for place, row in enumerate(values.rows) if row not in dropped])
        found = [*below, *of_units(values), *of_values(values, self.plan, before)]
        return Table(values, refuse([*self.findings, *found], self.choices.accepted), before)

    def _refuse_errors(self) -> None:
        """Stop where something is wrong that nobody can accept; doubts that were found are told with it."""
        if any(one.level == "error" for one in self.findings):
            refuse(self.findings, self.choices.accepted)

    def _without_footers(self, unit: int, columns: Mapping[str, int]) -> None:
        """Set rows aside that name no unit, and are a total or a note by what stands elsewhere or hold nothing else."""
        used, kept = set(columns.values()), list[Line]()
        for line in self.lines:
            others = [_at(line, at) for at in range(len(line.cells)) if at not in used and at != unit]
            told = next((cell for cell in others if is_footer(cell)), "")
            if _unit_name(_at(line, unit)) or not (told or not any(_at(line, at) for at in used)):
                kept.append(line)
            else:
                self.findings.append(footer(told or next(filter(None, others), ""), line.number, ""))
        self.lines = kept

    def _columns(self) -> dict[str, int]:
        """Return where each column that the scorecard needs stands; a heading is a name or a title."""
        wanted = self._wanted()
        places: dict[str, list[int]] = {}
        for place, heading in enumerate(self.heading):
            if heading:
                places.setdefault(fold(heading), []).append(place)
        found: dict[str, int] = {}
        for name, title in wanted.items():
            at = places.get(fold(name), []) or (places.get(fold(title), []) if title else [])
            if len(at) == 1:
                found[name] = at[0]
            elif at:
                told = self.heading[at[0]]
                vi, en = f"Cột “{told}” có {len(at)} lần.", f"Column “{told}” stands {len(at)} times."
                self.findings.append(wrong("column.double", vi, en, indicator=name))
            else:
                self.findings.append(self._absent(name, title))
        return found

    def _wanted(self) -> dict[str, str]:
        wanted = {leaf.name: leaf.node.title for leaf in self.plan.leaves}
        for leaf in self.plan.leaves:
            if leaf.node.per:
                wanted.setdefault(leaf.node.per, "")
            if leaf.missing.by:
                wanted.setdefault(leaf.missing.by, "")
        return wanted

    def _absent(self, name: str, title: str) -> Finding:
        near = nearest(name, self.heading) or (nearest(title, self.heading) if title else "")
        vi, en = "Bảng số liệu không có cột này.", "The table has no such column."
        if near:
            vi, en = f"{vi} Ý bạn là “{near}”?", f"{en} Did you mean “{near}”?"
        return wrong("indicator.no_values", vi, en, indicator=name)

    def _unit_column(self, columns: Mapping[str, int]) -> int:
        folded = [fold(heading) for heading in self.heading]
        if self.choices.unit:
            if fold(self.choices.unit) in folded:
                return folded.index(fold(self.choices.unit))
            near = nearest(self.choices.unit, self.heading)
            vi, en = f"Không có cột “{self.choices.unit}”.", f"There is no column “{self.choices.unit}”."
            if near:
                vi, en = f"{vi} Ý bạn là “{near}”?", f"{en} Did you mean “{near}”?"
            self.findings.append(wrong("column.unknown", vi, en))
            return 0
        used = set(columns.values())
        named = _headed(folded, _UNIT_WORDS, used)
        if named is not None:
            return named
        others = _PERIOD_WORDS | _SERIAL_WORDS
        return next((at for at in range(len(self.heading)) if at not in used and folded[at] not in others), 0)

    def _period_column(self, unit: int = -1) -> int | None:
        return next((at for at, one in enumerate(self.heading) if fold(one) in _PERIOD_WORDS and at != unit), None)

    def _of_period(self, unit: int) -> None:
        at = self._period_column(unit)
        if at is None:
            return
        self.lines, without = _parted(self.lines, lambda line: bool(_at(line, at)))
        self.findings += [_without_period(_unit_name(_at(line, unit)), line.number) for line in without]
        said = {_at(line, at) for line in self.lines}
        chosen = self.choices.period
        if self.next_period and len(said) > 1:
            chosen = max((one for one in said if one < self.next_period), default="")
        if chosen:
            if chosen not in said:
                vi, en = f"Không có kỳ “{chosen}”.", f"There is no period “{chosen}”."
                self.findings.append(wrong("period.unknown", vi, en))
            self.lines = [line for line in self.lines if _at(line, at) == chosen]
        elif len(said) > 1:
            told = ", ".join(sorted(said)[:10])
            vi, en = f"Bảng có nhiều kỳ ({told})", f"There are several periods ({told})"
            if self.next_period:
                ahead = self.next_period
                vi, en = f"{vi}, không kỳ nào trước {ahead}.", f"{en}, none of them before {ahead}."
            else:
                vi, en = f"{vi}: hãy chọn bằng --period.", f"{en}: choose by --period."
            self.findings.append(wrong("period.several", vi, en))
        self.period = chosen or next(iter(said), "")

    def _decimal(self, columns: Mapping[str, int]) -> Decimal:
        if self.choices.decimal is not None:
            return self.choices.decimal
        numeric = {columns[leaf.name] for leaf in self.plan.leaves if leaf.name in columns}
        decimal = decimal_of([_at(line, at) for line in self.lines for at in numeric])
        if decimal is None:
            vi = "Có số viết với dấu phẩy và số viết với dấu chấm thập phân: hãy chọn bằng --decimal."
            en = "Some numbers have a decimal comma, some a decimal point: choose by --decimal."
            self.findings.append(wrong("cell.decimal", vi, en))
        return decimal or "."

    def _values(self, columns: Mapping[str, int], unit: int, decimal: Decimal) -> Values:
        units = [_unit_name(_at(line, unit)) for line in self.lines]
        groups = {leaf.missing.by for leaf in self.plan.leaves if leaf.missing.by}
        cells: dict[str, list[Any]] = {}
        problems: list[Finding] = []
        for line, name in zip(self.lines, units, strict=True):
            if not name:
                told = next((cell for cell in line.cells if cell), "")
                vi, en = "Dòng không có tên đơn vị.", "The row names no unit."
                if self.heading[unit]:
                    vi, en = (
                        f"Dòng không có tên đơn vị (cột “{self.heading[unit]}” trống).",
                        f"The row names no unit (column “{self.heading[unit]}” is empty).",
                    )
                problems.append(wrong("unit.unnamed", vi, en, unit=told, row=line.number))
        for column, at in columns.items():
            if column in groups:
                cells[column] = [one_line(_at(line, at)) for line in self.lines]
                continue
            cells[column], codes = [], self.plan.codes.get(column, {})
            for line, name in zip(self.lines, units, strict=True):
                try:
                    cells[column].append(value_of(_at(line, at), decimal, codes))
                except Unclear as unclear:
                    vi = f"“{unclear}” là thiếu số liệu hay không áp dụng? Hãy để trống, hoặc ghi “không áp dụng”."
                    en = f"“{unclear}”: missing or not applicable? Leave it empty, or write “not applicable”."
                    where = {"unit": name, "indicator": column, "row": line.number}
                    problems.append(wrong("cell.unclear", vi, en, **where))
                    cells[column].append(None)
        self.findings += problems
        self._refuse_errors()
        rows = [line.number for line in self.lines]
        return Values(tuple(units), cells, self._titles(units), self.period, rows)

    def _titles(self, units: Iterable[str]) -> dict[str, str]:
        """Return the names of units that are given by code, from a column of names beside it."""
        at = _headed([fold(heading) for heading in self.heading], _NAME_WORDS, set())
        if at is None:
            return {}
        return {unit: _at(line, at) for unit, line in zip(units, self.lines, strict=True) if _at(line, at) != unit}


def _parted(lines: Iterable[Line], holds: Callable[[Line], bool]) -> tuple[list[Line], list[Line]]:
    """Return the rows of which something holds, and the others."""
    parted: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        parted[0 if holds(line) else 1].append(line)
    return parted


def _without_period(unit: str, row: int) -> Finding:
    if is_footer(unit):
        return footer(unit, row, "")
    vi = "Ô kỳ trống (ô gộp?): không biết là kỳ nào. Ghi kỳ, hoặc chấp nhận bỏ dòng: --accept period.empty."
    en = "The period is empty (a merged cell?). Write it, or accept leaving the row out: --accept period.empty."
    return Finding("doubt", "period.empty", vi, en, unit=unit, row=row)


def _unit_name(cell: str) -> str:
    """Return the name of a unit without spaces at its ends and signs that nobody sees."""
    return one_line("".join(one for one in cell if unicodedata.category(one) != "Cf"))


def _at(line: Line, at: int) -> str:
    return line.cells[at] if at < len(line.cells) else ""


def _headed(folded: Sequence[str], words: Sequence[str], used: set[int]) -> int | None:
    """Return the first column whose heading has one of the words, earlier words first; ``used`` are others."""
    for word in words:
        for at, heading in enumerate(folded):
            if at not in used and f" {word} " in f" {heading.replace('_', ' ')} ":
                return at
    return None
