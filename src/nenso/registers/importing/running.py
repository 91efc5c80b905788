"""Running an import: checked without writing, or written; a batch at a time, from where it stopped, nothing twice.

A batch is written by the loader in transactions of its own while the next is made ready; once it is written, how far
the import has come is kept. Whatever stops it in between, a part of a batch that is in the journal is not written
again. Two that run the same import meet at the place that is kept: one goes on, the other ends.
"""

import logging
import traceback
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, connections
from psycopg import sql

from nenso.journal.recording import record as journal
from nenso.language.field_problems import FieldProblem
from nenso.registers.importing.beginning import USE, import_of, refuse_others
from nenso.registers.importing.columns import knows
from nenso.registers.importing.errors import ImportBroken, ImportGivenUp, ImportUnderWay
from nenso.registers.importing.places import PlaceNames
from nenso.registers.importing.resuming import Before, written_before
from nenso.registers.importing.sources import unpacked
from nenso.registers.importing.tables import Import, ImportRow
from nenso.registers.known import Known, of_edition
from nenso.registers.loading import ROWS_A_BATCH, Existing, Loaded, Loader, Parting
from nenso.registers.lookup import RegisterLookup
from nenso.registers.recording import Source
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem
from nenso.runtime.tables.opening import open_table
from nenso.runtime.tables.rows import Row, Table

if TYPE_CHECKING:
    from nenso.registers.bulk.loading import ColumnLoader
    from nenso.registers.bulk.vouching import Vouched

IMPORTS: Final = Actor(system=USE, scope=("vn",), readers=frozenset())
"""Who keeps how far imports have come."""

Step = Callable[[Import], None]
Parts = Sequence[Future[Loaded]]
IMPORTED: Final = "import"
"""How what wrote a record is named when it was a table, before the file's name."""

COUNTED: Final = ("created", "updated", "unchanged")
"""What an import counts of records; of a check, what writing would come to: forgotten when it is not finished."""

_SOON: Final = sql.SQL("SET LOCAL synchronous_commit = off")
"""How places are kept: not waiting for the disk, which has what was written first first."""

_UNDER_WAY: Final = (Import.State.CHECKING, Import.State.RUNNING)
_ROWS_AT_FIRST: Final = 2_000
"""Rows of the first batch, of which something is written and told sooner."""

_MOST_KEPT_WARNINGS: Final = 200
_PASSING: Final = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """Rows that are dealt with together, those that could not be read last.

    ``first``: the place of the first in the import; ``last``: the number of the last row; ``vouched``: the values of
    those that could be read; ``warnings``: what was done so far.
    """

    rows: list[Row]
    first: int
    last: int
    vouched: "Vouched"
    warnings: list[dict[str, Any]]


def start(actor: Actor, key: UUID, *, dry: bool) -> Import:
    """Let an import be checked (``dry``) or written from its beginning; whoever calls hands over the job or runs it.

    Raises :class:`ImportUnknown`, :class:`ImportNotAllowed` and :class:`ImportUnderWay`.
    """
    with acting(actor.by_way_of(USE)):
        taken = import_of(key, lock=True)
        refuse_others(actor, taken.agency)
        if taken.state not in {Import.State.MAPPING, Import.State.CHECKED, Import.State.FAILED}:
            raise ImportUnderWay
        ImportRow.objects.filter(of=taken, state=ImportRow.State.OPEN).delete()
        taken.state = Import.State.CHECKING if dry else Import.State.RUNNING
        taken.started_at, taken.ended_at, taken.failure = clock.now(), None, None
        taken.at_row = taken.place = taken.created = taken.updated = taken.unchanged = taken.wrong = 0
        taken.save()
        journal(
            key,
            "import.checking" if dry else "import.started",
            {"mapping": taken.mapping},
            agency_path=taken.agency.path,
        )
    return taken


def cancel(actor: Actor, key: UUID) -> Import:
    """Stop an import; what is written stays written. Raises :class:`ImportUnknown`, :class:`ImportNotAllowed`."""
    with acting(actor.by_way_of(USE)):
        taken = import_of(key, lock=True)
        refuse_others(actor, taken.agency)
        if taken.state in {Import.State.DONE, Import.State.CANCELLED}:
            raise ImportUnderWay
        if taken.state in {Import.State.CHECKING, Import.State.CHECKED}:
            taken.created = taken.updated = taken.unchanged = 0
        taken.state, taken.ended_at = Import.State.CANCELLED, clock.now()
        taken.save(update_fields=["state", "ended_at", *COUNTED])
        journal(key, "import.cancelled", _came_to(taken), agency_path=taken.agency.path)
    return taken


