"""Who applies and who files: oneself, somebody else under a mandate, an enterprise one represents, an agency.

At the counter an officer files for whoever stands there. The case keeps applicant, filer and mandate apart, and any
other party that its procedure names.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import sql

from nenso.agencies.models import Agency
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.names import agency_record, enterprise_record, identity, person_record
from nenso.cases.engine.offering import Offered
from nenso.cases.errors.filing import (
    AccountOfNobody,
    ApplicantNeeded,
    ChannelClosed,
    DateWrong,
    MandateNotAllowed,
    MayNotFile,
    SexWrong,
)
from nenso.cases.models import Party
from nenso.language.declarations.people import AUDIENCES
from nenso.people.errors import NameWrong, PersonUnknown
from nenso.people.identifiers import check_person_id
from nenso.people.lookups import find_person, person_with
from nenso.people.models import Enterprise, Person, Sex
from nenso.people.persons import LONGEST_NAME, create_person
from nenso.runtime.acting import Actor, Rows, acting
from nenso.runtime.problems import Problem
from nenso.runtime.reading import Reading
from nenso.runtime.text import normalise, sign_in_name

_PERSON = Reading(Person, "t.id = $1", related=["place"])

AT_AGENCY = frozenset({"counter", "post", "national"})
"""Channels in which an officer writes the case down for whoever applies."""

_WORDS = {"citizen": "công dân", "enterprise": "doanh nghiệp", "official": "cán bộ, công chức", "agency": "cơ quan"}


def reading_filer(actor: Actor) -> list[sql.Composable]:
    """Return the statement that reads who files, to travel with others; none when nobody in person does."""
    return [_PERSON(actor.person)] if actor.person is not None else []


def filer_of(answers: Sequence[Rows]) -> Person | None:
    """Return who files, from what the statement of :func:`reading_filer` answered."""
    return next((person for rows in answers for person in _PERSON.rows(rows)), None)


def parties_of(
    actor: Actor,
    offered: Offered,
    case_id: UUID,
    *,
    person: Person | None,
    channel: str,
    given: Mapping[str, Any] | None,
    mandate: str,
    known: Sequence[Party] = (),
) -> Sequence[Party]:
    """Return the parties ``applicant`` and ``filer`` of a case to be filed, inside ``acting()``.

    At a counter whoever stands there files; the officer who writes it down is in the journal, and has no part in it.
    ``person``: who files, when in person. ``known``: the parties as they were worked out for another edition. ``given``
    tells who applies when it is not the filer: ``agency`` or ``enterprise`` by id, or a person by ``identifier`` and
    ``full_name`` (at the counter also ``born_on``, ``sex``, ``phone``, ``email``, ``address``).
    Raises :class:`MayNotFile`, :class:`MandateNotAllowed`, :class:`ApplicantNeeded`,
    :class:`AccountOfNobody`, :class:`DateWrong`, and what is wrong with an identifier.
    """
    procedure = offered.procedure
    if known:
        _must_be_audience(actor, offered, known[0])
        return known
    filer = person_party("filer", person) if person is not None else None
    if channel in AT_AGENCY:
        if not actor.seats and not actor.system:
            raise MayNotFile(audience="cán bộ tiếp nhận")
        applicant = _at_counter(actor, offered, given, case_id)
    elif given and ("agency" in given or "enterprise" in given):
        applicant = _organisation(actor, given, at_counter=False)
    elif given:
        if filer is None and not actor.system:
            raise nobody_applies(actor)
        if mandate not in procedure.on_behalf:
            raise MandateNotAllowed(mandate=mandate or "—")
        applicant = _another(actor, offered, given)
    elif filer is not None:
        applicant = replace_party(filer, "applicant")
    else:
        raise nobody_applies(actor)
    _must_be_audience(actor, offered, applicant)
    if channel in AT_AGENCY:
        filer = replace_party(applicant, "filer") if applicant.kind == "person" else None
    parties = [applicant] if filer is None else [applicant, filer]
    for party in parties:
        party.case_id, party.mandate = case_id, mandate if party.name == "filer" else ""
    return parties


def must_be_open(offered: Offered, channel: str) -> None:
    """Refuse a way in that the procedure does not take. Raises :class:`ChannelClosed`."""
    channels = offered.procedure.channels
    if channel not in channels:
        raise ChannelClosed(channel=channel, channels=", ".join(channels))


def nobody_applies(actor: Actor) -> Problem:
    """Return what to tell whoever files for nobody: that one applies, or that the own account is nobody's yet."""
    return ApplicantNeeded() if actor.account is None else AccountOfNobody()


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
    for day in {"born_on", "died_on"} & facts.keys():
        facts[day] = facts[day].isoformat()
    return Party(
        name=name,
        kind="person",
        party_id=person.id,
        identifier=person.identifier or "",
        display=person.full_name,
        facts=facts,
    )


