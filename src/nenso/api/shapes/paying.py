"""How a sum is paid by bank transfer, and what banks tell of those that came in."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from nenso.api.shapes.administering import Day, Text
from nenso.api.shapes.base import AgencyBrief, Asked, Code, Words

BankText = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
MOST_TOLD = 100


class Account(Schema):
    """``bank``: its six digits at NAPAS (BIN)."""

    bank: str
    bank_name: str
    number: str
    holder: str


class Transfer(Schema):
    """``content`` is what the payer writes, by which the sum is found again; ``code`` the text of the VietQR."""

    account: Account
    amount: int
    content: str
    code: str


class PaymentDue(Schema):
    """``announced_at``: when the payer said to have transferred it. ``transfer``: while it is due, where it can be."""

    id: UUID
    amount: int
    state: str
    agency: AgencyBrief
    receipt: str
    paid_at: datetime | None
    announced_at: datetime | None
    transfer: Transfer | None


class DueToAgency(Schema):
    """What is due on a case, to whoever follows it by its code."""

    amount: int
    agency: str
    transfer: Transfer | None


class ReceivingAccountShape(Schema):
    """``account`` is empty where nothing is received by transfer."""

    account: Account | None


class AccountAsked(Asked):
    """``account`` empty: nothing is received by transfer from then on. ``since``: today at the earliest."""

    account: Account | None
    since: Day | None = None
    basis: Text = ""


class TransferTold(Asked):
    """One sum that came in, as the bank has it; ``reference`` is its number there, by which it is known again."""

    reference: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]
    at: AwareDatetime
    amount: int = Field(gt=0, le=10**12)
    content: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")] = ""
    payer: BankText = ""


class TransfersTold(Asked):
    transfers: list[TransferTold] = Field(min_length=1, max_length=MOST_TOLD)


class TransferOutcome(Schema):
    """``known``: it had been told before. ``why``: what keeps an open one from being a payment."""

    reference: str
    state: Literal["recorded", "open", "settled", "refused"]
    known: bool
    receipt: str
    why: Words | None


class TransferOutcomes(Schema):
    items: list[TransferOutcome]


class TransferShape(Schema):
    """A sum that came in."""

    id: UUID
    reference: str
    at: datetime
    amount: int
    content: str
    payer: str
    state: str
    why: Words | None
    note: str


class TransferPage(Schema):
    items: list[TransferShape]
    next: str | None


class TransferSettled(Asked):
    """``case``: it pays what is due there. Otherwise ``note`` says how it was dealt with."""

    case: Code | None = None
    note: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")] = ""
