"""Values of indicators for units: a number, a code, missing or not applicable, which are four different things."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.findings import Finding, NotComputable, wrong


class State(IntEnum):
    """What a cell is."""

    VALUE = 0
    MISSING = 1
    NOT_APPLICABLE = 2
    FILLED = 3


class NotApplicable:
    """The mark of a cell that does not apply to its unit: it counts neither for nor against it."""

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE: Final = NotApplicable()

Matrix = NDArray[np.float64]
States = NDArray[np.int8]


class Table(Mapping[str, Any]):
    """Columns that are one matrix of doubles, units × names, and are taken as such; NaN is a missing cell."""

    def __init__(self, names: Iterable[str], matrix: Matrix) -> None:
        self.names, self.matrix = tuple(names), np.asarray(matrix, dtype=float)
        different = len(set(self.names))
        if self.matrix.ndim != 2 or self.matrix.shape[1] != len(self.names) or different != len(self.names):
            vi = f"Bảng số có kích thước {self.matrix.shape}, cho {different} tên cột khác nhau."
            en = f"The matrix has the shape {self.matrix.shape}, for {different} different names of columns."
            raise NotComputable([wrong("columns.names", vi, en)])

    def __getitem__(self, name: str) -> Matrix:
        return self.matrix[:, self._places[name]]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Values:
    """What is known of each unit: columns of cells in the order of ``units``.

    A cell is a number (int, float, Decimal, Fraction, True or False), a code (str), None or NaN where it is missing, or
    ``NOT_APPLICABLE``. Columns may also hold groups and denominators; they are read quickest from a ``Table``. ``rows``
    are the rows of the file, for findings.
    """

    units: tuple[str, ...]
    columns: Mapping[str, Sequence[Any]]
    titles: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    rows: Sequence[int] = ()

    def __post_init__(self) -> None:
        found = list(self._problems())
        if found:
            raise NotComputable(found)

    def _problems(self) -> Iterator[Finding]:
        if not self.units:
            yield wrong("units.none", "Không có đơn vị nào.", "There is no unit.")
        if len(set(self.units)) != len(self.units):
            first: dict[str, int] = {}
            for place, unit in enumerate(self.units):
                if first.setdefault(unit, place) != place:
                    row = self.row(first[unit])
                    vi, en = (f" (trước đó ở dòng {row})", f" (before in row {row})") if row else ("", "")
                    vi, en = f"Đơn vị có hai lần{vi}.", f"The unit stands twice{en}."
                    yield wrong("unit.double", vi, en, unit=unit, row=self.row(place), period=self.period)
        if _lengths(self.columns) == {len(self.units)}:
            return
        for name, cells in self.columns.items():
            if len(cells) != len(self.units):
                vi = f"Có {len(cells)} ô cho {len(self.units)} đơn vị."
                en = f"There are {len(cells)} cells for {len(self.units)} units."
                yield wrong("column.length", vi, en, indicator=name)

    @classmethod
    def of(cls, frame: Any, unit: str, *, period: str = "") -> "Values":
        """Return the values of a table: a polars or pandas frame, or a mapping from column to cells."""
        table = {str(name): frame[name] for name in (frame if isinstance(frame, Mapping) else frame.columns)}
        columns = {name: cells.to_list() if hasattr(cells, "to_list") else cells for name, cells in table.items()}
        if unit not in columns:
            vi, en = f"Không có cột “{unit}”.", f"There is no column “{unit}”."
            raise NotComputable([wrong("column.unknown", vi, en)])
        units = tuple(str(one) for one in columns.pop(unit))
        return cls(units, columns, period=period)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self.columns.names if isinstance(self.columns, Table) else tuple(self.columns)

    def row(self, place: int) -> int:
        """Return the row of a unit in its file, 0 when it is from none."""
        return self.rows[place] if place < len(self.rows) else 0

    def where(self, place: int, indicator: str = "") -> dict[str, Any]:
        """Return what names a cell in a finding."""
        return {"unit": self.units[place], "indicator": indicator, "period": self.period, "row": self.row(place)}

    def replaced(self, unit: str, indicator: str, cell: Any) -> "Values":
        """Return the same values but for one cell."""
        cells = list(self.columns[indicator])
        cells[self.units.index(unit)] = cell
        return Values(self.units, {**self.columns, indicator: cells}, self.titles, self.period, self.rows)

    def of_units(self, places: Iterable[int]) -> "Values":
        """Return the values of the units at these places, in their order."""
        chosen = list(places)
        columns = {name: [cells[place] for place in chosen] for name, cells in self.columns.items()}
        rows = [self.row(place) for place in chosen] if self.rows else ()
        return Values(tuple(self.units[place] for place in chosen), columns, self.titles, self.period, rows)


def _lengths(columns: Mapping[str, Sequence[Any]]) -> set[int]:
    return {len(columns.matrix)} if isinstance(columns, Table) else set(map(len, columns.values()))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Columns as numbers: indicators × units, NaN where a state says that there is none; ``complete``: nowhere."""

    numbers: Matrix
    states: States
    complete: bool = False


