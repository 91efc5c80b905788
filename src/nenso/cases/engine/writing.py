"""Everything a turn changed, as the statements that write it: the case, its parts, its journal, in one round trip."""

from collections.abc import Mapping

from psycopg import sql

from nenso.cases.engine.rights import by_engine
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.waking import wake
from nenso.cases.intake.naming import PARTY_FACTS
from nenso.cases.models import Locked, Seal
from nenso.cases.queries.readers import consulted_tokens, store_readers
from nenso.cases.queries.reading import rule_tokens
from nenso.journal.recording import append
from nenso.runtime.statements import insert, update

LAST = (Locked, Seal)
"""Rows after which the database takes or shows no more: written when all others are."""
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
    rows = sorted(turn.new, key=lambda row: (isinstance(row, LAST), type(row).__name__))
    first = insert([case]) if new else [update(case, sorted(turn.touched))]
    return [
        *by_engine(
            *first,
            *(update(task, TASK_CHANGES) for task in turn.closed),
            *(update(party, PARTY_FACTS) for party in turn.changed),
            *insert(rows),
        ),
        *turn.beside,
        *(_journal(turn, kind, body, blanks) for kind, body in turn.said),
    ]


def _journal(turn: Turn, kind: str, body: dict[str, object], blanks: Blanks | None) -> sql.Composable:
    path, persons = turn.case.agency.path, turn.case.persons
    return append(turn.case.id, kind, body, agency_path=path, persons=persons, at=turn.at, blanks=blanks)
