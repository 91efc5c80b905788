"""Rows of a table made values of a register, by a mapping; what was changed on the way is counted and told."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from nenso.language.declarations.registers import Register
from nenso.registers.importing.cells import WARNINGS, PlaceOf, converter
from nenso.registers.importing.columns import targets_of
from nenso.runtime.tables.rows import Row
from nenso.runtime.tables.warnings import Warned

_FIRST_TOLD: Final = 5
_EMPTY: Final = ("", None)


class RowMaker:
    """Makes the values of one row after the other; ``mapping``: column to path of a target."""

    def __init__(
        self, register: Register, columns: Sequence[str], mapping: Mapping[str, str], place_of: PlaceOf
    ) -> None:
        targets = {target.path: target for target in targets_of(register)}
        self.columns = tuple(columns)
        self.counted: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], list[int]] = {}
        self.number = 0
        self._steps = [
            (
                at,
                str(targets[path].field.name),
                targets[path].part,
                converter(targets[path], self._warner(column), place_of),
            )
            for at, column in enumerate(columns)
            if (path := mapping.get(column))
        ]

    def __call__(self, row: Row) -> dict[str, Any]:
        """Return the values of ``row``; what is empty is not in it."""
        self.number, cells = row.number, row.cells
        width, values = len(cells), dict[str, Any]()
        for at, name, part, convert in self._steps:
            cell = cells[at] if at < width else ""
            if cell in _EMPTY:
                continue
            value = convert(cell)
            if value in _EMPTY:
                continue
            if part:
                values.setdefault(name, {})[part] = value
            else:
                values[name] = value
        return values

    def kept(self, row: Row) -> dict[str, Any]:
        """Return the cells of ``row`` by column, as they stood, for the rows that are kept aside."""
        return {
            column: cell if isinstance(cell, str | int | float | bool | list | dict) else str(cell)
            for column, cell in zip(self.columns, row.cells, strict=False)
            if cell not in _EMPTY
        }

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

    def _warner(self, column: str) -> Callable[[str], None]:
        def warn(code: str) -> None:
            key = (column, code)
            self.counted[key] += 1
            if self.counted[key] <= _FIRST_TOLD:
                self.first.setdefault(key, []).append(self.number)

        return warn
