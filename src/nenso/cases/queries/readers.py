"""Who may read a case, worked out when it changes and stored beside it for the database's policies.

Applicant, filer and parties: a person by key, an enterprise by its representatives, an agency by its officers; an
agency that has or had a task by the roles that stand in the procedure's steps; where the procedure is confidential,
only by roles that had a task. A task that any agency may do is open to that role everywhere until one has done it.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from nenso.agencies.succeeding import in_stead_of
from nenso.cases.models import Case, Entry, Party, Task

ALWAYS_AT_AGENCY = ("cashier", "registrar")
OF_AN_AGENCY = ("clerk", "officer", "head", "leader", "registrar")
"""Who acts for an agency that has a part in a case itself."""

CONSULT = "consult"
"""The entry by which another agency is asked what it thinks: from then on its officers see the case."""

REPRESENTATIVE = "representative"
"""``representative@<enterprise>``: whoever may act for an enterprise today carries this token."""


def store_readers(
    case: Case, tasks: Iterable[Task], parties: Iterable[Party], roles: Iterable[str], opened: Iterable[str]
) -> None:
    """Set ``persons`` and ``readers`` of ``case`` (not saved here); ``agency_paths`` only ever grows.

    ``roles`` stand in the procedure's steps; ``opened`` are the tokens of its read rules.
    """
    tasks, named = list(tasks), [party for party in parties if party.name and party.party_id]
    case.persons = sorted({party.party_id for party in named if party.party_id and party.kind == "person"}, key=str)
    agencies = {str(task.agency_id) for task in tasks if task.agency_id} | {str(case.agency_id), str(case.receiving_id)}
    held = {f"{task.role}@{task.agency_id}" for task in tasks if task.role and task.agency_id}
    held |= {f"{task.role}@any" for task in tasks if task.role and not task.agency_id and not task.account}
    if not case.confidential:
        held |= {f"{role}@{agency}" for role in (*roles, *ALWAYS_AT_AGENCY) for agency in agencies}
    case.readers = sorted({*held, *(token for party in named for token in _of_party(party)), *opened})


def consulted(entries: Iterable[Entry]) -> set[UUID]:
    """Return the keys of the agencies that were asked about a case, or that go on for them; inside ``acting()``.

    The entry keeps whom it was that somebody asked: what is written is never changed.
    """
    return set(in_stead_of(UUID(entry.data["to"]) for entry in entries if entry.kind == CONSULT).values())


def consulted_tokens(entries: Iterable[Entry]) -> set[str]:
    """Return the reader tokens of the agencies that were asked about a case."""
    return {f"{role}@{agency}" for agency in consulted(entries) for role in OF_AN_AGENCY}


def _of_party(party: Party) -> Iterator[str]:
    if party.kind == "enterprise":
        yield f"{REPRESENTATIVE}@{party.party_id}"
    elif party.kind == "agency":
        yield from (f"{role}@{party.party_id}" for role in OF_AN_AGENCY)
