"""Statements that are put together from known pieces, sent as they are."""

from typing import Any

from django.db import connection
from psycopg import sql


def ask(statement: str) -> list[tuple[Any, ...]]:
    """Send a statement that was put together from known pieces; return its rows, if it answers any."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def literal(value: Any) -> str:
    """Return a value as SQL."""
    return sql.Literal(value).as_string(None)
