"""Records as rows of COPY: written by the owner of the tables, many at a time (see :mod:`nenso.registers.loading`)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
from psycopg.errors import ForeignKeyViolation

from nenso.agencies.models import Agency
from nenso.registers.described import PartyFacts
from nenso.registers.recording import Source
from nenso.runtime.acting import Actor
from nenso.runtime.ids import uuid7_text
from nenso.territory.models import Place

RECORD: Final = (
    "id, register, key, edition_id, agency_id, place_id, number, label, folded, data, terms, revision, source_case,"
    " created_at, updated_at, valid_from, agency_paths, persons, readers"
)
PARTY: Final = "record_id, id, name, kind, party_id, identifier"
NULL: Final = "\\N"
"""Columns in the order in which they are copied, and what stands for nothing."""


class Copied:
    """A record until it is written; a :class:`~nenso.registers.described.Described`. ``text``: its values as JSON."""

    __slots__ = (
        "agency", "agency_id", "agency_paths", "created_at", "data", "folded", "id", "key", "label", "number",
        "parties", "persons", "place", "readers", "revision", "terms", "text", "updated_at",
    )  # fmt: skip

    def __init__(
        self, key: str, agency: Agency, created_at: datetime, text: str, *, revision: int = 1, number: str = ""
    ) -> None:
        self.id = key
        self.agency = agency
        self.agency_id = str(agency.id)
        self.agency_paths = [agency.path]
        self.created_at = self.updated_at = created_at
        self.number = number
        self.revision = revision
        self.text = text
        self.key = self.label = self.folded = self.terms = ""
        self.data: dict[str, Any] = {}
        self.place: Place | None = None
        self.persons: list[UUID] = []
        self.readers: list[str] = []
        self.parties: list[PartyFacts] = []


@contextmanager
def references_held(
    connection: psycopg.Connection[Any], source: Source, agencies: Iterable[str], places: Iterable[str | None]
) -> Iterator[None]:
    """Hold what the rows written in the block refer to, asked once for all of them and not once for each.

    The triggers of foreign keys rest meanwhile, where the owner may let them; whatever a batch refers to is found and
    held here as they would, places all at once, since a batch names thousands and hardly anybody writes them. The parts
    of records refer to records that the batch itself writes or has locked. Raises ``ForeignKeyViolation``.
    """
    may = connection.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')").fetchone()
    if may is None or not may[0]:
        yield
        return
    connection.execute("LOCK TABLE territory_place IN SHARE MODE")
    referred = (
        ("formulas_edition", {str(source.edition.id)}, "ORDER BY id FOR KEY SHARE"),
        ("agencies_agency", set(agencies), "ORDER BY id FOR KEY SHARE"),
        ("territory_place", {place for place in places if place is not None}, ""),
    )
    for table, keys, held in referred:
        found = connection.execute(
            f"SELECT id FROM {table} WHERE id = ANY(%s::uuid[]) {held}",  # noqa: S608 - constants
            [array_of(sorted(keys))],
        )
        if found.rowcount != len(keys):
            raise ForeignKeyViolation(table)
    connection.execute("SET LOCAL session_replication_role = replica")
    yield
    connection.execute("SET LOCAL session_replication_role = origin")


def copy_records(
    connection: psycopg.Connection[Any], records: Sequence[Copied], source: Source, actor: Actor, register: str
) -> None:
    """Write new records with their first revisions and parties."""
    if not records:
        return
    at, edition, case = source.at.isoformat(), str(source.edition.id), key_or_null(source.case_id)
    lines = [
        "\t".join(
            (
                one.id,
                register,
                escaped(one.key),
                edition,
                one.agency_id,
                NULL if one.place is None else str(one.place.id),
                escaped(one.number),
                escaped(one.label),
                escaped(one.folded),
                escaped(_text(one)),
                escaped(one.terms),
                str(one.revision),
                case,
                at,
                at,
                at,
                array_of(one.agency_paths),
                array_of(one.persons),
                array_of(one.readers),
            )
        )
        for one in records
    ]
    _copy(connection, "registers_record", RECORD, lines)
    _add_parts(connection, records, source, actor)


def update_records(
    connection: psycopg.Connection[Any], records: Sequence[Copied], source: Source, actor: Actor
) -> None:
    """Write what became of records that were there already, each with its next revision."""
    if not records:
        return
    keys = [one.id for one in records]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE registers_record SET edition_id = %s, place_id = %s, label = %s, folded = %s, data = %s::jsonb,"
            " terms = %s::tsvector, revision = %s, updated_at = %s, persons = %s::uuid[], readers = %s WHERE id = %s",
            [
                (
                    source.edition.id,
                    one.place.id if one.place is not None else None,
                    one.label,
                    one.folded,
                    _text(one),
                    one.terms,
                    one.revision,
                    source.at,
                    one.persons,
                    one.readers,
                    one.id,
                )
                for one in records
            ],
        )
    connection.execute(
        "UPDATE registers_recordrevision SET valid_until = %s WHERE record_id = ANY(%s) AND valid_until IS NULL",
        [source.at, keys],
    )
    connection.execute("DELETE FROM registers_recordparty WHERE record_id = ANY(%s)", [keys])
    _add_parts(connection, records, source, actor)


def add_revisions(connection: psycopg.Connection[Any], records: Sequence[str], source: Source, actor: Actor) -> None:
    """Keep what records hold now as their newest revision; ``records``: their keys."""
    connection.execute(
        "INSERT INTO registers_recordrevision"
        " (record_id, id, seq, edition_id, at, valid_from, account, person, kind, why, reason, case_id, data)"
        " SELECT id, uuidv7(), revision, edition_id, %s, %s, %s, %s, 'loaded', %s, '', %s, data"
        " FROM registers_record WHERE id = ANY(%s::uuid[])",
        [source.at, source.at, actor.account, actor.person, source.why, source.case_id, array_of(records)],
    )


def _add_parts(connection: psycopg.Connection[Any], records: Sequence[Copied], source: Source, actor: Actor) -> None:
    add_revisions(connection, [one.id for one in records], source, actor)
    parties = [
        f"{one.id}\t{uuid7_text()}\t{party.name}\t{party.kind}\t{key_or_null(party.party_id)}\t{escaped(party.identifier)}"
        for one in records
        for party in one.parties
    ]
    _copy(connection, "registers_recordparty", PARTY, parties)


def _copy(connection: psycopg.Connection[Any], table: str, columns: str, lines: Iterable[str]) -> None:
    text = "\n".join(lines)
    if text:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            copy.write(text + "\n")


def _text(record: Copied) -> str:
    """Return the values of a record as JSON, written once."""
    if not record.text:
        record.text = orjson.dumps(record.data).decode()
    return record.text


def escaped(text: str) -> str:
    """Return a text as COPY reads it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def array_of(values: Sequence[Any]) -> str:
    """Return values without commas and quotes as an array of PostgreSQL."""
    return "{" + ",".join([str(value) for value in values]) + "}"


def key_or_null(value: UUID | None) -> str:
    """Return a key as COPY reads it."""
    return NULL if value is None else str(value)