def _at_counter(actor: Actor, offered: Offered, given: Mapping[str, Any] | None, case_id: UUID) -> Party:
    if not given:
        raise ApplicantNeeded
    if "agency" in given or "enterprise" in given:
        return _organisation(actor, given, at_counter=True)
    identifier, born_on = str(given.get("identifier") or ""), _date(given.get("born_on"))
    details = {key: given[key] for key in ("sex", "phone", "email", "address") if given.get(key)}
    _must_be_right(identifier, born_on, given.get("sex"))
    if identifier:
        try:
            found = find_person(actor, identifier, purpose=offered.name, case_id=case_id)
            return person_party("applicant", found)
        except PersonUnknown:
            pass
    if not given.get("full_name"):
        raise ApplicantNeeded
    person = create_person(
        actor, full_name=str(given["full_name"]), identifier=identifier or None, born_on=born_on, **details
    )
    return person_party("applicant", person)


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError as error:
        raise DateWrong(given=str(text)[:40]) from error


def _must_be_right(identifier: str, born_on: date | None, sex: Any) -> None:
    if sex and sex not in Sex.values:
        raise SexWrong(given=str(sex)[:40])
    wrong = check_person_id(identifier, born_on, sex or None) if identifier else None
    if wrong is not None:
        raise wrong


def _another(actor: Actor, offered: Offered, given: Mapping[str, Any]) -> Party:
    """Return someone the filer acts for, by what the filer says of them: nothing that the state holds is told."""
    name = normalise(str(given.get("full_name") or "")).strip()
    identifier = str(given.get("identifier") or "")
    if not name:
        raise ApplicantNeeded
    if len(name) > LONGEST_NAME or sign_in_name(name):
        raise NameWrong(most=LONGEST_NAME)
    _must_be_right(identifier, _date(given.get("born_on")), given.get("sex"))
    with acting(as_procedure(actor, offered.name)):
        key = person_with(identifier)
    facts = {"full_name": name, "identifier": identifier}
    return Party(name="applicant", kind="person", party_id=key, identifier=identifier, display=name, facts=facts)


def _organisation(actor: Actor, given: Mapping[str, Any], *, at_counter: bool) -> Party:
    if given.get("agency"):
        agency = Agency.objects.filter(id__in=_keys(given["agency"])).first()
        if agency is None or not (actor.roles_at(agency.id) or actor.system):
            raise MayNotFile(audience="cơ quan của bạn")
        facts = agency_record(agency) or {}
        return Party(name="applicant", kind="agency", party_id=agency.id, display=agency.name, facts=facts)
    enterprise = Enterprise.objects.filter(id__in=_keys(given["enterprise"])).select_related("place").first()
    if enterprise is None or not (enterprise.id in actor.represents or at_counter or actor.system):
        raise MayNotFile(audience="người đại diện của doanh nghiệp")
    return Party(
        name="applicant",
        kind="enterprise",
        party_id=enterprise.id,
        identifier=enterprise.tax_code,
        display=enterprise.name,
        facts={key: value for key, value in (enterprise_record(enterprise) or {}).items() if value},
    )


def _keys(value: Any) -> list[UUID]:
    key = identity(value)
    return [] if key is None else [key]


def _must_be_audience(actor: Actor, offered: Offered, applicant: Party) -> None:
    """Refuse who is not among those the procedure is for; no audience declared is everybody."""
    audience = offered.procedure.audience
    if audience is None:
        return
    words = [str(term.name or term.path) for people in audience.values for term in people.terms]
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
