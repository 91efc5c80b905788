"""Databases for tests: one template for each state of migrations and reference data, one copy for each process."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.db import connections
from psycopg import sql

import nenso
from nenso.journal import made_up
from nenso.runtime.config import config
from nenso.runtime.embedded.cluster import LANGUAGES
from nenso.runtime.embedded.layout import PORT, Layout
from nenso.runtime.embedded.locks import exclusively
from nenso.runtime.postgres import ensure_running

COPY_PREFIX = "nenso_test_"
TEMPLATE_PREFIX = "nenso_template_"
KEPT_TEMPLATES = 3
_LIBRARIES = ("django", "django-allauth", "procrastinate")
_LOADED_ROOMS = ("territory", "agencies")
_TABLES = (
    "SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
    " AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 1"
)
_CATALOGUES = ("pg_class", "pg_proc", "pg_policy", "pg_trigger", "pg_constraint", "pg_namespace")


@dataclass(frozen=True)
class Fresh:
    """What a fresh copy is known by: its declarations and reference data as they stand, the tables that are empty, the
    sequences that no number was taken from.
    """

    standing: tuple[str, ...]
    empty: tuple[str, ...]
    sequences: frozenset[int] = field(compare=False, default=frozenset())

    @classmethod
    def of(cls, inside: psycopg.Connection, empty: tuple[str, ...] | None = None) -> "Fresh":
        """Return how a database stands; ``empty``: the tables that may hold rows by now."""
        tables = [str(row[0]) for row in inside.execute(_TABLES)]
        if empty is None:
            empty = tuple(name for name in tables if not _answer(inside, f"SELECT 1 FROM {name} LIMIT 1"))
        kept = [*(name for name in tables if name not in empty), *_CATALOGUES]
        versions = "SELECT count(*), sum(hashtextextended(xmin::text || ctid, 0)) FROM"
        standing = tuple(str(_answer(inside, f"{versions} {name}")) for name in kept)
        unused = inside.execute("SELECT seqrelid FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NULL")
        return cls(standing, empty, frozenset(row[0] for row in unused))


def _answer(inside: psycopg.Connection, query: str) -> tuple[object, ...] | None:
    return inside.execute(query.encode()).fetchone()


class WorkerDatabase:
    """This process's own copy of the template, named by its process id."""

    def __init__(self) -> None:
        self.home = config().home_path
        self.name = config().database
        self.template = TEMPLATE_PREFIX + state_of_the_source()

    def make(self) -> None:
        """Start the server, build the template unless it is there, drop what dead processes left, copy."""
        ensure_running(self.home, durable=False)
        with exclusively(Layout(self.home).run / "templates.lock"), self.superuser() as server:
            self._drop_leftovers(server)
            if not exists(server, self.template):
                self._build(server)
            server.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(self.template), sql.Literal(datetime.now(UTC).isoformat())
                )
            )
            self._copy(server)

    def renew(self) -> None:
        """Make the copy fresh again: what a test committed is gone, and every connection to it.

        Rows of tables that a fresh copy has empty are taken away, which is quicker than copying; where a test changed
        anything else, the copy is replaced.
        """
        connections.close_all()
        made_up.forget()
        if not self._emptied():
            with self.superuser() as server:
                drop(server, self.name)
                self._copy(server)
        connections.close_all()

    def _emptied(self) -> bool:
        """Take away the rows that tests wrote; False where there is more to undo."""
        with self.superuser(self.name) as inside:
            inside.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if Fresh.of(inside, self.fresh.empty) != self.fresh:
                return False
            asked = " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in self.fresh.empty
            )
            filled = [str(row[0]) for row in inside.execute(asked.encode())]
            with inside.transaction():
                inside.execute("SET LOCAL session_replication_role = replica")
                for name in filled:
                    inside.execute(f"DELETE FROM {name}".encode())
                inside.execute(
                    "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence WHERE seqrelid = ANY (%s)",
                    [list(self.fresh.sequences)],
                )
        return True

    def drop(self) -> None:
        """Leave nothing behind."""
        connections.close_all()
        with self.superuser() as server:
            drop(server, self.name)

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """Connect to the server as its superuser."""
        with psycopg.connect(
            host=str(Layout(self.home).sockets), port=PORT, dbname=database, user="postgres", autocommit=True
        ) as server:
            yield server

    def _copy(self, server: psycopg.Connection) -> None:
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER nenso_owner TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(self.name), sql.Identifier(self.template)
            )
        )
        self._as_installed(server, self.name)
        with self.superuser(self.name) as inside:
            self.fresh = Fresh.of(inside)

    @staticmethod
    def _as_installed(server: psycopg.Connection, name: str) -> None:
        """Give the roles the rights on a database that an install gives them, which no copy inherits."""
        database = sql.Identifier(name)
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        server.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO nenso_app").format(database))

    def _build(self, server: psycopg.Connection) -> None:
        building = f"{self.template}_building"
        drop(server, building)
        server.execute(sql.SQL("CREATE DATABASE {} OWNER nenso_owner").format(sql.Identifier(building)))
        self._as_installed(server, building)
        with self.superuser(building) as inside:
            inside.execute(LANGUAGES)
        migrated = subprocess.run(
            [sys.executable, "-c", "from nenso.cli.main import main; main()", "migrate"],
            env=os.environ | {"NENSO_DATABASE": building, "NENSO_LOG_FORMAT": "text", "NENSO_LOG_LEVEL": "WARNING"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if migrated.returncode != 0:
            raise RuntimeError(f"nenso migrate failed:\n{migrated.stdout[-6000:]}")
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(self.template))
        )

    def _drop_leftovers(self, server: psycopg.Connection) -> None:
        for (name,) in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [COPY_PREFIX]):
            if not alive(int(name.removeprefix(COPY_PREFIX))):
                drop(server, name)
        templates = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s"
            " ORDER BY shobj_description(oid, 'pg_database') DESC NULLS LAST",
            [TEMPLATE_PREFIX, self.template],
        ).fetchall()
        for (name,) in templates[KEPT_TEMPLATES:]:
            drop(server, name)


@cache
def this_database() -> WorkerDatabase:
    """Return the database of this process."""
    return WorkerDatabase()


def state_of_the_source() -> str:
    """Return a hash of all that decides what a fresh database holds."""
    package = Path(nenso.__file__).parent
    files = {*package.glob("*/migrations/*.py"), *package.glob("runtime/*.py"), *package.glob("*/loading.py")}
    for room in _LOADED_ROOMS:
        files |= {path for path in (package / room).rglob("*") if path.is_file() and path.suffix != ".pyc"}
    digest = hashlib.sha256(" ".join(version(library) for library in _LIBRARIES).encode())
    for path in sorted(files):
        digest.update(f"{path.relative_to(package)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def exists(server: psycopg.Connection, name: str) -> bool:
    """Return whether the server has a database of that name."""
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop(server: psycopg.Connection, name: str) -> None:
    """Drop the database if it is there, whoever is connected to it."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def alive(process: int) -> bool:
    """Return whether a process of that id lives (its own database is then in use)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
