"""Bulk loads: a connection as the owner, because COPY is refused under row-level security."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from nenso.runtime.config import config
from nenso.runtime.database import connection_settings, ensure_database

Connection = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def owner_connection() -> Iterator[Connection]:
    """Connect as ``nenso_owner``: one transaction, committed at the end of the block, rolled back on any error.

    For commands that load what nobody in particular acts for; it sees every row and no policy holds it back. It does
    not see what an open transaction elsewhere (a test's) has not committed.
    """
    ensure_database()
    settings = connection_settings(config().model_copy(update={"role": "owner"}))
    connection = psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings.get("PASSWORD"),
        **settings.get("OPTIONS", {}),
    )
    with closing(connection), connection:
        yield connection
