"""Reading the journal as the journal itself: whole, in order, a few rows in memory at a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb

from nenso.journal.models import JournalEntry
from nenso.runtime.acting import Actor, acting

JOURNAL = Actor(system="journal")
"""Who anchors and verifies: the only one that the policies let see every entry."""

_ROWS = 2000


def rows(query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield what ``query`` finds by a cursor in the database, inside ``acting(JOURNAL)``."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while found := cursor.fetchmany(_ROWS):
            yield from found


def value(query: str, values: Sequence[Any] = ()) -> Any:
    """Return the first column of the first row, or ``None``."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
    return row[0] if row else None


def told(
    connection: psycopg.Connection[Any], stream: UUID, kind: str, since: datetime, within: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return what entries of one kind in a stream tell since a moment, those that have all of ``within``, in order.

    ``connection``: the owner's, of which no policy hides anything.
    """
    found = connection.execute(
        "SELECT body FROM journal_entry WHERE stream = %s AND kind = %s AND at >= %s AND body @> %s ORDER BY seq",
        [stream, kind, since, Jsonb(within)],
    )
    return [row[0] for row in found]


def entries_of(stream: UUID) -> list[JournalEntry]:
    """Return the entries of one stream in order, for whoever administers the install."""
    with acting(JOURNAL):
        return list(JournalEntry.objects.filter(stream=stream).order_by("seq"))
