"""Looking other people up: only by who holds a post or by a procedure, for a stated purpose, and never unseen.

The rows come from SQL functions that refuse whoever is neither (``people/migrations``); each look leaves an entry in
the journal that the person looked at can read.
"""

import re
from collections.abc import Collection, Sequence
from uuid import UUID

from nenso.journal.recording import record
from nenso.people.errors import AccountAmbiguous, AccountUnknown, LookupRefused, NotAllowed, PersonUnknown
from nenso.people.models import Account, Person
from nenso.runtime.acting import Actor, acting, current_actor, send
from nenso.runtime.reading import Reading
from nenso.runtime.statements import Prepared

FIELDS = ("full_name", "born_on", "sex", "ethnicity", "nationality", "place", "address", "phone", "email")
IDENTIFIER_DIGITS = 12
_FOUND = Reading(Person, source="nenso_find_person($1)")
_KEY = Prepared("people_key", "SELECT id FROM people_person WHERE identifier = $1 ORDER BY id LIMIT 1")


def in_post(actor: Actor) -> bool:
    """Return whether ``actor`` holds a post today, or acts as a procedure, job or command."""
    return bool(actor.seats) or bool(actor.system)


def writer(actor: Actor, use: str) -> Actor:
    """Return ``actor`` as who writes people down by ``use``; raises ``NotAllowed`` unless in post."""
    if not in_post(actor):
        raise NotAllowed
    return actor.by_way_of(use)


def find_person(actor: Actor, identifier: str, *, purpose: str, case_id: UUID | None = None) -> Person:
    """Return whoever has ``identifier`` (12 digits); the look is journalled with ``purpose`` and the case.

    Raises ``LookupRefused`` for who holds no post or states no purpose, ``PersonUnknown``.
    """
    _may_look(actor, purpose)
    with acting(actor):
        found = _FOUND.rows(send(_FOUND(identifier))[0])
        if not found:
            raise PersonUnknown
        note_look(found[0].id, FIELDS, purpose=purpose, case_id=case_id)
        return found[0]


def persons_of_case(actor: Actor, case_id: UUID, persons: Sequence[UUID], *, purpose: str) -> list[Person]:
    """Return the people of a case (its ``persons``), in the order given; each look is journalled.

    The caller has read the case as ``actor``: this room does not know cases. Raises ``LookupRefused``.
    """
    _may_look(actor, purpose)
    with acting(actor):
        rows = Person.objects.raw("SELECT * FROM nenso_find_persons(%s)", [list(persons)])
        found = {person.id: person for person in rows}
        for person in found:
            note_look(person, FIELDS, purpose=purpose, case_id=case_id)
        return [found[person] for person in persons if person in found]


def note_look(person: UUID, fields: Sequence[str], *, purpose: str, case_id: UUID | None = None) -> None:
    """Journal, inside ``acting()``, that sensitive ``fields`` of ``person`` are looked at; the person can read it."""
    body = {"fields": list(fields), "purpose": purpose, "case": str(case_id) if case_id else None}
    record(person, "person.looked_at", body, persons=[person])


def person_with(identifier: str) -> UUID | None:
    """Return the key of whoever has ``identifier``, inside ``acting()`` as a procedure; None for others or unknown.

    Only the key leaves: nothing about the person is looked at, so nothing is journalled.
    """
    if not identifier or not current_actor().system:
        return None
    (rows,) = send(_KEY(identifier))
    return rows[0][0] if rows else None


def persons_with(identifiers: Collection[str]) -> dict[str, UUID]:
    """Return the keys of all who have one of ``identifiers``, as :func:`person_with` does."""
    if not current_actor().system:
        return {}
    found = Person.objects.filter(identifier__in=identifiers).values_list("identifier", "id")
    return {str(identifier): key for identifier, key in found}


def own_person(actor: Actor) -> Person | None:
    """Return the person that ``actor`` is, whole; one's own look is not journalled."""
    if actor.person is None:
        return None
    with acting(actor):
        return Person.objects.filter(id=actor.person).first()


def find_account(actor: Actor, email: str) -> Account:
    """Return the account with ``email``, for an administrator who wants to appoint; raises ``AccountUnknown``."""
    if not actor.system and not any("admin" in seat.roles for seat in actor.seats):
        raise LookupRefused
    with acting(actor):
        found = next(iter(Account.objects.raw("SELECT * FROM nenso_find_account(%s)", [email.strip().lower()])), None)
        if found is None:
            raise AccountUnknown
        return found


def account_to_appoint(actor: Actor, contact: str) -> Account:
    """Return the open account known by ``contact``: an e-mail address, a telephone number, its person's 12 digits.

    For an administrator who wants to appoint; looking by the number of a person is journalled, and the person sees it.
    Raises ``LookupRefused``, ``AccountUnknown`` (also for a closed one), ``AccountAmbiguous``.
    """
    if "@" in contact:
        found = find_account(actor, contact)
        if not found.is_active:
            raise AccountUnknown
        return found
    if not actor.system and not any("admin" in seat.roles for seat in actor.seats):
        raise LookupRefused
    digits = re.sub(r"[^0-9+]", "", contact)
    phone = f"0{digits[3:]}" if digits.startswith("+84") else digits
    identifier = digits if digits.isdigit() and len(digits) == IDENTIFIER_DIGITS else ""
    with acting(actor):
        held = list(Account.objects.raw("SELECT * FROM nenso_accounts_by(%s, %s)", [phone, identifier]))
        if not held:
            raise AccountUnknown
        if len(held) > 1:
            raise AccountAmbiguous
        if identifier and held[0].person_id is not None:
            note_look(held[0].person_id, ["account"], purpose="Giao vị trí công tác")
        return held[0]


def _may_look(actor: Actor, purpose: str) -> None:
    if not in_post(actor) or not purpose.strip():
        raise LookupRefused
