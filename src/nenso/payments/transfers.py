"""Sums that came in on an agency's account, as its bank told: kept once each, and which payment one is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from nenso.journal.recording import record
from nenso.payments.asking import USE
from nenso.payments.collecting import must_be_cashier
from nenso.payments.errors import (
    AmountImpossible,
    MomentImpossible,
    PaidInTheFuture,
    ReferenceNeeded,
    ReferenceReused,
    TransferSettled,
    TransferUnknown,
)
from nenso.payments.marks import marks_in
from nenso.payments.models import BankTransfer, Payment
from nenso.payments.models import State as PaymentState
from nenso.runtime.acting import Actor, acting, current_actor, send, through
from nenso.runtime.clock import VIETNAM, now
from nenso.runtime.statements import insert, update
from nenso.runtime.text import visible_line

State = BankTransfer.State
USUAL: Final = 50
LONGEST_REFERENCE: Final = 100
MOST: Final = 10**12
"""The most đồng that one transfer is taken for."""
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=VIETNAM)
"""No statement tells of a day before: a date that is earlier was read wrongly."""

WHY: Final[Mapping[str, Mapping[str, str]]] = {
    "no_mark": {"vi": "nội dung không có mã nộp tiền", "en": "the content names no payment"},
    "unknown": {"vi": "mã nộp tiền không có ở cơ quan này", "en": "no payment of this agency has that mark"},
    "several": {"vi": "nội dung có nhiều mã nộp tiền", "en": "the content names several payments"},
    "amount_differs": {"vi": "số tiền khác số phải nộp", "en": "the amount is not what is due"},
    "before_asked": {"vi": "tiền về trước ngày có khoản phải nộp", "en": "it came before the day it was asked for"},
    "paid_before": {"vi": "khoản này đã được nộp trước đó", "en": "it was paid before"},
    "not_due": {"vi": "khoản này không phải nộp nữa", "en": "it is not due any more"},
    "not_taken": {"vi": "hồ sơ chưa ghi thu được khoản này", "en": "the case could not take it yet"},
}
"""Why a transfer is not taken for a payment."""

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('transfer:' || %s, 0))"


@dataclass(frozen=True)
class Told:
    """One line of a bank statement: the bank's number of it, when it was booked (aware), đồng, content, payer."""

    reference: str
    at: datetime
    amount: int
    content: str
    payer: str = ""


def keep(agency: UUID, told: Told) -> BankTransfer:
    """Return what was told as it is kept, new or from before, held until the transaction ends; inside ``acting()``.

    Raises :class:`ReferenceNeeded`, :class:`AmountImpossible`, :class:`MomentImpossible`, :class:`PaidInTheFuture`,
    and :class:`ReferenceReused` when the bank's number is known for another sum.
    """
    told = _checked(told)
    made = BankTransfer(
        agency_id=agency,
        reference=told.reference,
        at=told.at,
        amount=told.amount,
        content=told.content,
        payer=told.payer,
        told_by=current_actor().account,
    )
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [f"{agency}:{told.reference}"])
    found = BankTransfer.objects.select_for_update().filter(agency_id=agency, reference=told.reference).first()
    if found is None:
        send(*through(USE, *insert([made])))
        return made
    if not _is_same(found, told):
        raise ReferenceReused(reference=told.reference, amount=found.amount)
    return found


def _checked(told: Told) -> Told:
    """Return what was told as it is kept: texts on one line, without signs that nobody sees."""
    if not 0 < told.amount <= MOST:
        raise AmountImpossible(most=MOST)
    if told.at < EARLIEST:
        raise MomentImpossible(year=EARLIEST.year)
    if told.at > now():
        raise PaidInTheFuture
    reference, content, payer = map(visible_line, (told.reference, told.content, told.payer))
    if not reference:
        raise ReferenceNeeded
    return replace(told, reference=reference, content=content, payer=payer)


def _is_same(kept: BankTransfer, told: Told) -> bool:
    """Return whether a number told again is of the same sum: some banks count anew each day, and fees are often alike.

    The bank's program and its statement may word a content differently; the mark in it stays.
    """
    marks = marks_in(kept.content)
    same = kept.amount == told.amount and marks == marks_in(told.content)
    return same and (bool(marks) or _day(kept.at) == _day(told.at))


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def transfers_at(
    actor: Actor, agency: UUID, *, state: State = State.OPEN, after: UUID | None = None, limit: int = USUAL
) -> tuple[list[BankTransfer], UUID | None]:
    """Return what came in for an agency, the newest told first, and after which the next page begins; for cashiers.

    Raises :class:`~nenso.payments.errors.NotCashier`.
    """
    with acting(actor):
        must_be_cashier(actor, agency)
        rows = BankTransfer.objects.filter(agency_id=agency, state=state).order_by("-id")
        found = list((rows.filter(id__lt=after) if after is not None else rows)[: limit + 1])
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def open_transfer(agency: UUID, key: UUID) -> BankTransfer:
    """Return a transfer that nobody dealt with, held; inside ``acting()``.

    Raises :class:`TransferUnknown`, :class:`TransferSettled`.
    """
    found = BankTransfer.objects.select_for_update().filter(agency_id=agency, pk=key).first()
    if found is None:
        raise TransferUnknown
    if found.state != State.OPEN:
        raise TransferSettled
    return found


def payment_for(transfer: BankTransfer) -> tuple[Payment | None, str]:
    """Return the payment that a transfer is for, due and of the same amount; or why it is none (:data:`WHY`).

    Nobody knows a mark before the payment is asked for: an earlier day was read wrongly, or made up.
    """
    marks = marks_in(transfer.content)
    if not marks:
        return None, "no_mark"
    found = list(Payment.objects.filter(agency_id=transfer.agency_id, mark__in=marks))
    fit = [one for one in found if one.state == PaymentState.DUE and one.amount == transfer.amount]
    if len(fit) != 1:
        return None, _why(found)
    if _day(transfer.at) < _day(fit[0].asked_at):
        return None, "before_asked"
    return fit[0], ""


def _why(found: Sequence[Payment]) -> str:
    if len(found) != 1:
        return "several" if found else "unknown"
    states = {
        PaymentState.DUE: "amount_differs",
        PaymentState.PAID: "paid_before",
        PaymentState.REFUNDED: "paid_before",
    }
    return states.get(PaymentState(found[0].state), "not_due")


def write_outcome(
    transfer: BankTransfer, state: State, *, payment: Payment | None = None, why: str = "", note: str = ""
) -> None:
    """Write what became of a transfer and put it down in the agency's journal; inside ``acting()``."""
    transfer.state, transfer.why, transfer.note = state, why, note
    if payment is not None:
        transfer.case_id, transfer.payment_id = payment.case_id, payment.id
    if state != State.OPEN:
        transfer.settled_at, transfer.settled_by = now(), current_actor().account
    names = ("state", "why", "note", "case_id", "payment_id", "settled_at", "settled_by")
    send(*through(USE, update(transfer, names)))
    body = {"transfer": transfer.id, "amount": transfer.amount, "state": state.value, "why": why, "note": note}
    body |= {"payment": payment.id} if payment is not None else {}
    record(transfer.agency_id, f"transfer.{_DONE[state]}", body, agency_path=transfer.agency.path)


_DONE: Final = {State.OPEN: "kept", State.RECORDED: "recorded", State.SETTLED: "settled"}
