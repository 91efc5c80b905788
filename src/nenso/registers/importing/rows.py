"""Rows of a table made values of a register, column by column; what was changed on the way is counted and told.

A cell that already is what its type wants stays as it is, found by one expression for the whole column. Every other is
converted by :mod:`nenso.registers.importing.cells`; what came of a text is kept for the next that is alike.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import Any, Final

import polars as pl

from nenso.language.declarations.registers import Register
from nenso.registers.bulk.letters import CLEAN
from nenso.registers.bulk.made import Made, MadeColumn
from nenso.registers.importing.cells import WARNINGS, Convert, PlaceOf, converter
from nenso.registers.importing.columns import targets_of
from nenso.runtime.tables.rows import Row
from nenso.runtime.tables.warnings import Warned

_FIRST_TOLD: Final = 5
_MOST_KEPT: Final = 20_000
_MOST_THE_SAME: Final = 5_000
_TURNED: Final = 256
_EMPTY: Final = ("", None)
_STAYS: Final[Mapping[str, str]] = {
    "date": r"^[1-8][0-9]{3}-[0-9]{2}-[0-9]{2}$",
    "person_id": r"^[0-9]{12}$",
    "phone": r"^0[0-9]{9,10}$",
    "text": CLEAN,
    "person_name": CLEAN,
    "multiline": CLEAN,
}
"""Texts that their converters give back as they are, by the type of the field."""


@dataclass
class _Step:
    """A column that is taken and what it becomes; ``known``: what came of texts so far; ``same``: those that stayed."""

    at: int
    column: str
    name: str
    part: str
    stays: str
    convert: Convert
    said: list[str]
    known: dict[str, tuple[Any, tuple[str, ...]]] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)


class RowMaker:
    """Makes the values of rows, many at a time; ``mapping``: column to path of a target."""

    def __init__(
        self, register: Register, columns: Sequence[str], mapping: Mapping[str, str], place_of: PlaceOf
    ) -> None:
        targets = {target.path: target for target in targets_of(register)}
        self.counted: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], list[int]] = {}
        self._steps: list[_Step] = []
        for at, column in enumerate(columns):
            if path := mapping.get(column):
                target, said = targets[path], list[str]()
                name, kind = str(target.field.name), target.field.type
                stays = _STAYS.get(kind, "") if not target.part else CLEAN if target.part in {"line", "hamlet"} else ""
                self._steps.append(
                    _Step(at, column, name, target.part, stays, converter(target, said.append, place_of), said)
                )

    def __call__(self, rows: Sequence[Row]) -> Made:
        """Return the values of ``rows``; what is empty is not in them."""
        cells = _by_column(rows)
        nothing = [""] * len(rows)
        return Made(
            len(rows),
            tuple(self._made(step, cells[step.at] if step.at < len(cells) else nothing, rows) for step in self._steps),
        )

    def warnings(self) -> Iterator[Warned]:
        """Yield what was done to cells, by column: how often, and where first."""
        for (column, code), times in self.counted.items():
            vi, en = WARNINGS[code]
            rows = ", ".join(map(str, self.first[column, code]))
            yield Warned(
                code,
                f"Cột “{column}”: {vi} ở {times:,} dòng (dòng {rows}{'…' if times > _FIRST_TOLD else ''}).",
                f"Column “{column}”: {en} in {times:,} rows (row {rows}{'…' if times > _FIRST_TOLD else ''}).",
                column=column,
                row=self.first[column, code][0],
            )

    def _made(self, step: _Step, cells: Sequence[Any], rows: Sequence[Row]) -> MadeColumn:
        """Return the values of a column, None where it says nothing, with the same as texts where all are texts."""
        texts = _texts(cells)
        others: Sequence[int] = range(len(cells))
        if texts is not None:
            stays = texts.str.contains(step.stays) if step.stays else texts.is_in(list(step.same))
            others = (~stays).arg_true().to_list()
            if not others:
                return MadeColumn(step.name, step.part, texts.to_list() if texts.null_count() else cells, texts)
        values: list[Any] = [cell if cell not in _EMPTY else None for cell in cells]
        changed = False
        for at in others:
            cell = values[at]
            if cell is not None:
                values[at], codes = self._converted(step, cell)
                changed = changed or values[at] is not cell
                for code in codes:
                    self._count((step.column, code), rows[at].number)
        return MadeColumn(step.name, step.part, values, _texts(values) if changed or texts is None else texts)

    def _converted(self, step: _Step, cell: Any) -> tuple[Any, tuple[str, ...]]:
        known = step.known.get(cell) if type(cell) is str else None
        if known is not None:
            return known
        step.said.clear()
        value = step.convert(cell)
        made = (None if value in _EMPTY else value, tuple(step.said))
        if type(cell) is str and not isinstance(value, list | dict):
            if len(step.known) >= _MOST_KEPT:
                step.known.clear()
            step.known[cell] = made
            if not step.stays and value == cell and not made[1] and len(step.same) < _MOST_THE_SAME:
                step.same.add(cell)
        return made

    def _count(self, key: tuple[str, str], number: int) -> None:
        self.counted[key] += 1
        if self.counted[key] <= _FIRST_TOLD:
            self.first.setdefault(key, []).append(number)


def _by_column(rows: Sequence[Row]) -> list[Sequence[Any]]:
    """Return the cells of each column; turned in blocks that stay near the processor."""
    cells = [row.cells for row in rows]
    if len({len(one) for one in cells}) != 1:
        return list(zip_longest(*cells, fillvalue=""))
    blocks = [zip(*cells[at : at + _TURNED], strict=True) for at in range(0, len(cells), _TURNED)]
    return [list(chain.from_iterable(parts)) for parts in zip(*blocks, strict=True)]


def _texts(values: Sequence[Any]) -> pl.Series | None:
    """Return a column of texts, null where it is empty; None where something else is in it."""
    try:
        texts = pl.Series(values, dtype=pl.String, strict=True)
    except TypeError:
        return None
    return texts.set(texts == "", None) if "" in values else texts