def run(key: UUID, *, path: Path | None = None, step: Step = lambda _: None) -> Import:
    """Go on with an import that was started, to its end; ``path``: its file, when the store does not hold it.

    ``step`` is told after each batch. What is wrong with the file ends it as failed, with the reason; so does whatever
    else goes wrong, but for a database that is away, which is raised: the job goes on when it is back. An import that
    comes back as still under way is gone on with by another run.
    """
    with acting(IMPORTS):
        taken = import_of(key)
    if taken.state not in _UNDER_WAY:
        return taken
    try:
        with nullcontext(path) if path else unpacked(taken.sha256, taken.filename) as file:
            _run(taken, file, step)
    except Problem as problem:
        return _ended(taken, Import.State.FAILED, problem)
    except _PASSING:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody waits for an import that never goes on
        # The log says where it came from, not what the error says: that may quote a cell.
        kind, where = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
        log.error("import failed", extra={"import": str(key), "row": taken.at_row, "kind": kind, "where": where})  # noqa: TRY400 - as said
        return _ended(taken, Import.State.FAILED, ImportBroken(row=taken.at_row, kind=kind))
    return taken


def give_up(keys: Iterable[UUID]) -> None:
    """End those of the imports that are still under way as failed: nothing goes on with them; they can be run again."""
    with acting(IMPORTS):
        left = list(Import.objects.filter(pk__in=list(keys), state__in=_UNDER_WAY).select_related("agency", "edition"))
    for taken in left:
        _ended(taken, Import.State.FAILED, ImportGivenUp(row=taken.at_row))


def _run(taken: Import, file: Path, step: Step) -> None:
    from nenso.registers.bulk.loading import ColumnLoader

    dry = taken.state == Import.State.CHECKING
    known = of_edition(taken.edition, taken.register)
    table = open_table(file, knows(known.declared.declaration), name=taken.filename)
    lookup = lookup_of(taken)
    alone = loader_of(taken, known, lookup)
    before = Before() if dry else written_before(taken, alone)
    loader = ColumnLoader(alone, lookup, before.reached)
    batches = _batches(table, known, taken, loader, frozenset(lookup.places), before)
    with loader.connected():
        for batch, parts in _begun(loader, batches, dry=dry):
            if not _kept(taken, batch, before.settled(_came_of(batch, [part.result() for part in parts]))):
                break
            step(taken)
        else:
            _ended(taken, Import.State.CHECKED if dry else Import.State.DONE)


def _begun(loader: "ColumnLoader", batches: Iterator[Batch], *, dry: bool) -> Iterator[tuple[Batch, Parts]]:
    """Yield batches in order, each begun to be written; those after it are read and begun while one is waited for."""
    under_way: deque[tuple[Batch, Parts]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="import") as ahead:
        try:
            waiting = ahead.submit(next, batches, None)
            while (batch := waiting.result()) is not None:
                waiting = ahead.submit(next, batches, None)
                with acting(loader.loader.actor):
                    under_way.append(
                        (batch, loader.write(batch.vouched, Parting(batch.first, len(batch.rows)), dry=dry))
                    )
                if len(under_way) == loader.most_under_way:
                    yield under_way.popleft()
            yield from under_way
        finally:
            ahead.submit(connections.close_all)


def lookup_of(taken: Import) -> RegisterLookup:
    """Return what the expressions of the register may look up, with today's map known already."""
    lookup = RegisterLookup(taken.register.partition(".")[0], taken.agency.path)
    with acting(IMPORTS):
        lookup.know_places()
    return lookup


def loader_of(taken: Import, known: Known, lookup: RegisterLookup) -> Loader:
    """Return what writes the rows of an import, in the name of who began it."""
    actor = Actor(account=taken.account, person=taken.person, name=taken.by_name, system=USE, scope=("vn",))
    source = Source(taken.edition, f"{IMPORTED}: {taken.filename}"[:200], taken.started_at or taken.created_at)
    existing: Existing = "keep" if taken.existing == "keep" else "update"
    return Loader(actor, known.declared, taken.agency, source, lookup, load=taken.load, existing=existing)


