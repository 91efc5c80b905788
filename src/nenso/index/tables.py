"""Reading values from a plain table (CSV or XLSX): units down, indicators across, nothing taken in on silence."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nenso.formulas.catalogue.sheets import Line, lines_of
from nenso.index.cells import Decimal, Unclear, decimal_of, value_of
from nenso.index.doubts import doubts
from nenso.index.engine import Finding, NotComputable, Plan, Values
from nenso.index.engine.findings import refuse, wrong
from nenso.language.issues import nearest
from nenso.runtime.text import fold, one_line

_UNIT_WORDS = ("code", "ma", "unit", "don vi", "agency", "place", "co quan", "name", "ten")
_NAME_WORDS = ("name", "ten")
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
    """The values of a table, and what people should know about how they were read."""

    values: Values
    notes: tuple[Finding, ...]


def read_values(path: Path, plan: Plan, choices: Choices, before: Values | None = None) -> Table:
    """Return the values that a scorecard needs from a table; columns are found by name or title of their indicator.

    Everything wrong is told at once with its row, unit and indicator (``NotComputable``). What looks like a mistake —
    footer rows, a unit of nothing but zeros, the values of the period before copied — stops too, until its code is
    accepted.
    """
    lines = list(lines_of(path))
    if len(lines) < 2:
        vi, en = (
            f"{path.name}: cần một dòng tiêu đề và ít nhất một đơn vị.",
            f"{path.name}: a heading and a unit are needed.",
        )
        raise NotComputable([wrong("table.empty", vi, en)])
    return _Reading(lines, plan, choices).table(before)


class _Reading:
    """One table being read."""

    def __init__(self, lines: Sequence[Line], plan: Plan, choices: Choices) -> None:
        self.plan, self.choices = plan, choices
        self.heading = [one_line(cell) for cell in lines[0].cells]
        self.lines = list(lines[1:])
        self.findings: list[Finding] = []
        self.period = choices.period

    def table(self, before: Values | None) -> Table:
        columns = self._columns()
        unit = self._unit_column(columns)
        self._of_period(unit)
        lost = [line for line in self.lines if line.formulas & set(columns.values())]
        for line in lost:
            vi, en = (
                "Ô công thức chưa có kết quả: hãy mở và lưu lại bảng tính.",
                "A formula has no stored result: open and save the workbook.",
            )
            self.findings.append(wrong("cell.formula", vi, en, row=line.number))
        decimal = self._decimal(columns)
        refuse(self.findings)
        values = self._values(columns, unit, decimal)
        found = list(doubts(values, self.plan, before))
        notes = refuse([*self.findings, *found], self.choices.accepted)
        dropped = {one.row for one in found if one.code == "row.footer"}
        if dropped:
            kept = [place for place, row in enumerate(values.rows) if row not in dropped]
            values = values.of_units(kept)
        return Table(values, notes)

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
        return next((at for at in range(len(self.heading)) if at not in used and folded[at] not in _PERIOD_WORDS), 0)

    def _of_period(self, unit: int) -> None:
        at = next((at for at, one in enumerate(self.heading) if fold(one) in _PERIOD_WORDS and at != unit), None)
        if at is None:
            return
        said = {_at(line, at) for line in self.lines}
        if self.choices.period:
            if self.choices.period not in said:
                vi, en = f"Không có kỳ “{self.choices.period}”.", f"There is no period “{self.choices.period}”."
                self.findings.append(wrong("period.unknown", vi, en))
            self.lines = [line for line in self.lines if _at(line, at) == self.choices.period]
        elif len(said) > 1:
            told = ", ".join(sorted(said)[:10])
            vi, en = (
                f"Bảng có nhiều kỳ ({told}): hãy chọn bằng --period.",
                f"There are several periods ({told}): choose by --period.",
            )
            self.findings.append(wrong("period.several", vi, en))
        else:
            self.period = next(iter(said), "").strip()

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
                problems.append(
                    wrong("unit.unnamed", "Dòng không có tên đơn vị.", "The row names no unit.", row=line.number)
                )
        for column, at in columns.items():
            if column in groups:
                cells[column] = [one_line(_at(line, at)) for line in self.lines]
                continue
            cells[column] = []
            for line, name in zip(self.lines, units, strict=True):
                try:
                    cells[column].append(value_of(_at(line, at), decimal))
                except Unclear as unclear:
                    vi = f"“{unclear}” là thiếu số liệu hay không áp dụng? Hãy để trống, hoặc ghi “không áp dụng”."
                    en = f"“{unclear}”: missing or not applicable? Leave it empty, or write “not applicable”."
                    where = {"unit": name, "indicator": column, "row": line.number}
                    problems.append(wrong("cell.unclear", vi, en, **where))
                    cells[column].append(None)
        refuse(problems)
        rows = [line.number for line in self.lines]
        return Values(tuple(units), cells, self._titles(units), self.period, rows)

    def _titles(self, units: Iterable[str]) -> dict[str, str]:
        """Return the names of units that are given by code, from a column of names beside it."""
        at = _headed([fold(heading) for heading in self.heading], _NAME_WORDS, set())
        if at is None:
            return {}
        return {unit: _at(line, at) for unit, line in zip(units, self.lines, strict=True) if _at(line, at) != unit}


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
