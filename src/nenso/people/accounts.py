"""Accounts: made, linked with the person they belong to, closed."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from nenso.journal.recording import record
from nenso.people.changes import announce
from nenso.people.errors import (
    AccountExists,
    AccountUnknown,
    NameDiffers,
    NotAllowed,
    PapersNeeded,
    PasswordWeak,
    PersonUnknown,
)
from nenso.people.lookups import account_to_appoint, find_person
from nenso.people.models import Account, Person
from nenso.people.persons import checked_email
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import today
from nenso.runtime.ids import uuid7
from nenso.runtime.problems import Problem
from nenso.runtime.text import fold, normalise
from nenso.territory.models import Place
from nenso.territory.queries import the_place

BY_PAPERS = 2
"""The highest level that somebody can prove by papers at a desk; level 3 is for the state's own identification."""


def create_account(
    actor: Actor,
    *,
    email: str,
    password: str | None = None,
    phone: str = "",
    language: str = "vi",
    person: UUID | None = None,
    address_vouched: bool = False,
) -> Account:
    """Return a new account; by an administrator, by signing up (``system``) or by a command.

    Without ``password`` nobody can sign in by one. ``address_vouched``: whoever makes it answers for the address, as
    the operator of an install does, and no code need prove it at the first sign-in. Raises ``NotAllowed``,
    ``EmailWrong``, ``PasswordWeak``, ``AccountExists``.
    """
    if not _may_manage(actor):
        raise NotAllowed
    account = Account(id=uuid7(), email=checked_email(email), phone=phone, language=language, person_id=person)
    _set_password(account, password)
    with acting(actor.by_way_of("accounts.create")):
        if Account.objects.filter(email=account.email).exists():
            raise AccountExists
        try:
            account.save(force_insert=True)
        except IntegrityError as error:
            raise AccountExists from error
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=address_vouched)
        record(account.id, "account.created", {"email": account.email}, persons=[person] if person else [])
    return account


def link_person(actor: Actor, account: UUID, person: UUID, *, assurance: int, basis: str = "") -> Account:
    """Return ``account``, now of ``person`` as proven at level ``assurance`` (1–3).

    Providers of sign-in and commands do so as the system. An administrator of the commune or the province where the
    person lives, who has checked the papers (``basis``), may do so up to level 2 for an account that is nobody's yet,
    never for the own one. Raises ``NotAllowed``, ``AccountUnknown``, ``PersonUnknown``.
    """
    if account == actor.account or not _may_manage(actor):
        raise NotAllowed
    with acting(actor.by_way_of("accounts.link")):
        found = locked(account)
        who = Person.objects.select_related("place").filter(id=person).first()
        if not actor.system and (found.person_id is not None or assurance > BY_PAPERS or not _over(actor, who)):
            raise NotAllowed
        if who is None:
            raise PersonUnknown
        found.person_id = person
        found.assurance = assurance
        found.save(update_fields=["person", "assurance"])
        body: dict[str, object] = {"person": str(person), "assurance": assurance}
        record(account, "account.linked", body | ({"basis": basis} if basis else {}), persons=[person])
        announce("account", str(account))
    return found


def link_by_papers(actor: Actor, contact: str, *, identifier: str, full_name: str, basis: str) -> Account:
    """Return the account known by ``contact``, now of who has ``identifier`` and whose papers were seen (``basis``).

    The name on the papers must be the person's; capitals and diacritics do not count. Raises ``PapersNeeded``,
    ``NameDiffers``, and what looking both up and :func:`link_person` do.
    """
    if not basis.strip():
        raise PapersNeeded
    account = account_to_appoint(actor, contact)
    person = find_person(actor, identifier, purpose="Xác nhận tài khoản của người dân")
    if fold(person.full_name) != fold(full_name):
        raise NameDiffers
    return link_person(actor, account.id, person.id, assurance=BY_PAPERS, basis=basis.strip()[:300])


def own_account(actor: Actor) -> Account | None:
    """Return the account of whoever acts, or None for nobody."""
    if actor.account is None:
        return None
    with acting(actor):
        return Account.objects.filter(id=actor.account).first()


def change_password(actor: Actor, account: UUID, password: str) -> None:
    """Set a new password: one's own, or by a command. Sessions of before end. Raises ``PasswordWeak``."""
    if account != actor.account and not actor.system:
        raise NotAllowed
    with acting(actor.by_way_of("accounts.password")):
        found = locked(account)
        _set_password(found, password)
        found.save(update_fields=["password"])
        record(account, "account.password_changed", {})
        announce("account", str(account))


def close_account(actor: Actor, account: UUID, *, reason: str) -> None:
    """Let nobody act by ``account`` any more, at once and in every process; it stays for the record."""
    if account != actor.account and not _may_manage(actor):
        raise NotAllowed
    with acting(actor.by_way_of("accounts.close")):
        found = locked(account)
        found.is_active = False
        found.save(update_fields=["is_active"])
        record(account, "account.closed", {"reason": normalise(reason)})
        announce("account", str(account))


def _may_manage(actor: Actor) -> bool:
    return bool(actor.system) or any("admin" in seat.roles for seat in actor.seats)


def _over(actor: Actor, person: Person | None) -> bool:
    """Return whether ``actor`` is an administrator of where ``person`` lives or above."""
    place = _home(person) if person is not None else None
    above = set()
    while place is not None:
        above.add(place.id)
        place = place.parent
    return any("admin" in seat.roles and seat.place in above for seat in actor.seats)


def _home(person: Person) -> Place | None:
    """Return the commune where a person lives: as it is kept, else as the address says it, by today's name."""
    said = str((person.address or {}).get("place") or "")
    if person.place is not None or not said:
        return person.place
    try:
        return the_place(said, today())
    except Problem:
        return None


def locked(account: UUID) -> Account:
    """Return an account, which nobody else changes until this transaction ends. Raises ``AccountUnknown``."""
    found = Account.objects.select_for_update().filter(id=account).first()
    if found is None:
        raise AccountUnknown
    return found


def _set_password(account: Account, password: str | None) -> None:
    if password is not None:
        with translation.override(account.language):
            try:
                validate_password(password, account)
            except ValidationError as error:
                raise PasswordWeak(reasons=" ".join(error.messages)) from error
    account.set_password(password)
