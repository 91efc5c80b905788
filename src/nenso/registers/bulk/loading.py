"""Loading rows in columns: those vouched for are described and copied as columns, every other as the loader does.

Promises, transactions and the journal are those of :mod:`nenso.registers.loading`, but a batch is written in two parts
at the same time, each whole or not at all, with an entry of its own (docs/decisions/048). A key is always in the same
part, and a part of one batch is written after the same part of the batch before: of two rows with one key the later is
written last, however far one part is ahead of the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from typing import Any, Final, NamedTuple
from uuid import UUID
from zlib import crc32

import polars as pl
import psycopg
from django.db import connections

from nenso.journal.reading import told
from nenso.language.kernel import KERNEL_REGISTERS
from nenso.registers.bulk.copying import ID, copy_columns
from nenso.registers.bulk.describing import FITS, KEY, BulkDescriber, describes
from nenso.registers.bulk.made import Made
from nenso.registers.bulk.vouching import AT, JSON, Vouched, Voucher
from nenso.registers.loading import Loaded, Loader, Parting, RightRow
from nenso.registers.lookup import RegisterLookup
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7_text

_PART: Final = "+part"
BY_KEY: Final = "crc32(key) & 1"
"""The way in which batches are parted, as the journal names it: what is parted otherwise must be named otherwise."""

SMALL: Final = 2_000
"""Rows of a whole table for which a second connection is not worth it."""


class _Part(NamedTuple):
    """What one connection writes of a batch: rows in columns, and rows that were looked at alone.

    ``keys``, ``ids``: by which records of before are known again; ``people``: the numbers of those whom rows name.
    """

    loader: Loader
    of: Vouched
    right: pl.DataFrame
    rows: list[RightRow]
    parting: Parting
    keys: list[str] = []
    ids: list[UUID] = []
    people: frozenset[str] = frozenset()


def _part(key: str, index: int) -> int:
    """Return which part a row belongs to, by its key or, without one, by its place in the load: :data:`BY_KEY`."""
    return (crc32(key.encode()) if key else index) & 1


def _asks_itself(loader: Loader) -> bool:
    """Return whether rows of a register may refer to records of the same register, which a batch before has written."""
    name = loader.declared.name
    asked = frozenset[str]().union(*(node.registers for node in loader.prover.form.nodes()))
    return not asked.isdisjoint({"", name, name.rpartition(".")[2]}.difference(KERNEL_REGISTERS))


class ColumnLoader:
    """Writes or checks batches through ``loader``, whose records are all of one agency.

    ``lookup``: that of the loader, with today's map known. ``reached``: by part, up to which place of the load it is
    known to be written already.
    """

    def __init__(self, loader: Loader, lookup: RegisterLookup, reached: Mapping[int, int] | None = None) -> None:
        self.loader = loader
        self.reached = reached or {}
        self.most_under_way = 1
        self._loaders = (loader, loader.beside(1))
        self._workers: list[ThreadPoolExecutor] = []
        self._latest: dict[int, Future[Loaded]] = {}
        self._voucher: Voucher | None = None
        self._describer: BulkDescriber | None = None
        if loader.agency is not None and loader.prover.plain:
            today = [code for code, found in lookup.places.items() if found.status == "current"]
            self._voucher = Voucher(loader.prover, today)
            if describes(loader.describer):
                self._describer = BulkDescriber(loader.describer, loader.agency, loader.actor)
                self.most_under_way = 1 if _asks_itself(loader) else 3

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Keep a connection and a thread for each part of all batches of the block; what is begun in it is ended."""
        with ExitStack() as left:
            for loader in self._loaders:
                left.enter_context(loader.connected())
                worker = left.enter_context(ThreadPoolExecutor(1, thread_name_prefix=f"part-{loader.part}"))
                left.callback(worker.submit, connections.close_all)
                self._workers.append(worker)
            yield

    def vouched(self, made: Made) -> Vouched:
        """Return a batch parted into rows that are certainly right, described where that can be, and others."""
        if self._voucher is None:
            return Vouched(made, pl.DataFrame({AT: []}), list(range(made.size)))
        vouched = self._voucher(made)
        if self._describer is None:
            return vouched
        right = self._describer(vouched.right)
        unfit = right.filter(~pl.col(FITS))[AT].to_list()
        return Vouched(made, right.filter(FITS).drop(FITS), sorted([*vouched.others, *unfit]))

    def write(self, vouched: Vouched, parting: Parting, *, dry: bool = False) -> Sequence[Future[Loaded]]:
        """Begin to write a batch as :meth:`Loader.write` does; inside ``acting()`` and :meth:`connected`.

        ``parting``: where the batch stands in the load, rows that could not be read among its rows.
        Return what becomes of each part, which is the same part whenever the batch is written again. No more than
        ``most_under_way`` may be begun and not ended: rows that look others up find what batches before have written.
        ``dry``: what that would come to by what is in the register now, with nothing written.
        """
        first = parting.first
        vouched = self._held(vouched)
        looked = list(self.loader.rows((first + at, vouched.made.row(at)) for at in vouched.others))
        keys = [row.key for row in looked if isinstance(row, RightRow) and row.key]
        right, alone = vouched.right, pl.lit(value=True)
        if self._describer is not None:
            alone = (pl.col(KEY).is_duplicated() | pl.col(KEY).is_in(keys)) & (pl.col(KEY) != "")
        looked += self._rows(vouched, right.filter(alone), first)
        loaded, rows = self.loader.sort(sorted(looked, key=lambda row: row[0] if isinstance(row, tuple) else row.index))
        right = right.filter(~alone)
        if first + parting.rows < SMALL:
            return [self._begun(self._ready(_Part(self.loader, vouched, right, rows, parting)), loaded, dry=dry)]
        parted = right.with_columns(self._part_of(right, first))
        begun: list[Future[Loaded]] = []
        for loader in self._loaders:
            mine = [row for row in rows if _part(row.key, row.index) == loader.part]
            right = parted.filter(pl.col(_PART) == loader.part).drop(_PART)
            part = _Part(loader, vouched, right, mine, parting._replace(way=BY_KEY))
            begun.append(self._begun(self._ready(part), Loaded() if begun else loaded, dry=dry))
        return begun

    def _ready(self, part: _Part) -> _Part:
        """Return a part with everything that can be known of it before those before it are written."""
        loader, _, right, rows, (first, *_), *_ = part
        if right.is_empty() or self._describer is None:
            return part
        right = right.with_columns(self._ids(right, first))
        keyless = [loader.id_of(row.index) for row in rows if not row.key]
        keys = sorted({row.key for row in rows if row.key} | set(right.filter(pl.col(KEY) != "")[KEY]))
        ids = [*keyless, *map(UUID, right.filter(pl.col(KEY) == "")[ID])]
        return part._replace(right=right, keys=keys, ids=ids, people=self._named(right))

    def _begun(self, part: _Part, loaded: Loaded, *, dry: bool) -> Future[Loaded]:
        """Let a part be written once the same part of the batch before is; where that failed, this fails too."""
        loader, before = part.loader, self._latest.get(part.loader.part)

        def written() -> Loaded:
            if before is not None:
                before.result()
            with acting(loader.actor):
                return loader.put(
                    loaded, lambda connection, so_far: self._write_once(connection, part, so_far, dry=dry)
                )

        latest = self._workers[loader.part].submit(copy_context().run, written)
        self._latest[loader.part] = latest
        return latest

    def _part_of(self, right: pl.DataFrame, first: int) -> pl.Series:
        described = self._describer is not None and not right.is_empty()
        given = right.select(AT, KEY).iter_rows() if described else ()
        return pl.Series(_PART, [_part(key, first + at) for at, key in given], dtype=pl.UInt8)

    def _held(self, vouched: Vouched) -> Vouched:
        return vouched if self._voucher is None else self._voucher.held(vouched)

    def _rows(self, vouched: Vouched, some: pl.DataFrame, first: int) -> list[RightRow]:
        """Return rows vouched for as the loader has them, which holds them to others with the same key."""
        agency = self.loader.agency
        if agency is None or some.is_empty():
            return []
        key_of, own, row = self.loader.declared.key_of, str(agency.id), vouched.made.row
        return [
            RightRow(first + at, key_of(values := row(at), agency=own), values, text, agency)
            for at, text in some.select(AT, JSON).iter_rows()
        ]

    def _write_once(self, connection: psycopg.Connection[Any], part: _Part, loaded: Loaded, *, dry: bool) -> None:
        """Write a part, or tell what it came to and what is wrong where the journal says that it is written."""
        said = None if dry else self._said(connection, part)
        reached = not dry and part.parting.first + part.parting.rows <= self.reached.get(part.loader.part, 0)
        self._write(connection, part, loaded, dry=dry or reached or said is not None)
        if said is not None:
            loaded.created, loaded.updated, loaded.unchanged = said
        elif reached:
            there = loaded.created + loaded.updated + loaded.unchanged
            loaded.created, loaded.updated, loaded.unchanged = 0, 0, there

    def _said(self, connection: psycopg.Connection[Any], part: _Part) -> tuple[int, int, int] | None:
        """Return what the journal says that this part came to, once nobody else is writing it; None when nothing."""
        load, number = part.loader.load, part.loader.part
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [str(load), number])
        batch = {"begun": part.loader.begun, "part": number, **part.parting._asdict()}
        for body in told(connection, load, "records.loaded", part.loader.source.at, batch):
            return body["created"], body["updated"], body["unchanged"]
        return None

    def _write(
        self,
        connection: psycopg.Connection[Any],
        part: _Part,
        loaded: Loaded,
        *,
        dry: bool,
    ) -> None:
        loader, vouched, right, rows, parting, keys, ids, named = part
        describer = self._describer
        if right.is_empty() or describer is None:
            loader.write_rows(connection, rows, loaded, parting, dry=dry)
            return
        there = loader.there(connection, keys, ids)
        if there:
            known = (pl.col(KEY).is_in(list(there)) & (pl.col(KEY) != "")) | pl.col(ID).is_in(list(there))
            rows = [*rows, *self._rows(vouched, right.filter(known), parting.first)]
            right = right.filter(~known)
        people = loader.know_people(connection, rows, named)
        fresh, changed = loader.parted(rows, there, loaded)
        loaded.created += right.height
        if dry:
            loaded.count(fresh, changed)
            return
        content = copy_columns(connection, right, describer, people, loader.source, loader.actor)
        loader.copy(connection, fresh, changed, loaded)
        lines = "".join(f"\n{one.id} {one.text}" for one in (*fresh, *changed))
        content.update((lines if right.height else lines[1:]).encode())
        loader.say(connection, loaded, content.hexdigest(), parting)

    def _ids(self, right: pl.DataFrame, first: int) -> pl.Series:
        """Return the keys of records to be: new ones, or, where a register has no keys, those of their places."""
        given = right.select(AT, KEY).iter_rows()
        ids = [uuid7_text() if key else str(self.loader.id_of(first + at)) for at, key in given]
        return pl.Series(ID, ids, dtype=pl.String)

    def _named(self, right: pl.DataFrame) -> frozenset[str]:
        describer = self._describer
        named = [] if describer is None else [right.select(describer.party(name, right)) for name in describer.parties]
        return frozenset(number for one in named for number in one.to_series().drop_nulls())


__all__ = ["ColumnLoader"]
