"""The journal's own people and its owner, who can do what the application cannot."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from nenso.journal.anchoring import OLDEST_OPEN, anchor
from nenso.journal.models import JournalAnchor
from nenso.journal.reading import JOURNAL, value
from nenso.journal.recording import record
from nenso.runtime.acting import Actor, acting
from nenso.runtime.bulk import owner_connection
from nenso.runtime.ids import uuid7

Change = Callable[..., int]


@pytest.fixture
def clerk() -> Actor:
    return Actor(account=uuid7(), person=uuid7(), readers=frozenset({"public", "signed_in"}))


@pytest.fixture
def write(clerk: Actor) -> Callable[..., UUID]:
    """Write a stream of so many entries, each in its own transaction, and return its key."""

    def written(entries: int, stream: UUID | None = None, **body: Any) -> UUID:
        stream = stream or uuid7()
        for number in range(entries):
            with acting(clerk):
                record(stream, "case.acted", {"number": number, **body})
        return stream

    return written


@pytest.fixture
def change() -> Change:
    """Run a statement behind the application's back, as the owner of the tables; return how many rows it touched."""

    def changed(statement: str, values: list[Any] | None = None) -> int:
        connection.close()
        with owner_connection() as owner:
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return owner.execute(statement, values).rowcount

    return changed


@pytest.fixture
def anchored() -> Callable[[], JournalAnchor]:
    """Anchor what is committed by now.

    Transactions are counted for all databases of a server: one that is open in another test's database holds the anchor
    back. So the anchor is made when nothing older is open; made before, there would be two, each of a part.
    """

    def made() -> JournalAnchor:
        with acting(JOURNAL):
            wanted = value("SELECT max(transaction)::text::bigint FROM journal_entry")
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with acting(JOURNAL):
                oldest = value(OLDEST_OPEN)
            if oldest > wanted and (new := anchor()):
                return new
            time.sleep(0.05)
        raise TimeoutError("a transaction in another database stayed open")

    return made


@pytest.fixture
def other_session() -> Iterator[psycopg.Connection[Any]]:
    """A second session of the application, with a transaction of its own."""
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user=settings["USER"]
    ) as session:
        yield session
