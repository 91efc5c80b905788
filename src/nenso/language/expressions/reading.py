"""Reading values out of the names an expression is given, and giving them to the engine in a form it takes.

Two ways of not being there: ``EMPTY`` is a declared field nobody answered (a text then is ``""``, a list ``[]``),
``ABSENT`` is a record that is not there, so that what it would hold cannot be known.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final

from nenso.language.expressions.types import Kind, ValueType
from nenso.language.periods import bounds

HANDLE: Final = "$"
"""Under this key a row given to the engine tells which of the original values it stands for."""

_SEVEN_HOURS = timedelta(hours=7)


class Gap(Enum):
    """A value that is not there."""

    EMPTY = "empty"
    ABSENT = "absent"


EMPTY: Final = Gap.EMPTY
ABSENT: Final = Gap.ABSENT

Step = tuple[str | int, ValueType]
"""A name or index, and the type of the value it is looked up in."""


def start_of_day(day: date) -> datetime:
    """Return the first moment of ``day`` in Viet Nam (UTC+7 at all times, also for days before 1975), in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - _SEVEN_HOURS


def day_of(moment: datetime) -> date:
    """Return the day it is in Viet Nam at ``moment``."""
    return (moment.astimezone(UTC) + _SEVEN_HOURS).date()


def as_moment(value: Any) -> datetime:
    """Return a day, a moment, or the ISO 8601 text of either as an aware moment in UTC; naive texts are in Viet Nam."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC) - _SEVEN_HOURS
    return start_of_day(value)


def as_day(value: Any) -> date:
    """Return a day, a moment, or the ISO 8601 text of either as a day in Viet Nam."""
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    return value if isinstance(value, date) and not isinstance(value, datetime) else day_of(as_moment(value))


def identity(value: Any, register: str) -> str:
    """Return what a record is compared by: its ``id``, of a place its code."""
    if isinstance(value, Mapping):
        key = value.get("code") if register == "places" else None
        return str(key or value["id"])
    return str(value)


def walk(value: Any, steps: Sequence[Step], names: Mapping[str, Any]) -> Any:
    """Return what ``steps`` lead to from ``value``, loading records that are given by their id; or a gap."""
    for name, owner in steps:
        if value is None or isinstance(value, Gap):
            value = EMPTY if owner.kind is Kind.GROUP and value is not ABSENT else ABSENT
        elif isinstance(name, int):
            value = value[name] if -1 < name < len(value) else ABSENT
        elif owner.kind is Kind.PERIOD:
            value = bounds(value)[0 if name == "start" else 1]
        elif isinstance(value, Mapping):
            value = value.get(name, EMPTY)
        elif name == "id" or (name == "code" and owner.register == "places"):
            value = str(value)
        else:
            record = names["lookup"].record(owner.register, str(value)) if "lookup" in names else None
            value = ABSENT if record is None else record.get(name, EMPTY)
    return EMPTY if value is None else value


def reader(root: str, steps: Sequence[Step]) -> Callable[[Mapping[str, Any]], Any]:
    """Return a function that reads a path from names, as :func:`walk` does; quick where only groups are on the way."""
    words = tuple(name for name, owner in steps if owner.kind is Kind.GROUP)
    if len(words) < len(steps):
        return lambda names: walk(names.get(root), steps, names)

    def read(names: Mapping[str, Any]) -> Any:
        value = names.get(root)
        for word in words:
            if value is None:
                return EMPTY
            value = value.get(word)
        return EMPTY if value is None else value

    return read


def is_filled(value: Any) -> bool:
    """Return whether something was answered: false is an answer, an empty text, list or group is not."""
    if value is None or value == "" or value == [] or value == () or isinstance(value, Gap):
        return False
    return isinstance(value, str) or not isinstance(value, Mapping) or any(map(is_filled, value.values()))


@dataclass
class Column:
    """What the engine reads of each row under one key: ``use`` is value, identity, filled, or rows with ``shape``."""

    steps: tuple[Step, ...]
    type: ValueType
    use: str
    shape: "Shape | None" = None


@dataclass
class Shape:
    """The columns that an expression reads of a row; filled while the expression is compiled."""

    columns: dict[str, Column] = field(default_factory=dict)

    def share(self, other: "Shape") -> None:
        """Let both have the same columns from now on: a row may come from either place."""
        other.columns.update(self.columns)
        self.columns = other.columns

    def ways(self) -> Iterator[tuple[str, ...]]:
        """Yield the names that lead to each column, and on to those of rows inside rows."""
        for column in self.columns.values():
            way = tuple(name for name, _ in column.steps if isinstance(name, str))
            yield way
            if column.shape is not None:
                yield from ((*way, *rest) for rest in column.shape.ways())

    def rows(self, value: Any, state: "State") -> dict[str, Any]:
        """Return the row the engine gets for ``value``: its columns, and the handle of the original."""
        row: dict[str, Any] = {HANDLE: len(state.objects)}
        state.objects.append(value)
        for key, column in self.columns.items():
            found = engine_value(walk(value, column.steps, state.names), column.type, column.use, column.shape, state)
            if found is not ABSENT:
                row[key] = found.isoformat() if isinstance(found, datetime) else found
        return row


@dataclass
class State:
    """One evaluation: the names given, and the originals of the rows that the engine holds."""

    names: Mapping[str, Any]
    objects: list[Any] = field(default_factory=list)

    def original(self, value: Any) -> Any:
        """Return ``value`` as it came from the engine with each row in it replaced by the original."""
        if isinstance(value, dict):
            if HANDLE in value:
                return self.objects[value[HANDLE]]
            return {key: self.original(part) for key, part in value.items()}
        return [self.original(part) for part in value] if isinstance(value, list) else value

    def row(self, value: Any, shape: Shape) -> dict[str, Any]:
        """Return the row for a record that a function found, empty when there is none."""
        return {} if value is None or isinstance(value, Gap) else shape.rows(value, self)


def _loose(value: Any, state: State) -> Any:
    if isinstance(value, Mapping):
        handle = len(state.objects)
        state.objects.append(value)
        parts = {str(key): _loose(part, state) for key, part in value.items() if part is not None}
        return {**parts, HANDLE: handle}
    if isinstance(value, list | tuple):
        return [_loose(part, state) for part in value]
    return value if isinstance(value, str | bool | int | float | datetime | timedelta) else str(value)


_SCALARS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: str,
    Kind.PERIOD: str,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.YES_NO: bool,
    Kind.DATE: as_moment,
    Kind.DATETIME: as_moment,
    Kind.DURATION: lambda value: value,
}


def engine_value(value: Any, kind: ValueType, use: str, shape: Shape | None, state: State) -> Any:
    """Return ``value`` as the engine takes it, or ABSENT."""
    if use == "filled":
        return is_filled(value)
    if isinstance(value, Gap):
        return ABSENT if value is ABSENT else empty(kind)
    if kind.kind is Kind.LIST:
        element = kind.element or ValueType(Kind.ANYTHING)
        return [engine_value(part, element, use, shape, state) for part in value if part is not None]
    if kind.is_row:
        if use == "identity":
            return identity(value, kind.register)
        return (shape or Shape()).rows(value, state)
    if kind.kind is Kind.ANYTHING:
        return _loose(value, state)
    return _SCALARS[kind.kind](value)


def scalar(kind: ValueType, use: str) -> Callable[[Any], Any] | None:
    """Return how a plain value is given to the engine, or None where :func:`engine_value` must look closer."""
    return _SCALARS.get(kind.kind) if use == "value" else None


def empty(kind: ValueType) -> Any:
    """Return what an unanswered field of this type is in an expression: ``""``, ``[]``, ``{}`` or ABSENT."""
    if kind.kind in {Kind.TEXT, Kind.PERIOD}:
        return ""
    if kind.kind is Kind.LIST:
        return []
    return {} if kind.kind is Kind.GROUP else ABSENT
