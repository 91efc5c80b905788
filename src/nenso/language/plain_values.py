"""What expressions give, as the plain JSON values that answers are."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from nenso.language.expressions import Kind, ValueType
from nenso.language.expressions.reading import as_day, as_moment, identity

_ANSWERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.DATE: lambda value: as_day(value).isoformat(),
    Kind.DATETIME: lambda value: as_moment(value).isoformat(),
}


def as_answer(value: Any, kind: ValueType) -> Any:
    """Return what an expression gave as a plain JSON value for a field: a record as its id, a date as ISO text."""
    if value is None:
        return None
    if kind.kind is Kind.LIST:
        return [as_answer(part, kind.element or kind) for part in value]
    if kind.kind is Kind.RECORD:
        return identity(value, kind.register) or None
    if isinstance(value, Mapping):
        return plain_parts(value)
    return _ANSWERS[kind.kind](value) if kind.kind in _ANSWERS and value != "" else value


def plain_parts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _plain(part) for name, part in row.items() if part is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return as_moment(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return identity(value, "") if "id" in value else {str(name): _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
