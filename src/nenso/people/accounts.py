"""Accounts: made, linked with the person they belong to, closed."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from nenso.journal.recording import record
from nenso.people.changes import announce
from nenso.people.errors import AccountExists, AccountUnknown, NotAllowed, PasswordWeak, PersonUnknown
from nenso.people.models import Account, Person
from nenso.people.persons import checked_email
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise

"""RFC 5321."""


def create_account(
    actor: Actor,
    *,
    email: str,
    password: str | None = None,
    phone: str = "",
    language: str = "vi",
    person: UUID | None = None,
) -> Account:
    """Return a new account; by an administrator, by signing up (``system``) or by a command.

    Without ``password`` nobody can sign in by one. Raises ``NotAllowed``, ``EmailWrong``, ``PasswordWeak``,
    ``AccountExists``.
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
        EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=False)
        record(account.id, "account.created", {"email": account.email}, persons=[person] if person else [])
    return account


def link_person(actor: Actor, account: UUID, person: UUID, *, assurance: int) -> Account:
    """Return ``account``, now of ``person`` as proven at level ``assurance`` (1–3); by who checked the papers.

    An officer in post may do so for others, never for the own account; sign-in providers do as the system.
    """
    if account == actor.account or not (actor.seats or actor.system):
        raise NotAllowed
    with acting(actor.by_way_of("accounts.link")):
        found = _locked(account)
        if not Person.objects.filter(id=person).exists():
            raise PersonUnknown
        found.person_id = person
        found.assurance = assurance
        found.save(update_fields=["person", "assurance"])
        record(account, "account.linked", {"person": str(person), "assurance": assurance}, persons=[person])
        announce("account", str(account))
    return found


def change_password(actor: Actor, account: UUID, password: str) -> None:
    """Set a new password: one's own, or by a command. Sessions of before end. Raises ``PasswordWeak``."""
    if account != actor.account and not actor.system:
        raise NotAllowed
    with acting(actor.by_way_of("accounts.password")):
        found = _locked(account)
        _set_password(found, password)
        found.save(update_fields=["password"])
        record(account, "account.password_changed", {})
        announce("account", str(account))


def close_account(actor: Actor, account: UUID, *, reason: str) -> None:
    """Let nobody act by ``account`` any more, at once and in every process; it stays for the record."""
    if account != actor.account and not _may_manage(actor):
        raise NotAllowed
    with acting(actor.by_way_of("accounts.close")):
        found = _locked(account)
        found.is_active = False
        found.save(update_fields=["is_active"])
        record(account, "account.closed", {"reason": normalise(reason)})
        announce("account", str(account))


def _may_manage(actor: Actor) -> bool:
    return bool(actor.system) or any("admin" in seat.roles for seat in actor.seats)


def _locked(account: UUID) -> Account:
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
