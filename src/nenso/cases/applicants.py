"""Who applies and who files: oneself, somebody else under a mandate, an enterprise one represents, an agency.

At the counter an officer files for whoever stands there. The case keeps applicant, filer and mandate apart, and any
other party that its procedure names.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.cases.errors import ApplicantNeeded, ChannelClosed, MandateNotAllowed, MayNotFile
from nenso.cases.lookup import as_procedure
from nenso.cases.models import Party
from nenso.cases.names import agency_record, identity, person_record
from nenso.cases.offering import Offered
from nenso.cases.turn import Turn
from nenso.language.declarations.people import AUDIENCES
from nenso.people.errors import PersonUnknown
from nenso.people.lookups import find_person, person_with
from nenso.people.models import Enterprise, Person
from nenso.people.persons import create_person
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise

AT_AGENCY = frozenset({"counter", "post", "national"})
"""Channels in which an officer writes the case down for whoever applies."""

_WORDS = {"citizen": "công dân", "enterprise": "doanh nghiệp", "official": "cán bộ, công chức", "agency": "cơ quan"}


def parties_of(
    actor: Actor, offered: Offered, case_id: UUID, *, channel: str, given: Mapping[str, Any] | None, mandate: str
) -> list[Party]:
    """Return the parties ``applicant`` and ``filer`` of a case to be filed, inside ``acting()``.

    ``given`` tells who applies when it is not the filer: ``agency`` or ``enterprise`` by id, or a person by
    ``identifier`` and ``full_name`` (at the counter also ``born_on``, ``sex``, ``phone``, ``email``, ``address``).
    Raises :class:`ChannelClosed`, :class:`MayNotFile`, :class:`MandateNotAllowed`, :class:`ApplicantNeeded`.
    """
    procedure = offered.procedure
    if channel not in procedure.channels:
        raise ChannelClosed(channel=channel, channels=", ".join(procedure.channels))
    filer = _filer(actor)
    if channel in AT_AGENCY:
        if not actor.seats and not actor.system:
            raise MayNotFile(audience="cán bộ tiếp nhận")
        applicant = _at_counter(actor, offered, given, case_id)
    elif given and ("agency" in given or "enterprise" in given):
        applicant = _organisation(actor, given)
    elif given:
        if mandate not in procedure.on_behalf:
            raise MandateNotAllowed(mandate=mandate or "—")
        applicant = _another(actor, offered, given)
    elif filer is not None:
        applicant = replace_party(filer, "applicant")
    else:
        raise ApplicantNeeded
    _must_be_audience(actor, offered, applicant)
    parties = [applicant] if filer is None else [applicant, filer]
    for party in parties:
        party.case_id, party.mandate = case_id, mandate if party.name == "filer" else ""
    return parties


def replace_party(party: Party, name: str) -> Party:
    """Return the same party under another name."""
    return Party(
        name=name,
        kind=party.kind,
        party_id=party.party_id,
        identifier=party.identifier,
        display=party.display,
        facts=party.facts,
    )


def person_party(name: str, person: Person) -> Party:
    """Return a person as a party, with what the state holds about them."""
    facts = {key: value for key, value in (person_record(person) or {}).items() if value not in (None, "", {}, [])}
    if "born_on" in facts:
        facts["born_on"] = facts["born_on"].isoformat()
    return Party(
        name=name,
        kind="person",
        party_id=person.id,
        identifier=person.identifier or "",
        display=person.full_name,
        facts=facts,
    )


def _filer(actor: Actor) -> Party | None:
    if actor.person is None:
        return None
    person = Person.objects.select_related("place").filter(pk=actor.person).first()
    return person_party("filer", person) if person is not None else None


def _at_counter(actor: Actor, offered: Offered, given: Mapping[str, Any] | None, case_id: UUID) -> Party:
    if not given:
        raise ApplicantNeeded
    if "agency" in given or "enterprise" in given:
        return _organisation(actor, given)
    identifier = str(given.get("identifier") or "")
    if identifier:
        try:
            found = find_person(actor, identifier, purpose=offered.name, case_id=case_id)
            return person_party("applicant", found)
        except PersonUnknown:
            pass
    if not given.get("full_name"):
        raise ApplicantNeeded
    details = {key: given[key] for key in ("sex", "phone", "email", "address") if given.get(key)}
    born_on = date.fromisoformat(given["born_on"]) if given.get("born_on") else None
    person = create_person(
        actor, full_name=str(given["full_name"]), identifier=identifier or None, born_on=born_on, **details
    )
    return person_party("applicant", person)


def _another(actor: Actor, offered: Offered, given: Mapping[str, Any]) -> Party:
    """Return someone the filer acts for, by what the filer says of them: nothing that the state holds is told."""
    name = normalise(str(given.get("full_name") or "")).strip()
    identifier = str(given.get("identifier") or "")
    if not name:
        raise ApplicantNeeded
    with acting(as_procedure(actor, offered.name)):
        key = person_with(identifier)
    facts = {"full_name": name, "identifier": identifier}
    return Party(name="applicant", kind="person", party_id=key, identifier=identifier, display=name, facts=facts)


def _organisation(actor: Actor, given: Mapping[str, Any]) -> Party:
    if given.get("agency"):
        agency = Agency.objects.filter(pk=given["agency"]).first()
        if agency is None or not (actor.roles_at(agency.id) or actor.system):
            raise MayNotFile(audience="cơ quan của bạn")
        facts = agency_record(agency) or {}
        return Party(name="applicant", kind="agency", party_id=agency.id, display=agency.name, facts=facts)
    enterprise = Enterprise.objects.filter(pk=given["enterprise"]).first()
    if enterprise is None or not (enterprise.id in actor.represents or actor.seats or actor.system):
        raise MayNotFile(audience="người đại diện của doanh nghiệp")
    return Party(
        name="applicant",
        kind="enterprise",
        party_id=enterprise.id,
        identifier=enterprise.tax_code,
        display=enterprise.name,
        facts={"name": enterprise.name, "tax_code": enterprise.tax_code},
    )


def _must_be_audience(actor: Actor, offered: Offered, applicant: Party) -> None:
    """Refuse who is not among those the procedure is for; no audience declared is everybody."""
    audience = offered.procedure.audience
    if audience is None:
        return
    words = [str(term.name) for people in audience.values for term in people.terms if term.name]
    kinds = {"person": "citizen", "enterprise": "enterprise", "agency": "agency"}
    roles = {role for seat in actor.seats for role in seat.roles}
    fits = (
        kinds[applicant.kind] in words
        or ("official" in words and bool(actor.seats))
        or bool(roles & {word for word in words if word not in AUDIENCES})
        or "public" in words
        or ("signed_in" in words and actor.account is not None)
    )
    if not fits:
        raise MayNotFile(audience=", ".join(_WORDS.get(word, word) for word in words) or "không ai nộp trực tiếp")


def declared_parties(turn: Turn) -> list[Party]:
    """Return the parties that the procedure names beside applicant and filer, as the case stands."""
    reasoning = turn.reasoning()
    return [
        party
        for name, declared in turn.offered.procedure.parties.items()
        for party in _named(turn, str(name), reasoning.value(declared.who))
    ]


def _named(turn: Turn, name: str, value: Any) -> list[Party]:
    if value in (None, "", [], {}):
        return []
    if isinstance(value, list | tuple):
        return [party for item in value for party in _named(turn, name, item)]
    facts = dict(value) if isinstance(value, Mapping) else {"identifier": str(value)}
    key, identifier = identity(facts), str(facts.get("identifier") or facts.get("tax_code") or "")
    if key is None and identifier:
        with acting(as_procedure(turn.actor, turn.offered.name)):
            key = person_with(identifier)
    kind = "agency" if "path" in facts else "enterprise" if "tax_code" in facts else "person"
    display = str(facts.get("full_name") or facts.get("name") or identifier)
    return [
        Party(
            case_id=turn.case.id,
            name=name,
            kind=kind,
            party_id=key,
            identifier=identifier,
            display=display,
            facts={key: value for key, value in facts.items() if isinstance(value, str | int | float | bool)},
        )
    ]
