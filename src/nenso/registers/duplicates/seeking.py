"""Looking for the duplicates of a register: its compared fields go out, a process compares, the pairs come in.

What leaves the database are the compared fields alone, by COPY into a folder that nobody else reads and that is gone
afterwards. What a person has decided stays: of two things nobody is asked again.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from psycopg import Connection, sql

from nenso.registers.declared import Declared
from nenso.registers.duplicates.compared import linkage_of, searched_for_duplicates, values_of
from nenso.registers.duplicates.errors import SearchFailed, SearchUnderWay
from nenso.registers.duplicates.matching import Matched, Task, Value
from nenso.registers.duplicates.tables import WAITING, DuplicateSearch
from nenso.registers.known import register_named, registers_in_force
from nenso.registers.merging import MERGERS
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.bulk import owner_connection
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7_text

SEEKER: Final = Actor(system="registers.duplicates", scope=("vn",))
LONGEST: Final = 2 * 3_600
"""Seconds after which a search is given up."""

_KEEP: Final = """
INSERT INTO registers_duplicatepair (id, register, first, second, agency_id, other_agency_id, probability, weight,
  levels, state, found_at, reason, agency_paths, persons, readers)
SELECT f.id, a.register, f.first, f.second, a.agency_id, b.agency_id, f.probability, f.weight, f.levels, 'open',
  %(now)s, '', ARRAY(SELECT DISTINCT unnest(a.agency_paths || b.agency_paths)), '{}',
  ARRAY(SELECT DISTINCT role || '@' || agency FROM unnest(%(roles)s::text[]) role,
    unnest(ARRAY[a.agency_id, b.agency_id]) agency)
FROM found f JOIN registers_record a ON a.id = f.first JOIN registers_record b ON b.id = f.second
WHERE a.ended_at IS NULL AND b.ended_at IS NULL
ON CONFLICT (first, second) DO UPDATE SET probability = excluded.probability, weight = excluded.weight,
  levels = excluded.levels, agency_id = excluded.agency_id, other_agency_id = excluded.other_agency_id,
  agency_paths = excluded.agency_paths, readers = excluded.readers
WHERE registers_duplicatepair.state = ANY (%(waiting)s)
"""
_FORGET: Final = """
DELETE FROM registers_duplicatepair p WHERE p.register = %(register)s AND p.state = ANY (%(waiting)s)
AND NOT EXISTS (SELECT FROM found f WHERE f.first = p.first AND f.second = p.second)
"""


def seek(register: str, *, threshold: float | None = None) -> DuplicateSearch:
    """Look for the duplicates of a register; return what came of it.

    ``threshold``: the probability from which a pair is kept, that of the declaration unless given. Pairs that wait and
    are not found again are forgotten. Not inside ``acting()``: it reads what is committed, as the owner of the tables.
    Raises :class:`NothingCompared`, :class:`SearchUnderWay`, :class:`SearchFailed` and ``RegisterUnknown``.
    """
    declared = register_named(register).declared
    linkage = linkage_of(declared)
    least = threshold if threshold is not None else linkage.threshold
    values, begun = values_of(declared, linkage), clock.now()
    with owner_connection() as connection:
        connection.autocommit = True
        with _alone(connection, register), _folder(register) as folder:
            table, out = folder / "records.csv", folder / "pairs.jsonl"
            _hand_out(connection, register, values, table)
            bounds = config().duplicates_memory, config().duplicates_threads
            task = Task(str(table), str(out), str(folder), values, least, *bounds)
            matched = _matched(task, declared)
            with connection.transaction():
                _keep(connection, register, values, out)
        found = DuplicateSearch(
            register=register,
            started_at=begun,
            ended_at=clock.now(),
            threshold=least,
            records=matched.records,
            compared=matched.compared,
            pairs=matched.pairs,
            model=matched.model,
        )
        with acting(SEEKER):
            found.save(force_insert=True)
    return found


def registers_with_duplicates() -> Iterator[Declared]:
    """Yield the registers in force that declare a search for duplicates."""
    return (known.declared for known in registers_in_force() if searched_for_duplicates(known.declared))


def changed_since(register: str) -> bool:
    """Return whether a register has changed since duplicates were last looked for in it."""
    with acting(SEEKER):
        last = DuplicateSearch.objects.filter(register=register).order_by("-id").first()
        return last is None or _changed(register, last.started_at)


def _changed(register: str, since: datetime) -> bool:
    return Record.objects.filter(register=register, updated_at__gte=since).exists()


@contextmanager
def _alone(connection: Connection[Any], register: str) -> Iterator[None]:
    """Hold the register against another search for as long as the block lasts."""
    key = f"registers.duplicates:{register}"
    row = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key]).fetchone()
    if row is None or not row[0]:
        raise SearchUnderWay(register=register)
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


@contextmanager
def _folder(register: str) -> Iterator[Path]:
    """Make a folder that only this user enters, and remove it with all in it; so is what a killed search left."""
    folder = config().home_path / "duplicates" / f"{config().database}.{register}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hand_out(connection: Connection[Any], register: str, values: tuple[Value, ...], table: Path) -> None:
    """Write key and compared values of each current record as CSV, streamed."""
    whole = sql.SQL("data ->> {name}")
    parts = sql.SQL("coalesce(data -> {name} ->> 'id', data ->> {name})")
    columns = [(parts if one.kind == "code" else whole).format(name=sql.Literal(one.name)) for one in values]
    query = sql.SQL(
        "COPY (SELECT id, {columns} FROM registers_record WHERE register = {register} AND ended_at IS NULL)"
        " TO STDOUT (FORMAT csv)"
    ).format(columns=sql.SQL(", ").join(columns), register=sql.Literal(register))
    with (
        os.fdopen(os.open(table, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        connection.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        for block in copy:
            file.write(block)


def _matched(task: Task, declared: Declared) -> Matched:
    """Let a process of its own compare; what it may have said of records is not passed on."""
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    environment |= {"HOME": task.folder, "TMPDIR": task.folder, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "nenso.registers.duplicates.matching"]
    try:
        done = subprocess.run(
            command, input=json.dumps(asdict(task)).encode(), capture_output=True, env=environment, timeout=LONGEST
        )
    except subprocess.TimeoutExpired as error:
        raise SearchFailed(register=declared.name, how="timeout") from error
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise SearchFailed(register=declared.name, how=last if last.isidentifier() else str(done.returncode))
    return Matched(**json.loads(done.stdout))


def _keep(connection: Connection[Any], register: str, values: tuple[Value, ...], out: Path) -> None:
    """Write the pairs that were found, and forget those that wait and were not found again."""
    connection.execute(
        "CREATE TEMP TABLE found (id uuid, first uuid, second uuid, probability float8, weight float8, levels jsonb)"
        " ON COMMIT DROP"
    )
    with connection.cursor() as cursor, cursor.copy("COPY found FROM STDIN") as copy, out.open() as pairs:
        for line in pairs:
            first, second, probability, weight, levels = json.loads(line)
            told = [
                {"field": one.name, "kind": one.kind, "level": level, "weight": bits}
                for one, (level, bits) in zip(values, levels, strict=True)
            ]
            copy.write_row((uuid7_text(), first, second, probability, weight, json.dumps(told)))
    given = {"now": clock.now(), "roles": sorted(MERGERS), "waiting": list(WAITING), "register": register}
    connection.execute(_KEEP, given)
    connection.execute(_FORGET, given)
