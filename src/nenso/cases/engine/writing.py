"""Everything a turn changed, as the statements that write it: the case, its parts, its journal, in one round trip."""

from collections.abc import Mapping

from psycopg import sql

from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.waking import wake
from nenso.cases.intake.naming import PARTY_FACTS
from nenso.cases.models import Locked
from nenso.cases.queries.readers import consulted_tokens, store_readers
from nenso.cases.queries.reading import rule_tokens
from nenso.journal.recording import append
from nenso.runtime.acting import current_actor
from nenso.runtime.statements import insert, update

TASK_CHANGES = ("closed_at", "action", "account", "agency")


Blanks = Mapping[str, sql.Composable]
"""What in the journal's entries only the database can fill in (:func:`nenso.journal.recording.append`)."""


def write(
    turn: Turn, *, new: bool = False, blanks: Blanks | None = None, keep_version: bool = False
) -> list[sql.Composable]:
    """Return the statements of a turn, each row after what it refers to; the journal last.

    ``new``: a new case. ``keep_version``: nothing changed that somebody else's act could conflict with.
    """
    case = turn.case
    wake(turn, new=new)
    opened = rule_tokens(turn) | consulted_tokens(turn.loaded.entries)
    store_readers(case, turn.loaded.tasks, turn.loaded.parties, turn.offered.roles, opened)
    if not keep_version:
        turn.set(version=case.version + 1)
    turn.touched |= {"persons", "readers"}
    rows = sorted(turn.new, key=lambda row: type(row).__name__)
    locks = [row for row in rows if isinstance(row, Locked)]
    first = insert([case]) if new else [update(case, sorted(turn.touched))]
    return [
        *first,
        *(update(task, TASK_CHANGES) for task in turn.closed),
        *(update(party, PARTY_FACTS) for party in turn.changed),
        *insert([row for row in rows if not isinstance(row, Locked)]),
        *_lock(turn, locks),
        *turn.beside,
        *(_journal(turn, kind, body, blanks) for kind, body in turn.said),
    ]


def _lock(turn: Turn, locks: list[Locked]) -> list[sql.Composable]:
    """Return the statements that lock the case: the procedure's, nobody who works on it may; then who acts goes on."""
    if not locks:
        return []
    procedure = as_procedure(turn.actor, turn.offered.name)
    return [sql.SQL(procedure.set_local), *insert(locks), sql.SQL(current_actor().set_local)]


def _journal(turn: Turn, kind: str, body: dict[str, object], blanks: Blanks | None) -> sql.Composable:
    path, persons = turn.case.agency.path, turn.case.persons
    return append(turn.case.id, kind, body, agency_path=path, persons=persons, at=turn.at, blanks=blanks)
