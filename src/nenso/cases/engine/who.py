"""Who a declaration means by ``clerk@receiving``, ``spouse``, ``step.assign.officer``: worked out for one case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nenso.agencies.queries import agency_of_kind
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.models import Case, Party
from nenso.language.declarations.people import AgencyReference, Rota, Who, WhoTerm
from nenso.runtime.acting import Actor


@dataclass(frozen=True)
class Holder:
    """Whose turn something is: a role at an agency, a party of the case, or one account."""

    agency: UUID | None = None
    role: str = ""
    party: str = ""
    account: UUID | None = None

    def __str__(self) -> str:
        return self.role or self.party or "official"


@dataclass(frozen=True)
class Situation:
    """What it takes to say who somebody is: the case, its agencies and parties, and the names of expressions."""

    case: Case
    parties: Mapping[str, list[Party]]
    reasoning: Reasoning


def holders(who: Who | None, situation: Situation) -> list[Holder]:
    """Return everyone whom ``who`` names here; empty when it names nobody."""
    people = situation.reasoning.choose(who) if who is not None else None
    if people is None:
        return []
    return [holder for term in people.terms for holder in holders_of(term, situation)]


def agency_of(reference: AgencyReference | None, situation: Situation) -> UUID | None:
    """Return the agency that ``@…`` names, or None when there is none (or it may be any)."""
    case = situation.case
    if reference is None:
        return case.agency_id
    if reference.path is not None:
        return _identity(situation.reasoning.value(reference.path))
    fixed = {
        "self": case.agency_id,
        "receiving": case.receiving_id,
        "parent": case.agency.parent_id,
        "applicant": next((p.party_id for p in situation.parties.get("applicant", []) if p.kind == "agency"), None),
        "any": None,
    }
    word = str(reference.word)
    if word in fixed:
        return fixed[word]
    return agency_of_kind(case.agency, word, case.place).id


def is_among(actor: Actor, wanted: Iterable[Holder], parties: Mapping[str, list[Party]]) -> bool:
    """Return whether ``actor`` is one of ``wanted``."""
    return any(_is(actor, holder, parties) for holder in wanted)


def _is(actor: Actor, holder: Holder, parties: Mapping[str, list[Party]]) -> bool:
    if holder.account is not None:
        return actor.account == holder.account
    if holder.party == "public" or (holder.party == "signed_in" and actor.account is not None):
        return True
    if holder.party:
        return any(_acts_for(actor, party) for party in parties.get(holder.party, []))
    if holder.agency is None:
        return any(holder.role in seat.roles for seat in actor.seats)
    return f"{holder.role}@{holder.agency}" in actor.readers


def _acts_for(actor: Actor, party: Party) -> bool:
    if party.party_id is None:
        return False
    if party.kind == "agency":
        return any(seat.agency == party.party_id for seat in actor.seats)
    return party.party_id in {actor.person, *actor.represents}


def holders_of(term: WhoTerm, situation: Situation) -> list[Holder]:
    """Return whom one term names."""
    kind = term.kind(set(situation.parties))
    if kind in {"special", "party"}:
        return [Holder(party=str(term.name))]
    if kind == "role":
        return [Holder(agency=agency_of(term.agency, situation), role=str(term.name))]
    if kind == "rota" and term.rota is not None:
        return _on_duty(term.rota, situation)
    return _people_at(situation.reasoning.value(term.path), situation) if term.path is not None else []


def _on_duty(rota: Rota, situation: Situation) -> list[Holder]:
    source = str(rota.source)
    found: list[Holder] = []
    for record in situation.reasoning.lookup.records(source):
        reasoning = situation.reasoning.with_record(source, record)
        if reasoning.holds(rota.where):
            found += _people_at(reasoning.value(rota.pick), situation)
    return found or holders(rota.otherwise, situation)


def _people_at(value: Any, situation: Situation) -> list[Holder]:
    """Return the holders that a path to people gives: officials by their account."""
    if isinstance(value, list | tuple):
        return [holder for item in value for holder in _people_at(item, situation)]
    official = situation.reasoning.lookup.record("officials", value) if isinstance(value, str) and value else value
    if not isinstance(official, Mapping) or not official.get("account"):
        return []
    account = official["account"]
    return [Holder(_identity(official.get("agency")), str(official.get("role", "")), account=UUID(str(account)))]


def _identity(value: Any) -> UUID | None:
    if isinstance(value, Mapping):
        value = value.get("id")
    return UUID(str(value)) if value else None
