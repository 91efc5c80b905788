"""The bank account on which an agency receives what is paid to it: decided by its administrators, from a day on.

It is a decision like others (:mod:`nenso.agencies.settings`), with its basis and history in the journal; but it counts
for the agency and its units alone: nobody's money goes to an agency above because nothing was decided below.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from nenso.agencies.models import Agency, AgencySetting
from nenso.agencies.queries import upwards
from nenso.agencies.settings import decide_setting
from nenso.payments.errors import AccountNumberWrong, BankCodeWrong, HolderNeeded
from nenso.payments.models import Payment
from nenso.payments.vietqr import vietqr
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.runtime.fields import Depth
from nenso.runtime.text import visible_line

SETTING: Final = "receiving_account"
"""Without a dot: no setting that a formula declares is called so."""
LONGEST_NAME: Final = 200
_BANK = re.compile(r"[0-9]{6}")
_NUMBER = re.compile(r"[0-9A-Z]{4,19}")


@dataclass(frozen=True)
class ReceivingAccount:
    """An account: ``bank`` the six digits by which NAPAS knows the bank (BIN), its name, the number, whose it is."""

    bank: str
    bank_name: str
    number: str
    holder: str


@dataclass(frozen=True)
class Transferring:
    """How to pay one sum by transfer; ``code`` is the text of its VietQR."""

    account: ReceivingAccount
    amount: int
    content: str
    code: str


def account_of(agency: Agency, *, on: date | None = None) -> ReceivingAccount | None:
    """Return the account of ``agency`` on a day (default today), of a unit the one of its agency; None without one."""
    decided = _decision(agency, on or clock.today())
    return ReceivingAccount(**decided.value) if decided is not None and decided.value else None


def decide_account(
    actor: Actor,
    agency: Agency,
    account: ReceivingAccount | None,
    *,
    since: date | None = None,
    basis: str = "",
    seen: str | None = None,
) -> AgencySetting:
    """Decide on which account ``agency`` receives from ``since`` (default today); None: on none.

    For administrators. Raises :class:`BankCodeWrong`, :class:`AccountNumberWrong`, :class:`HolderNeeded`, and what
    :func:`~nenso.agencies.settings.decide_setting` does.
    """
    value = asdict(_checked(account)) if account is not None else {}
    return decide_setting(actor, agency, SETTING, value, since=since, basis=basis, seen=seen)


def how_to_transfer(payment: Payment) -> Transferring | None:
    """Return how ``payment``, which is due, is made by transfer today; None where its agency has no account."""
    account = account_of(payment.agency)
    if account is None:
        return None
    code = vietqr(bank=account.bank, number=account.number, amount=payment.amount, content=payment.mark)
    return Transferring(account, payment.amount, payment.mark, code)


def _checked(account: ReceivingAccount) -> ReceivingAccount:
    """Return the account as it is kept: the number without blanks, names on one line and as they are seen."""
    bank, number = account.bank.strip(), re.sub(r"[\s.-]", "", account.number).upper()
    bank_name, holder = (visible_line(name)[:LONGEST_NAME] for name in (account.bank_name, account.holder))
    if not _BANK.fullmatch(bank):
        raise BankCodeWrong
    if not _NUMBER.fullmatch(number):
        raise AccountNumberWrong
    if not (bank_name and holder):
        raise HolderNeeded
    return ReceivingAccount(bank, bank_name, number, holder)


def _decision(agency: Agency, on: date) -> AgencySetting | None:
    """Return the nearest decision in force of the agency itself, and of those that it is a unit of."""
    above = (
        Agency.objects.filter(path__in=upwards(agency.path)).order_by(Depth("path").desc()) if agency.is_unit else ()
    )
    house = [agency.id]
    for one in above:
        house.append(one.id)
        if not one.is_unit:
            break
    decided = AgencySetting.objects.filter(agency__in=house, name=SETTING, valid_from__lte=on)
    decided = decided.exclude(valid_until__lte=on).select_related("agency")
    return decided.order_by(Depth("agency__path").desc()).first()
