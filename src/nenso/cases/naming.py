"""What follows from a case's form: what it is called, and which others have a part in it (các bên)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nenso.cases.lookup import as_procedure
from nenso.cases.models import Party
from nenso.cases.names import identity
from nenso.cases.turn import Turn
from nenso.people.lookups import persons_with
from nenso.runtime.acting import acting
from nenso.runtime.text import fold

LONGEST = 400
PARTY_FACTS = ("name", "kind", "party_id", "identifier", "display", "facts")


def call(turn: Turn) -> None:
    """Set what the case is called, and what it is found by."""
    case, label = turn.case, turn.offered.procedure.label
    called = turn.reasoning().text(label) if label is not None else case.applicant_name
    turn.set(label=called[:LONGEST], folded=fold(f"{called} {case.applicant_name}")[:LONGEST])


def name_parties(turn: Turn) -> None:
    """Let the parties beside applicant and filer be those whom the form names by now.

    Who is no more named has no part in the case any more; what they did stays in its entries.
    """
    names = turn.offered.procedure.parties
    if not names:
        return
    had = [party for party in turn.loaded.parties if party.name in names]
    for party in declared_parties(turn):
        old = next((one for one in had if one.name == party.name), None)
        if old is None:
            turn.add(party)
            continue
        had.remove(old)
        _become(turn, old, party)
    for left in had:
        _become(turn, left, Party(name="", kind=left.kind))


def _become(turn: Turn, old: Party, party: Party) -> None:
    changed = False
    for name in PARTY_FACTS:
        changed = changed or getattr(old, name) != getattr(party, name)
        setattr(old, name, getattr(party, name))
    if changed and old not in turn.changed and old not in turn.new:
        turn.changed.append(old)


def declared_parties(turn: Turn) -> list[Party]:
    """Return the parties that the procedure names beside applicant and filer, as the case stands."""
    reasoning = turn.reasoning()
    found = [
        party
        for name, declared in turn.offered.procedure.parties.items()
        for party in parties_named(turn.case.id, str(name), reasoning.value(declared.who))
    ]
    known = {party.identifier: party.party_id for party in turn.loaded.parties if party.identifier and party.party_id}
    unknown = {party.identifier for party in found if party.party_id is None and party.identifier} - known.keys()
    if unknown:
        with acting(as_procedure(turn.actor, turn.offered.name)):
            known |= persons_with(unknown)
    for party in found:
        party.party_id = party.party_id or known.get(party.identifier)
    return found


def parties_named(case_id: UUID, name: str, value: Any) -> list[Party]:
    """Return the parties ``name`` of a case that an expression gave: records of whoever it is, or a number alone."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, list | tuple):
        return [party for item in value for party in parties_named(case_id, name, item)]
    facts = dict(value) if isinstance(value, Mapping) else {"identifier": str(value)}
    identifier = str(facts.get("identifier") or facts.get("tax_code") or "")
    kind = "agency" if "path" in facts else "enterprise" if "tax_code" in facts else "person"
    return [
        Party(
            case_id=case_id,
            name=name,
            kind=kind,
            party_id=identity(facts),
            identifier=identifier,
            display=str(facts.get("full_name") or facts.get("name") or identifier),
            facts={key: value for key, value in facts.items() if isinstance(value, str | int | float | bool)},
        )
    ]
