"""Telephones that somebody signs in by: a number is proven by a code that went to it, and is one account's at a time.

Operators give a number that was given up to somebody else after a while. Who proves it last has it, then, and the
account that had it before can no longer be entered by it.
"""

import re
from uuid import UUID

from django.db import connection

from nenso.journal.recording import record
from nenso.people.accounts import locked
from nenso.people.changes import announce
from nenso.people.errors import MobileWrong
from nenso.people.identifiers import national_phone
from nenso.people.models import Account
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now

_MOBILE = re.compile(r"0[35789][0-9]{8}")
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('telephone:' || %s, 0))"


def mobile_number(text: str) -> str:
    """Return a mobile number, written in any usual way, in its national form; raise ``MobileWrong`` for others."""
    number = national_phone(text)
    if number is None or not _MOBILE.fullmatch(number):
        raise MobileWrong
    return number


def account_of_telephone(actor: Actor, number: str) -> Account | None:
    """Return the open account that is signed in to by this number (in its national form); as the system."""
    with acting(actor):
        return Account.objects.filter(phone=number, phone_proven_at__isnull=False, is_active=True).first()


def prove_telephone(actor: Actor, account: UUID, number: str) -> list[UUID]:
    """Note that whoever holds ``account`` holds the telephone ``number`` too; return the accounts that had it before.

    A proven contact is the first level of identification. Raises ``AccountUnknown``.
    """
    with acting(actor.by_way_of("accounts.telephone")):
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME, [number])
        found = locked(account)
        if found.phone == number and found.phone_proven_at is not None:
            return []
        before = list(Account.objects.filter(phone=number, phone_proven_at__isnull=False).exclude(id=account))
        for one in before:
            _forget(one, "account.telephone_lost")
        found.phone, found.phone_proven_at, found.assurance = number, now(), max(found.assurance, 1)
        found.save(update_fields=["phone", "phone_proven_at", "assurance"])
        _note(found, "account.telephone_proven", number)
    return [one.id for one in before]


def remove_telephone(actor: Actor, account: UUID) -> None:
    """Let nobody sign in to ``account`` by a telephone any more. Raises ``AccountUnknown``."""
    with acting(actor.by_way_of("accounts.telephone")):
        found = locked(account)
        if found.phone:
            _forget(found, "account.telephone_removed")


def _forget(account: Account, what: str) -> None:
    number, account.phone, account.phone_proven_at = account.phone, "", None
    account.save(update_fields=["phone", "phone_proven_at"])
    _note(account, what, number)


def _note(account: Account, what: str, number: str) -> None:
    persons = [account.person_id] if account.person_id else []
    record(account.id, what, {"telephone": f"•••{number[-3:]}"}, persons=persons)
    announce("account", str(account.id))
