"""Records in columns as rows of COPY, written by the owner of the tables.

What PostgreSQL is sent next is made while it writes what it was sent before.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

import polars as pl
import psycopg

from nenso.registers.bulk.describing import FOLDED, KEY, LABEL, PLACE, READERS, TERMS, BulkDescriber, mapped, persons_of
from nenso.registers.bulk.vouching import JSON
from nenso.registers.copying import NULL, PARTY, RECORD, add_revisions, array_of, key_or_null, references_held
from nenso.registers.recording import Source
from nenso.runtime.acting import Actor
from nenso.runtime.ids import uuid7_text

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

ID: Final = "+id"
"""The column of records' keys."""


class _Rows(NamedTuple):
    """Rows of one table: its columns as COPY names them, and what stands in them."""

    table: str
    columns: str
    rows: pl.DataFrame
    parts: Sequence[pl.Expr | str]

    def lines(self) -> memoryview:
        """Return the rows as COPY reads them."""
        cells = [(pl.lit(one) if isinstance(one, str) else one).alias(str(at)) for at, one in enumerate(self.parts)]
        return _lines(self.rows.select(cells), "\t")


def copy_columns(
    connection: psycopg.Connection[Any],
    fresh: pl.DataFrame,
    describer: BulkDescriber,
    people: Mapping[str, UUID | None],
    source: Source,
    actor: Actor,
) -> "Hash":
    """Write new records, which have :data:`ID`, with their first revisions and parties.

    Return the digest of their keys and values, a line for each, as the journal keeps it.
    """
    if fresh.is_empty():
        return sha256()
    with (
        references_held(connection, source, [str(describer.agency.id)], fresh[PLACE].unique()),
        ThreadPoolExecutor(1, thread_name_prefix="lines") as ahead,
    ):
        tables = _tables(fresh, describer, people, source)
        waiting = [(one, ahead.submit(one.lines)) for one in tables]
        digest = ahead.submit(_digest, fresh)
        for (table, columns, *_), lines in waiting:
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(lines.result())
        add_revisions(connection, fresh[ID].to_list(), source, actor)
        return digest.result()


def _tables(
    fresh: pl.DataFrame,
    describer: BulkDescriber,
    people: Mapping[str, UUID | None],
    source: Source,
) -> Iterator[_Rows]:
    at, edition, case = source.at.isoformat(), str(source.edition.id), key_or_null(source.case_id)
    agency, register = describer.agency, describer.describer.declared.name
    record = (
        pl.col(ID), register, pl.col(KEY), edition, str(agency.id), pl.col(PLACE).fill_null(NULL), "", pl.col(LABEL),
        pl.col(FOLDED), pl.col(JSON), pl.col(TERMS), "1", case, at, at, at, array_of([agency.path]),
        persons_of(describer, fresh, people), pl.col(READERS),
    )  # fmt: skip
    yield _Rows("registers_record", RECORD, fresh, record)
    parties = pl.concat([_party(describer, name, fresh, people) for name in describer.parties] or [pl.DataFrame()])
    if not parties.is_empty():
        yield _Rows("registers_recordparty", PARTY, parties, [pl.col(name) for name in parties.columns])


def _party(describer: BulkDescriber, name: str, fresh: pl.DataFrame, people: Mapping[str, UUID | None]) -> pl.DataFrame:
    named = fresh.select(pl.col(ID), describer.party(name, fresh).alias("+number")).drop_nulls()
    known = {number: str(key) for number, key in people.items() if key is not None}
    key = mapped(pl.col("+number"), known, NULL) if known else pl.lit(NULL)
    return named.select(
        pl.col(ID), _keys(named.height).alias("+own"), pl.lit(name).alias("+name"), pl.lit("person").alias("+kind"),
        key.alias("+key"), pl.col("+number"),
    )  # fmt: skip


def _keys(count: int) -> pl.Expr:
    return pl.lit(pl.Series([uuid7_text() for _ in range(count)], dtype=pl.String))


def _digest(fresh: pl.DataFrame) -> "Hash":
    return sha256(_lines(fresh.select(ID, JSON), " ")[:-1])


def _lines(cells: pl.DataFrame, apart: str) -> memoryview:
    lines = io.BytesIO()
    cells.write_csv(lines, include_header=False, separator=apart, quote_style="never")
    return lines.getbuffer()
