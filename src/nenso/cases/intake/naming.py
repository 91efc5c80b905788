"""What follows from a case's form: what it is called, and which others have a part in it (các bên)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.names import identity
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.turn import Turn
from nenso.cases.models import Party
from nenso.language.declarations.registers import Register
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
    register = _register_of(turn)
    names = {*turn.offered.procedure.parties, *(register.parties if register is not None else ())}
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
    found += _of_record(turn, reasoning)
    known = {party.identifier: party.party_id for party in turn.loaded.parties if party.identifier and party.party_id}
    unknown = {party.identifier for party in found if party.party_id is None and party.identifier} - known.keys()
    if unknown:
        with acting(as_procedure(turn.actor, turn.offered.name)):
            known |= persons_with(unknown)
    for party in found:
        party.party_id = party.party_id or known.get(party.identifier)
    return found


def _register_of(turn: Turn) -> Register | None:
    about = turn.offered.procedure.about
    found = turn.offered.register(str(about.of)) if about is not None and about.of is not None else None
    return found[1] if found is not None else None


def _of_record(turn: Turn, reasoning: Reasoning) -> list[Party]:
    """Return the parties of the record that the case is about, under the names that its register gives them."""
    register, record = _register_of(turn), reasoning.names["about"]
    if register is None or not record:
        return []
    inside = reasoning.within(turn.offered.names.environment("register", register=register), this=record)
    return [
        party
        for name, who in register.parties.items()
        for party in parties_named(turn.case.id, str(name), inside.value(who))
    ]


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
