"""A connection as the application's role without the application's code: what the database alone lets through."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections

from nenso.runtime.acting import Actor


@contextmanager
def raw_connection(actor: Actor | None = None) -> Iterator[psycopg.Connection[Any]]:
    """Connect as ``nenso_app`` in a transaction of its own; with ``actor``, the database is told who acts."""
    parameters = connections["default"].get_connection_params()
    with psycopg.connect(**parameters) as connection:
        if actor is not None:
            connection.execute(actor.set_local)
        yield connection
        connection.rollback()


def seen(actor: Actor | None, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Return what ``actor`` (None: nobody) sees by ``query``, asked behind the application's back."""
    with raw_connection(actor) as connection:
        return connection.execute(query, parameters).fetchall()
