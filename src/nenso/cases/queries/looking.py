"""Looking at what is declared sensitive in a case: only by who works on it, for a stated purpose, and never unseen."""

from typing import Any
from uuid import UUID

from nenso.cases.engine.once import once
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.queries.overview import case_row, offered_by_row, sensitive_of
from nenso.cases.queries.sight import masked, sight_of
from nenso.journal.recording import record
from nenso.people.errors import LookupRefused
from nenso.runtime.acting import Actor
from nenso.runtime.text import normalise


def look(actor: Actor, wanted: str, *, purpose: str, key: str | None = None) -> dict[str, Any]:
    """Return the form whole and the ``paths`` of its sensitive answers; journalled, for the people concerned to read.

    The same ``key`` again is the same look. Raises ``CaseUnknown``, ``LookupRefused`` without
    a purpose.
    """
    row = case_row(actor, wanted)
    offered = offered_by_row(row)
    if not sight_of(actor, row, offered).works:
        raise CaseUnknown
    if not purpose.strip():
        raise LookupRefused
    _, paths = masked(row["form"], sensitive_of(row))
    body = {"fields": paths, "purpose": normalise(purpose)}
    with once(actor, UUID(row["id"]), body | {"use": "look"}, key, lock=False) as work:
        if not work.again:
            case = work.loaded.case
            record(case.id, "case.looked_at", body, agency_path=case.agency.path, persons=case.persons)
    return {"form": row["form"], "paths": paths}