def _batches(
    table: Table, known: Known, taken: Import, loader: "ColumnLoader", codes: Container[str], before: Before
) -> Iterator[Batch]:
    """Yield the rows that are left, in batches; runs ahead in a thread while the batch before is written."""
    from nenso.registers.importing.rows import RowMaker

    maker = RowMaker(known.declared.declaration, table.columns, taken.mapping, PlaceNames(codes))
    left, first = iter(table.rows(after=taken.at_row)), taken.place
    while rows := list(islice(left, before.rows(first, 2 * ROWS_A_BATCH if first else _ROWS_AT_FIRST))):
        good = [row for row in rows if row.broken is None]
        vouched = loader.vouched(maker(good))
        warned = [one.as_json() for one in (*table.warnings, *maker.warnings())][:_MOST_KEPT_WARNINGS]
        yield Batch([*good, *(row for row in rows if row.broken is not None)], first, rows[-1].number, vouched, warned)
        first += len(rows)


def _came_of(batch: Batch, parts: Sequence[Loaded]) -> Loaded:
    """Return what became of a batch, its wrong rows by where they stand in it."""
    loaded = Loaded()
    for one in parts:
        loaded.add(one)
    loaded.wrong = [(index - batch.first, problems) for index, problems in loaded.wrong]
    loaded.wrong += [
        (at, (FieldProblem("", "row.broken", *row.broken),)) for at, row in enumerate(batch.rows) if row.broken
    ]
    return loaded


def _kept(taken: Import, batch: Batch, loaded: Loaded) -> bool:
    """Keep how far the import has come, and its wrong rows; False when another has gone on with it, or stopped it."""
    before, after = taken.at_row, batch.last
    now = {
        "at_row": after,
        "place": batch.first + len(batch.rows),
        "created": taken.created + loaded.created,
        "updated": taken.updated + loaded.updated,
        "unchanged": taken.unchanged + loaded.unchanged,
        "wrong": taken.wrong + len(loaded.wrong),
        "warnings": batch.warnings,
    }
    aside = partial(_aside, taken, batch)
    with acting(IMPORTS, _SOON):
        if not Import.objects.filter(pk=taken.pk, state=taken.state, at_row=before).update(**now):
            return False
        ImportRow.objects.bulk_create(
            [aside(at, [one.as_json() for one in problems]) for at, problems in loaded.wrong],
            ignore_conflicts=True,
            batch_size=1_000,
        )
    for name, value in now.items():
        setattr(taken, name, value)
    return True


def _aside(taken: Import, batch: Batch, at: int, problems: list[dict[str, Any]]) -> ImportRow:
    row = batch.rows[at]
    values = batch.vouched.made.row(at) if row.broken is None else {}
    cells = {
        column: cell if isinstance(cell, str | int | float | bool | list | dict) else str(cell)
        for column, cell in zip(taken.columns, row.cells, strict=False)
        if cell not in ("", None)
    }
    return ImportRow(of=taken, row=row.number, place=batch.first + at, cells=cells, values=values, problems=problems)


def _ended(taken: Import, state: Import.State, problem: Problem | None = None) -> Import:
    counted = {} if state == Import.State.CHECKED or taken.state == Import.State.RUNNING else dict.fromkeys(COUNTED, 0)
    failure = None if problem is None else {"code": problem.code, "vi": problem.text("vi"), "en": problem.text("en")}
    with acting(IMPORTS):
        done = Import.objects.filter(pk=taken.pk, state=taken.state).update(
            state=state, failure=failure, ended_at=clock.now(), rows=taken.place, **counted
        )
        if done:
            kind = {Import.State.DONE: "import.done", Import.State.CHECKED: "import.checked"}.get(
                state, "import.failed"
            )
            journal(taken.id, kind, _came_to(taken) | {"failure": failure}, agency_path=taken.agency.path)
    taken.state, taken.failure, taken.rows = state, failure, taken.place
    return taken


def _came_to(taken: Import) -> dict[str, Any]:
    return {name: getattr(taken, name) for name in ("place", "created", "updated", "unchanged", "wrong")}
