"""Records out of PostgreSQL as frames of polars, batch by batch, in constant memory."""

from collections.abc import Iterator, Mapping

import polars as pl
import psycopg

from nenso.registers.measuring.columns import Columns, literal, name_of

BATCH = 24_000_000
"""Bytes of text that are taken as one frame."""
CURRENT = "r.ended_at IS NULL AND r.archived_at IS NULL"
MEASURED = "s.revision = r.revision AND s.agency_id = r.agency_id"
OWN = ("id", "agency", "revision", "was_agency", "was_revision", "was_assessed", "was_failed")
_OWN_SQL = "r.id, r.agency_id, r.revision, s.agency_id, s.revision, s.assessed, s.failed"
_NUMBERS = dict.fromkeys(("revision", "was_revision", "was_assessed", "was_failed"), pl.Int64)


def frames(
    connection: psycopg.Connection[tuple[object, ...]], register: str, columns: Columns, where: str
) -> Iterator[pl.DataFrame]:
    """Yield the current records of ``register`` that ``where`` holds for, with what was measured of each before.

    The columns are :data:`OWN`, then those that were asked for, as text.
    """
    wanted = [path for path in columns.wanted if name_of(path) not in OWN]
    names = [*OWN, *(name_of(path) for path in wanted)]
    select = ", ".join([_OWN_SQL, *(columns.wanted[path] for path in wanted)])
    joins = " ".join(columns.joins)
    query = (
        f"COPY (SELECT {select} FROM registers_record r"  # noqa: S608 - our own columns and checked names
        f" LEFT JOIN registers_qualitystate s ON s.record_id = r.id AND s.word = 0 {joins}"
        f" WHERE r.register = {literal(register)} AND {CURRENT} AND ({where})) TO STDOUT (FORMAT csv)"
    )
    types = {name: _NUMBERS.get(name, pl.String) for name in names}
    parts: list[bytes | memoryview] = []
    size = 0
    with connection.cursor() as cursor, cursor.copy(query.encode()) as copy:
        for part in copy:
            parts.append(bytes(part))
            size += len(part)
            if size >= BATCH:
                yield _frame(parts, types)
                parts, size = [], 0
    if parts:
        yield _frame(parts, types)


def _frame(parts: list[bytes | memoryview], types: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.read_csv(b"".join(parts), has_header=False, new_columns=list(types), schema=dict(types))
