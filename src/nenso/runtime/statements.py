"""Rows as SQL: what an engine function decided, written in one round trip.

A model instance becomes an INSERT or UPDATE whose values are literals, so that several can travel together with the
COMMIT (:meth:`nenso.runtime.acting.Session.commit`). The ORM is for everything that is not on the path of every filing.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb


def insert(rows: Iterable[models.Model]) -> list[sql.Composable]:
    """Return one INSERT for each run of rows of the same table, in the order given."""
    return [_insert(model, list(group)) for model, group in groupby(rows, type)]


def update(row: models.Model, fields: Sequence[str]) -> sql.Composable:
    """Return the UPDATE that writes ``fields`` of ``row``, found by its primary key."""
    meta = row._meta  # noqa: SLF001
    changes = [_equals(meta.get_field(name), row) for name in fields]
    where = [_equals(field, row) for field in meta.pk_fields]
    return sql.SQL("UPDATE {} SET {} WHERE {}").format(
        sql.Identifier(meta.db_table), sql.SQL(", ").join(changes), sql.SQL(" AND ").join(where)
    )


def _equals(field: Any, row: models.Model) -> sql.Composable:
    return sql.SQL("{} = {}").format(sql.Identifier(field.column), _value(field, row))


def _insert(model: type[models.Model], rows: list[models.Model]) -> sql.Composable:
    meta = model._meta  # noqa: SLF001
    fields: list[Any] = [f for f in meta.concrete_fields if f.column and not getattr(f, "filled_by_database", False)]
    values = [sql.SQL("({})").format(sql.SQL(", ").join([_value(field, row) for field in fields])) for row in rows]
    return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
        sql.Identifier(meta.db_table),
        sql.SQL(", ").join([sql.Identifier(field.column) for field in fields]),
        sql.SQL(", ").join(values),
    )


def _value(field: Any, row: models.Model) -> sql.Composable:
    value = getattr(row, field.attname)
    if isinstance(value, sql.Composable):
        return value
    if isinstance(field, models.JSONField):
        return sql.Literal(Jsonb(value))
    prepared = field.get_db_prep_save(value, connection)
    cast = sql.SQL("::" + field.db_type(connection)) if isinstance(prepared, list) else sql.SQL("")
    return sql.Literal(prepared) + cast
