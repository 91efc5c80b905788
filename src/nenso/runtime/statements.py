"""Rows as SQL: what an engine function decided, written in one round trip, in statements that are planned once.

Under row-level security PostgreSQL takes longer to plan a statement than to run it. A :class:`Prepared` one is planned
once in a connection; several may still travel together with the COMMIT (:meth:`nenso.runtime.acting.Session.commit`),
because it is called with literals. The ORM is for everything that is not on the path of every filing and every act.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from itertools import count, groupby
from typing import Any
from uuid import UUID

import orjson
from django.db import DataError, models
from psycopg import sql

Encode = Callable[[Any], str]

MOST_ROWS = 8
"""Rows that one INSERT writes: each number of them is a statement of its own to every connection."""


class Ready(sql.Composable):
    """A statement, or a piece of one, as text; ``needs`` must be known to the connection before it is sent."""

    def __init__(self, text: str, needs: "Prepared | None" = None) -> None:
        super().__init__(text)
        self.text = text
        self.needs = needs

    def as_string(self, context: Any = None) -> str:  # noqa: ARG002 - the same in every context
        return self.text

    def as_bytes(self, context: Any = None) -> bytes:  # noqa: ARG002 - as above
        return self.text.encode()


class Prepared:
    """A statement with parameters ``$1``, ``$2`` … that is planned once in a connection; call it with their values.

    ``name``: up to 63 characters, the same only for the same ``text``.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @classmethod
    def of(cls, prefix: str, text: str) -> "Prepared":
        """Return a statement whose name follows from its text."""
        return cls(f"{prefix[:46]}_{hashlib.sha256(text.encode()).hexdigest()[:16]}", text)

    def __call__(self, *values: Any) -> Ready:
        """Return the statement with ``values``: literals, or SQL of our own."""
        return self.with_literals([literal(value) for value in values])

    def with_literals(self, literals: Sequence[str]) -> Ready:
        """Return the statement with values that are SQL already."""
        return Ready(f"EXECUTE {self.name}({','.join(literals)})" if literals else f"EXECUTE {self.name}", self)

    @property
    def preparing(self) -> str:
        """The statement that makes it known to a connection."""
        return f"PREPARE {self.name} AS {self.text}"


def insert(rows: Iterable[models.Model]) -> list[sql.Composable]:
    """Return INSERTs of the rows in the order given, one for rows of the same table that follow each other."""
    found: list[sql.Composable] = []
    for model, group in groupby(rows, type):
        same = list(group)
        for some in (same[at : at + MOST_ROWS] for at in range(0, len(same), MOST_ROWS)):
            prepared, columns = _inserting(model, len(some))
            literals = [encode(getattr(row, name)) for row in some for name, encode in columns]
            found.append(prepared.with_literals(literals))
    return found


def update(row: models.Model, fields: Sequence[str]) -> sql.Composable:
    """Return the UPDATE that writes ``fields`` of ``row``, found by its primary key."""
    prepared, columns = _updating(type(row), tuple(fields))
    return prepared.with_literals([encode(getattr(row, name)) for name, encode in columns])


def literal(value: Any) -> str:
    """Return ``value`` as SQL: text, numbers, moments, UUIDs, bytes, lists of these, None; SQL of our own as it is."""
    encode = _LITERALS.get(type(value))
    if encode is None:
        encode = next((known for kind, known in _LITERALS.items() if isinstance(value, kind)), None)
        if encode is None:
            raise TypeError(f"no literal for {type(value).__name__}")
    return encode(value)


def json_literal(value: Any) -> str:
    """Return ``value`` as the SQL of a JSON column."""
    if isinstance(value, sql.Composable):
        return value.as_string(None)
    try:
        text = orjson.dumps(value).decode()
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _text(text)


def _text(value: str) -> str:
    if "\0" in value:
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    quoted = value.replace("'", "''")
    return "E'" + quoted.replace("\\", "\\\\") + "'" if "\\" in quoted else f"'{quoted}'"


def _list(values: Iterable[Any]) -> str:
    return _text("{" + ",".join([_element(value) for value in values]) + "}")


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


_LITERALS: dict[type, Encode] = {
    str: _text,
    bool: lambda value: "true" if value else "false",
    int: lambda value: str(int(value)),
    float: lambda value: f"'{value!r}'",
    type(None): lambda _: "NULL",
    UUID: lambda value: f"'{value.hex}'",
    datetime: lambda value: f"'{value.isoformat()}'",
    date: lambda value: f"'{value.isoformat()}'",
    bytes: lambda value: f"'\\x{value.hex()}'",
    memoryview: lambda value: f"'\\x{value.hex()}'",
    list: _list,
    tuple: _list,
    sql.Composable: lambda value: value.as_string(None),
}


@cache
def _inserting(model: type[models.Model], rows: int) -> tuple[Prepared, list[tuple[str, Encode]]]:
    table = model._meta.db_table  # noqa: SLF001 - the documented Model._meta API
    fields: list[Any] = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001 - the documented Model._meta API
        if field.column and not getattr(field, "filled_by_database", False)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    numbers = count(1)
    values = ", ".join(f"({', '.join(f'${next(numbers)}' for _ in fields)})" for _ in range(rows))
    text = " ".join(("INSERT INTO", f'"{table}" ({columns})', "VALUES", values))
    return Prepared(f"insert_{rows}_{table}"[:63], text), [(field.attname, _encoder(field)) for field in fields]


@cache
def _updating(model: type[models.Model], names: tuple[str, ...]) -> tuple[Prepared, list[tuple[str, Encode]]]:
    meta = model._meta  # noqa: SLF001 - the documented Model._meta API
    changed: list[Any] = [meta.get_field(name) for name in names]
    keys: list[Any] = list(meta.pk_fields)
    changes = ", ".join(f'"{field.column}" = ${number}' for number, field in enumerate(changed, 1))
    where = " AND ".join(f'"{field.column}" = ${number}' for number, field in enumerate(keys, 1 + len(changed)))
    text = " ".join(("UPDATE", f'"{meta.db_table}"', "SET", changes, "WHERE", where))
    columns = [(field.attname, _encoder(field)) for field in (*changed, *keys)]
    return Prepared.of(f"update_{meta.db_table}", text), columns


def _encoder(field: Any) -> Encode:
    if isinstance(field, models.JSONField):
        return json_literal
    if isinstance(field, models.DateField):
        return lambda value: literal(field.to_python(value) if isinstance(value, str) else value)
    return literal


def prepare(connection: Any, statements: Iterable[sql.Composable]) -> None:
    """Make what ``statements`` need known to a ``connection`` of our backend that is open, unless it is."""
    known: set[str] = connection.prepared
    for statement in statements:
        needed = statement.needs if isinstance(statement, Ready) else None
        if needed is not None and needed.name not in known:
            with connection.wrap_database_errors:
                connection.connection.execute(needed.preparing)
            known.add(needed.name)
