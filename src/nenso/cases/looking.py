"""Looking at what is declared sensitive in a case: only by who works on it, for a stated purpose, and never unseen."""

from typing import Any
from uuid import UUID

from nenso.cases.errors import CaseUnknown
from nenso.cases.overview import case_row, offered_by_row, sensitive_of
from nenso.cases.sight import masked, sight_of
from nenso.journal.recording import record
from nenso.people.errors import LookupRefused
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise


def look(actor: Actor, wanted: str, *, purpose: str) -> dict[str, Any]:
    """Return the form whole and the ``paths`` of its sensitive answers; journalled, for the people concerned to read.

    Raises :class:`~nenso.cases.errors.CaseUnknown`, ``LookupRefused`` without a purpose.
    """
    row = case_row(actor, wanted)
    offered = offered_by_row(row)
    if not sight_of(actor, row, offered).works:
        raise CaseUnknown
    if not purpose.strip():
        raise LookupRefused
    _, paths = masked(row["form"], sensitive_of(row))
    with acting(actor):
        record(
            UUID(row["id"]),
            "case.looked_at",
            {"fields": paths, "purpose": normalise(purpose)},
            agency_path=row["agency"]["path"],
            persons=[UUID(person) for person in row["persons"]],
        )
    return {"form": row["form"], "paths": paths}
