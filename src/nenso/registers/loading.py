"""Writing many records at once: every rule of the register holds, every record has its revision, parties and terms.

One batch is one transaction of the owner of the tables (COPY is refused under row-level security): who may load what is
for the caller to decide. A batch leaves one entry in the journal, in the stream of the load it belongs to. A row is
known again by its key, or, in a register without one, by its place in the load: loading the same twice changes nothing.
Loaded records get no number of a ``numbered`` register: old books bring theirs in their fields, and new numbers are
counted as procedures create records.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg import sql
from psycopg.errors import DeadlockDetected, UniqueViolation

from nenso.agencies.models import Agency
from nenso.journal.recording import append
from nenso.language.evaluation import evaluate
from nenso.language.field_problems import FieldProblem, field_problem
from nenso.language.lookups import Lookup
from nenso.language.proving import Prover
from nenso.registers.copying import Copied, copy_records, references_held, update_records
from nenso.registers.declared import Declared
from nenso.registers.describing import Describer
from nenso.registers.recording import Source
from nenso.registers.sight import MASK
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.runtime.bulk import owner_connection
from nenso.runtime.ids import uuid7_text
from nenso.runtime.statements import Ready
from nenso.territory.models import Place

Existing = Literal["update", "keep"]
AgencyOf = Callable[[Mapping[str, Any]], Agency]
ROWS_A_BATCH = 5_000
TRIES = 3


@dataclass
class Loaded:
    """What became of rows: how many were new, revised, as they were already, and which are wrong (index and why)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    wrong: list[tuple[int, tuple[FieldProblem, ...]]] = field(default_factory=list)

    def add(self, other: "Loaded") -> None:
        """Count what another batch came to."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.wrong += other.wrong

    def count(self, fresh: Sequence[Any], changed: Sequence[Any]) -> None:
        """Count records that are new, and those that are revised."""
        self.created += len(fresh)
        self.updated += len(changed)


Wrong = tuple[int, tuple[FieldProblem, ...]]
"""A row's index, and what is wrong with it."""

WHOLE: Final = "whole"
"""The way of a batch that one loader writes alone."""


class Parting(NamedTuple):
    """What a batch is made of: ``rows`` of the load from its place ``first`` on, and in which ``way`` it is parted."""

    first: int
    rows: int
    way: str = WHOLE


@dataclass
class RightRow:
    """A right row until it is written."""

    index: int
    key: str
    data: dict[str, Any]
    text: str
    agency: Agency


