"""Writing down who somebody is, and what they may change of it themselves."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from nenso.journal.recording import record
from nenso.people.errors import EmailWrong, NameWrong, NotAllowed, PersonExists, PersonUnknown, PhoneWrong
from nenso.people.identifiers import check_person_id, national_phone
from nenso.people.lookups import writer
from nenso.people.models import Person
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import fold, normalise, normalise_all, one_line, sign_in_name, sort_key

IDENTITY = ("identifier", "full_name", "born_on", "sex", "ethnicity", "nationality", "died_on")
LONGEST_NAME = 200
LONGEST_ADDRESS = 254
CONTACT = ("phone", "email", "place_id", "address")


def create_person(
    actor: Actor,
    *,
    full_name: str,
    identifier: str | None = None,
    born_on: date | None = None,
    sex: str = "",
    place: UUID | None = None,
    **other: Any,
) -> Person:
    """Return a new person; whoever holds a post, or a procedure, may write one down.

    ``other``: ``ethnicity nationality address phone email``. Raises ``NotAllowed``, ``PersonExists``, ``NameWrong``,
    ``PhoneWrong``, ``EmailWrong`` and whatever :func:`~nenso.people.identifiers.check_person_id` finds.
    """
    writing = writer(actor, "people.create")
    person = Person(id=uuid7(), nationality="VN")
    values = {
        "full_name": full_name,
        "identifier": identifier,
        "born_on": born_on,
        "sex": sex,
        "place_id": place,
        **other,
    }
    _apply(person, values)
    with acting(writing):
        _save(person)
        record(person.id, "person.created", {"by": "procedure" if actor.system else "post"}, persons=[person.id])
    return person


def correct_person(actor: Actor, person: UUID, *, basis: str, **changes: Any) -> Person:
    """Return the person with ``changes`` applied (any of ``IDENTITY`` and ``CONTACT``); procedures only.

    ``basis`` is the decision or case that the correction rests on; the journal keeps it and the names of the fields.
    """
    if not actor.system:
        raise NotAllowed
    with acting(actor):
        found = Person.objects.select_for_update().filter(id=person).first()
        if found is None:
            raise PersonUnknown
        _apply(found, changes)
        _save(found)
        record(person, "person.corrected", {"fields": sorted(changes), "basis": basis}, persons=[person])
        return found


def change_contact(actor: Actor, **changes: Any) -> Person:
    """Return the actor's own person with new ``phone``, ``email``, ``place_id`` or ``address``."""
    if actor.person is None or not set(changes) <= set(CONTACT):
        raise NotAllowed
    return correct_person(replace(actor, system="people.contact"), actor.person, basis="own request", **changes)


def checked_email(email: str) -> str:
    """Return an e-mail address as it is stored; raises ``EmailWrong``."""
    address = normalise(email).strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise EmailWrong from error
    if len(address) > LONGEST_ADDRESS:
        raise EmailWrong
    return address


def _apply(person: Person, values: dict[str, Any]) -> None:
    unknown = set(values) - {*IDENTITY, *CONTACT}
    if unknown:
        raise TypeError(f"a person has no {', '.join(sorted(unknown))}")
    for name, value in normalise_all(values).items():
        setattr(person, name, value)
    person.full_name = one_line(person.full_name)
    if not 0 < len(person.full_name) <= LONGEST_NAME or sign_in_name(person.full_name):
        raise NameWrong(most=LONGEST_NAME)
    person.folded = fold(person.full_name)
    person.sort_key = sort_key(person.full_name)
    person.identifier = person.identifier or None
    if person.identifier and not values.keys().isdisjoint({"identifier", "born_on", "sex"}):
        wrong = check_person_id(person.identifier, person.born_on, person.sex)
        if wrong:
            raise wrong
    if values.get("phone"):
        person.phone = national_phone(person.phone) or ""
        if not person.phone:
            raise PhoneWrong
    if values.get("email"):
        person.email = checked_email(person.email)
    person.updated_at = clock.now()


def _save(person: Person) -> None:
    try:
        person.save()
    except IntegrityError as error:
        if "identifier" in str(error):
            raise PersonExists from error
        raise