def decode(values: Values, names: Sequence[str], codes: Mapping[str, Mapping[str, float]]) -> Decoded:
    """Return columns as numbers; a code becomes the number ``codes`` has for it (under its indicator), else an error.

    A code that stands under ``"*"`` of none is refused by name of unit and indicator; so is a number without end.
    """
    states = np.zeros((len(names), len(values.units)), dtype=np.int8)
    whole = None if codes else _at_once(values, names)
    if whole is not None and np.count_nonzero(np.isfinite(whole)) == whole.size:
        return Decoded(whole, states, complete=True)
    numbers = np.empty(states.shape)
    problems: list[Finding] = []
    for at, name in enumerate(names):
        cells = values.columns[name]
        direct = None if name in codes else _directly(cells)
        if direct is not None:
            numbers[at] = direct
            continue
        for place, cell in enumerate(cells):
            try:
                numbers[at, place], states[at, place] = _number(cell, codes.get(name))
            except ValueError:
                shown = str(cell)[:40]
                vi, en = f"“{shown}” không phải là giá trị ở đây.", f"“{shown}” is no value here."
                problems.append(wrong("value.not_a_number", vi, en, **values.where(place, name)))
                numbers[at, place] = 0
    if not problems and np.isfinite(numbers).all():
        return Decoded(numbers, states, complete=True)
    endless = np.isinf(numbers)
    if endless.any():
        for at, place in np.argwhere(endless).tolist():
            vi, en = "Giá trị vô hạn.", "The value is infinite."
            problems.append(wrong("value.infinite", vi, en, **values.where(place, names[at])))
    if problems:
        raise NotComputable(problems)
    empty = np.isnan(numbers)
    if empty.any():
        states[empty & (states == State.VALUE)] = State.MISSING
    return Decoded(numbers, states)


def _at_once(values: Values, names: Sequence[str]) -> Matrix | None:
    """Return all columns as one matrix of its own, indicators × units, when they hold nothing but numbers."""
    columns = values.columns
    if isinstance(columns, Table) and (columns.names is names or columns.names == names):
        return columns.matrix.T.copy(order="K")
    try:
        found = np.concatenate([columns[name] for name in names])
    except (TypeError, ValueError):
        return None
    if found.ndim > 1 or found.dtype.kind not in "fiub":
        return None
    return found.astype(float, copy=False).reshape(len(names), len(values.units))


def _directly(cells: Sequence[Any]) -> Matrix | None:
    if isinstance(cells, np.ndarray):
        return np.asarray(cells, dtype=float) if cells.dtype.kind in "fiub" else None
    if isinstance(cells[0], float):
        found = np.array(cells)
        if found.dtype == float:
            return found
    kinds = set(map(type, cells))
    return np.array(cells, dtype=float) if kinds <= {float, int, bool, type(None)} else None


_YES = frozenset({"yes", "true", "có", "đạt", "1"})
_NO = frozenset({"no", "false", "không", "chưa", "chưa đạt", "0"})
YES_NO_CODES: Mapping[str, float] = {**dict.fromkeys(_YES, 1.0), **dict.fromkeys(_NO, 0.0)}


def _number(cell: Any, codes: Mapping[str, float] | None) -> tuple[float, State]:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return math.nan, State.MISSING
    if isinstance(cell, NotApplicable):
        return math.nan, State.NOT_APPLICABLE
    if codes is not None:
        key = {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell).strip()
        if key in codes:
            return codes[key], State.VALUE
        if key.casefold() in codes:
            return codes[key.casefold()], State.VALUE
        if "*" in codes and isinstance(cell, str):
            return codes["*"], State.VALUE
        if "*" not in codes:
            raise ValueError(key)
    if isinstance(cell, int | float | Decimal | Fraction | np.number):
        return float(cell), State.VALUE
    raise ValueError(cell)