class Loader:
    """Loads rows into one register. ``load``: the key of the whole load, the stream of its entries in the journal.

    ``agency``: whose the records are, or a function of a row's values. ``existing``: what becomes of a current record
    with the same key: a revision with the row's values over what it holds, or nothing. ``part``: which part of batches
    it writes, where several loaders write them at the same time.
    """

    def __init__(
        self,
        actor: Actor,
        declared: Declared,
        agency: Agency | AgencyOf,
        source: Source,
        lookup: Lookup,
        *,
        load: UUID,
        existing: Existing = "update",
        part: int = 0,
    ) -> None:
        self.actor = actor
        self.declared = declared
        self.agency_of: AgencyOf = (lambda _: agency) if isinstance(agency, Agency) else agency
        self.agency = agency if isinstance(agency, Agency) else None
        self.source = source
        self.lookup = lookup
        self.load = load
        self.existing: Existing = existing
        self.part = part
        self._connection: psycopg.Connection[Any] | None = None
        self._prepared: set[str] = set()
        self._people: dict[str, UUID | None] = {}
        self._places: dict[str, Place | None] = {}
        self.masked = tuple(str(one.name) for one in declared.declaration.fields if one.sensitive)
        self.prover = Prover(declared.form, {"today": clock.today(), "now": clock.now()}, lookup)
        self.describer = Describer(declared, lookup, person_of=self._people.get, place_of=self._place)

    def beside(self, part: int) -> "Loader":
        """Return what writes another part of each batch at the same time, by a connection of its own."""
        agency = self.agency if self.agency is not None else self.agency_of
        return Loader(
            self.actor,
            self.declared,
            agency,
            self.source,
            self.lookup,
            load=self.load,
            existing=self.existing,
            part=part,
        )

    @property
    def begun(self) -> str:
        """When this load began, as the journal tells it: the same rows may be loaded anew, with other values."""
        return self.source.at.astimezone(UTC).isoformat()

    def check(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], str, tuple[FieldProblem, ...]]:
        """Return what a row would hold, the same as JSON, and everything that is wrong with it."""
        if masked := [name for name in self.masked if MASK in str(values.get(name, ""))]:
            return dict(values), "", tuple(field_problem(name, "field.masked") for name in masked)
        proved = self.prover.proved(values)
        if proved is not None:
            return *proved, ()
        evaluation = evaluate(self.declared.form, values, {}, self.lookup)
        return dict(evaluation.values), "", tuple(evaluation.problems)

    def write(self, rows: Sequence[Mapping[str, Any]], *, first: int = 0) -> Loaded:
        """Write one batch, all of its right rows or, on a failure, none; ``first``: the place of its first row.

        Inside ``acting()``, of which the entry in the journal tells who it is; the batch is a transaction of its own.
        """
        loaded, right = self.sort(self.rows(enumerate(rows, first)))
        parting = Parting(first, len(rows))
        return self.put(loaded, lambda connection, written: self.write_rows(connection, right, written, parting))

    def write_all(self, rows: Iterable[Mapping[str, Any]], *, first: int = 0) -> Iterator[Loaded]:
        """Write batch after batch, in order, inside ``acting()``; yield what became of each as soon as it is kept."""
        for batch in batches(rows, ROWS_A_BATCH):
            yield self.write(batch, first=first)
            first += len(batch)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Keep one connection for all batches of the block, instead of one for each."""
        with owner_connection() as self._connection:
            self._prepared.clear()
            try:
                yield
            finally:
                self._connection = None

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        if self._connection is None:
            with owner_connection() as connection:
                self._prepared.clear()
                yield connection
        else:
            with self._connection.transaction():
                yield self._connection

    def put(self, loaded: Loaded, write: Callable[[psycopg.Connection[Any], Loaded], None]) -> Loaded:
        """Let ``write`` write in one transaction, anew when another load took a key or waited for ours meanwhile."""
        for attempt in range(TRIES):
            try:
                written = replace(loaded, wrong=list(loaded.wrong))
                with self._transaction() as connection:
                    prepare(connection)
                    write(connection, written)
            except (UniqueViolation, DeadlockDetected):  # what another load wrote a moment ago is there now
                if attempt == TRIES - 1:
                    raise
                time.sleep(0.05 * (attempt + 1))
            else:
                return written
        return loaded

    def rows(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[RightRow | Wrong]:
        """Yield rows ready to be written, or what is wrong with them."""
        for index, values in rows:
            data, text, problems = self.check(values)
            if problems:
                yield index, problems
                continue
            agency = self.agency_of(data)
            yield RightRow(index, self.declared.key_of(data, agency=str(agency.id)), data, text, agency)

    def sort(self, rows: Iterable[RightRow | Wrong]) -> tuple[Loaded, list[RightRow]]:
        """Part right rows from wrong ones; of two with the same key in a batch the second is wrong, unless the same."""
        loaded, right = Loaded(), list[RightRow]()
        by_key: dict[str, RightRow] = {}
        for row in rows:
            if isinstance(row, tuple):
                loaded.wrong.append(row)
                continue
            before = by_key.get(row.key) if row.key else None
            if before is None:
                right.append(row)
                by_key[row.key] = row
            elif before.data == row.data:
                loaded.unchanged += 1
            else:
                path = ", ".join(self.declared.declaration.key)
                problem = field_problem(path, "record.twice", row=before.index + 1)
                loaded.wrong.append((row.index, (problem,)))
        return loaded, right

    def write_rows(
        self,
        connection: psycopg.Connection[Any],
        rows: list[RightRow],
        loaded: Loaded,
        parting: Parting,
        *,
        dry: bool = False,
    ) -> None:
        """Write rows inside the transaction of :meth:`put`; ``dry``: only count them."""
        ids = [self.id_of(row.index) for row in rows if not row.key]
        there = self.there(connection, sorted({row.key for row in rows if row.key}), ids)
        self.know_people(connection, rows)
        fresh, changed = self.parted(rows, there, loaded)
        if dry:
            loaded.count(fresh, changed)
            return
        self.copy(connection, fresh, changed, loaded)
        lines = "\n".join(f"{one.id} {one.text}" for one in (*fresh, *changed))
        self.say(connection, loaded, sha256(lines.encode()).hexdigest(), parting)

    def parted(
        self, rows: list[RightRow], there: Mapping[str, tuple[Any, ...]], loaded: Loaded
    ) -> tuple[list[Copied], list[Copied]]:
        """Return what is to be written anew, and what of the records that are there."""
        fresh: list[Copied] = []
        changed: list[Copied] = []
        for row in rows:
            held = there.get(row.key or str(self.id_of(row.index)))
            if held is None:
                fresh.append(self._new(row))
            elif self.existing == "keep" or not row.key:
                loaded.unchanged += 1
            else:
                self._revise(row, held, loaded, changed)
        return fresh, changed

    def copy(
        self, connection: psycopg.Connection[Any], fresh: list[Copied], changed: list[Copied], loaded: Loaded
    ) -> None:
        """Write what :meth:`parted` gave."""
        both = [*fresh, *changed]
        places = {str(one.place.id) for one in both if one.place is not None}
        with references_held(connection, self.source, {one.agency_id for one in both}, places):
            copy_records(connection, fresh, self.source, self.actor, self.declared.name)
            update_records(connection, changed, self.source, self.actor)
        loaded.count(fresh, changed)

    def id_of(self, index: int) -> UUID:
        """Return the key of a record of a register without keys: that of its place in the load."""
        digest = bytearray(sha256(f"{self.load}:{index}".encode()).digest()[:16])
        digest[:6] = self.load.bytes[:6]
        digest[6], digest[8] = digest[6] & 0x0F | 0x70, digest[8] & 0x3F | 0x80
        return UUID(bytes=bytes(digest))

    def _new(self, row: RightRow) -> Copied:
        key = uuid7_text() if row.key else str(self.id_of(row.index))
        found = Copied(key, row.agency, self.source.at, row.text)
        found.parties = self.describer.describe(found, row.data)
        return found

    def _revise(self, row: RightRow, held: tuple[Any, ...], loaded: Loaded, changed: list[Copied]) -> None:
        """Put the row's values over what a record holds; wrong where it is another agency's, or breaks a rule then."""
        key, _, data, revision, created_at, number, agency = held
        if {**data, **row.data} == data:
            loaded.unchanged += 1
            return
        path = ", ".join(self.declared.declaration.key)
        values, text, problems = self.check({**data, **row.data})
        if agency != row.agency.id:
            problems = (field_problem(path, "record.elsewhere"),)
        if problems:
            loaded.wrong.append((row.index, problems))
            return
        found = Copied(str(key), row.agency, created_at, text, revision=revision + 1, number=number)
        found.updated_at = self.source.at
        found.parties = self.describer.describe(found, values)
        changed.append(found)

    def there(
        self, connection: psycopg.Connection[Any], keys: list[str], ids: list[UUID]
    ) -> dict[str, tuple[Any, ...]]:
        """Return the current records with these keys, and those of these ids, locked until the batch is written."""
        columns = "id, key, data, revision, created_at, number, agency_id"
        found = connection.execute(
            f"SELECT {columns} FROM registers_record"  # noqa: S608 - constants of this module
            f" WHERE register = %s AND key = ANY({_LISTED}) AND key <> '' AND ended_at IS NULL ORDER BY id FOR UPDATE",
            [self.declared.name, _listed(keys)],
        ).fetchall()
        again = connection.execute(
            f"SELECT {columns} FROM registers_record WHERE id = ANY({_LISTED}::uuid[])",  # noqa: S608 - as above
            [_listed(map(str, ids))],
        ).fetchall()
        return {row[1]: row for row in found} | {str(row[0]): row for row in again}

    def know_people(
        self, connection: psycopg.Connection[Any], rows: list[RightRow], others: Iterable[str] = ()
    ) -> Mapping[str, UUID | None]:
        """Find the people whom ``rows`` and ``others`` name by their numbers; return them by number."""
        numbers = [str(one.name) for one in self.declared.declaration.fields if one.type == "person_id"]
        named = {str(row.data[name]) for row in rows for name in numbers if row.data.get(name)}
        self._people.clear()
        found = connection.execute(
            f"SELECT identifier, id FROM people_person WHERE identifier = ANY({_LISTED})",  # noqa: S608 - as above
            [_listed(sorted(named.union(others)))],
        )
        self._people.update({str(identifier): key for identifier, key in found})
        return self._people

    def _place(self, code: str) -> Place | None:
        if code not in self._places:
            found = self.lookup.place(code, clock.today()).place
            self._places[code] = found if isinstance(found, Place) else None
        return self._places[code]

    def say(self, connection: psycopg.Connection[Any], loaded: Loaded, content: str, parting: Parting) -> None:
        """Leave what became of the batch in the journal; ``content``: the digest of keys and values written.

        A part is told of even when nothing came of it: written again after those that follow, it could undo them.
        """
        if parting.way == WHOLE and not (loaded.created or loaded.updated or loaded.wrong):
            return
        body = {
            "register": self.declared.name,
            "why": self.source.why,
            "begun": self.begun,
            "part": self.part,
            **parting._asdict(),
            "created": loaded.created,
            "updated": loaded.updated,
            "unchanged": loaded.unchanged,
            "wrong": len(loaded.wrong),
            "content": content,
        }
        path = self.agency.path if self.agency is not None else None
        entry = append(self.load, "records.loaded", body, agency_path=path)
        if isinstance(entry, Ready) and entry.needs is not None and entry.needs.preparing not in self._prepared:
            connection.execute(entry.needs.preparing.encode())
            self._prepared.add(entry.needs.preparing)
        connection.execute(sql.Composed([entry]))


def load_records(
    actor: Actor,
    declared: Declared,
    rows: Iterable[Mapping[str, Any]],
    agency: Agency | AgencyOf,
    source: Source,
    lookup: Lookup,
    *,
    load: UUID,
    existing: Existing = "update",
) -> Loaded:
    """Write ``rows`` in batches of :data:`ROWS_A_BATCH`, each whole, inside ``acting()``; tell what became of all."""
    loader = Loader(actor, declared, agency, source, lookup, load=load, existing=existing)
    loaded = Loaded()
    for batch in loader.write_all(rows):
        loaded.add(batch)
    return loaded


_LISTED = "(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb)))"


def _listed(texts: Iterable[str]) -> str:
    """Return texts as one value, read as an array by ``_LISTED``: psycopg takes long over arrays of thousands."""
    return orjson.dumps(list(texts)).decode()


def prepare(connection: psycopg.Connection[Any]) -> None:
    """Set what only this transaction needs: what is not on disk after a power cut is loaded again."""
    connection.execute("SET LOCAL synchronous_commit = off; SET LOCAL gin_pending_list_limit = '32MB'")


def batches(rows: Iterable[Mapping[str, Any]], size: int) -> Iterator[list[Mapping[str, Any]]]:
    """Yield ``rows`` in lists of ``size``, in constant memory."""
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


__all__ = ["ROWS_A_BATCH", "WHOLE", "Existing", "Loaded", "Loader", "Parting", "batches", "load_records"]
