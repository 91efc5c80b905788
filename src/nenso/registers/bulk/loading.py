"""Loading rows in columns: those vouched for are described and copied as columns, every other as the loader does.

Promises, transactions and the journal are those of :mod:`nenso.registers.loading`, but a large batch is written in two
parts at the same time: its first half by one connection, the rest by another, each half whole or not at all, with an
entry of its own. Rows with the same key are held to each other before, so that no key is in both.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, Final, NamedTuple

import polars as pl
import psycopg
from django.db import connections

from nenso.registers.bulk.copying import ID, copy_columns
from nenso.registers.bulk.describing import FITS, KEY, BulkDescriber, describes
from nenso.registers.bulk.made import Made
from nenso.registers.bulk.vouching import AT, JSON, Vouched, Voucher
from nenso.registers.loading import Loaded, Loader, RightRow
from nenso.registers.lookup import RegisterLookup
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7_text

SMALL: Final = 1_000
"""Rows of half a batch for which a second connection is not worth it."""


class _Part(NamedTuple):
    """What one connection writes of a batch: rows in columns, and rows that were looked at alone."""

    loader: Loader
    of: Vouched
    right: pl.DataFrame
    rows: list[RightRow]
    first: int


class ColumnLoader:
    """Writes or checks batches through ``loader``, whose records are all of one agency.

    ``lookup``: that of the loader, with today's map known.
    """

    def __init__(self, loader: Loader, lookup: RegisterLookup) -> None:
        self.loader = loader
        self._second = loader.beside(1)
        self._beside: ThreadPoolExecutor | None = None
        self._voucher: Voucher | None = None
        self._describer: BulkDescriber | None = None
        if loader.agency is not None and loader.prover.plain:
            today = [code for code, found in lookup.places.items() if found.status == "current"]
            self._voucher = Voucher(loader.prover, today)
            if describes(loader.describer):
                self._describer = BulkDescriber(loader.describer, loader.agency, loader.actor)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Keep the connections of the block for all of its batches."""
        with (
            self.loader.connected(),
            self._second.connected(),
            ThreadPoolExecutor(1, thread_name_prefix="beside") as self._beside,
        ):
            try:
                yield
            finally:
                self._beside.submit(connections.close_all)

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

    def write(self, vouched: Vouched, *, first: int, dry: bool = False) -> list[Loaded]:
        """Write a batch as :meth:`Loader.write` does; inside ``acting()`` and :meth:`connected`.

        Return what became of each part, which is the same part whenever the batch is written again.
        ``dry``: return what that would come to by what is in the register now, and write nothing.
        """
        vouched = self._held(vouched)
        looked = list(self.loader.rows((first + at, vouched.made.row(at)) for at in vouched.others))
        keys = [row.key for row in looked if isinstance(row, RightRow) and row.key]
        right, alone = vouched.right, pl.lit(value=True)
        if self._describer is not None:
            alone = (pl.col(KEY).is_duplicated() | pl.col(KEY).is_in(keys)) & (pl.col(KEY) != "")
        looked += self._rows(vouched, right.filter(alone), first)
        loaded, rows = self.loader.sort(sorted(looked, key=lambda row: row[0] if isinstance(row, tuple) else row.index))
        right = right.filter(~alone)
        beside, half = self._beside, vouched.made.size // 2

        def put(loader: Loader, right: pl.DataFrame, rows: list[RightRow], loaded: Loaded) -> Loaded:
            part = _Part(loader, vouched, right, rows, first)
            return loader.put(loaded, lambda connection, written: self._write(connection, part, written, dry=dry))

        def put_beside(right: pl.DataFrame, rows: list[RightRow]) -> Loaded:
            with acting(self._second.actor):
                return put(self._second, right, rows, Loaded())

        if beside is None or half < SMALL:
            return [put(self.loader, right, rows, loaded)]
        later = [row for row in rows if row.index >= first + half]
        waiting = beside.submit(copy_context().run, put_beside, right.filter(pl.col(AT) >= half), later)
        sooner = [row for row in rows if row.index < first + half]
        return [put(self.loader, right.filter(pl.col(AT) < half), sooner, loaded), waiting.result()]

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

    def _write(
        self,
        connection: psycopg.Connection[Any],
        part: _Part,
        loaded: Loaded,
        *,
        dry: bool,
    ) -> None:
        loader, vouched, right, rows, first = part
        describer = self._describer
        if right.is_empty() or describer is None:
            loader.write_rows(connection, rows, loaded, first, dry=dry)
            return
        right = right.with_columns(self._ids(right, first))
        keyless = [loader.id_of(row.index) for row in rows if not row.key]
        keys = sorted({row.key for row in rows if row.key} | set(right.filter(pl.col(KEY) != "")[KEY]))
        there = loader.there(connection, keys, [*keyless, *right.filter(pl.col(KEY) == "")[ID]])
        if there:
            known = (pl.col(KEY).is_in(list(there)) & (pl.col(KEY) != "")) | pl.col(ID).is_in(list(there))
            rows = [*rows, *self._rows(vouched, right.filter(known), first)]
            right = right.filter(~known)
        people = loader.know_people(connection, rows, self._named(right))
        fresh, changed = loader.parted(rows, there, loaded)
        loaded.created += right.height
        if dry:
            loaded.count(fresh, changed)
            return
        content = copy_columns(connection, right, describer, people, loader.source, loader.actor)
        loader.copy(connection, fresh, changed, loaded)
        lines = "".join(f"\n{one.id} {one.text}" for one in (*fresh, *changed))
        content.update((lines if right.height else lines[1:]).encode())
        loader.say(connection, loaded, content.hexdigest(), first)

    def _ids(self, right: pl.DataFrame, first: int) -> pl.Series:
        """Return the keys of records to be: new ones, or, where a register has no keys, those of their places."""
        given = right.select(AT, KEY).iter_rows()
        ids = [uuid7_text() if key else str(self.loader.id_of(first + at)) for at, key in given]
        return pl.Series(ID, ids, dtype=pl.String)

    def _named(self, right: pl.DataFrame) -> set[str]:
        describer = self._describer
        named = [] if describer is None else [right.select(describer.party(name, right)) for name in describer.parties]
        return {number for one in named for number in one.to_series().drop_nulls()}


__all__ = ["ColumnLoader"]
