"""Sums that came in by bank transfer, taken for the payments of cases: told by a bank or its statement, or by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.cases.acts.paying import pay
from nenso.cases.models import CaseCode
from nenso.cases.queries.overview import LONGEST_CODE
from nenso.payments.collecting import must_be_cashier
from nenso.payments.errors import NothingDueOnCase, ReasonNeeded
from nenso.payments.models import BankTransfer, Means, Payment
from nenso.payments.models import State as PaymentState
from nenso.payments.transfers import State, Told, keep, open_transfer, payment_for, write_outcome
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem
from nenso.runtime.text import one_line

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Received:
    """What became of one line: the transfer as it is kept, whether it was known before; or what is wrong with it."""

    told: Told
    transfer: BankTransfer | None = None
    known: bool = False
    receipt: str = ""
    problem: Problem | None = None


def receive_transfers(actor: Actor, agency: Agency, told: Iterable[Told]) -> list[Received]:
    """Take what a bank told, line by line, each in a transaction of its own; a line told again does nothing twice.

    A sum that names a payment due at ``agency`` and has its amount is recorded as received online, with a receipt; the
    step that waited for it goes on. Any other is kept open, with why, also one that another recorded or stopped in the
    same moment. For cashiers; raises
    :class:`~nenso.payments.errors.NotCashier`.
    """
    with acting(actor):
        must_be_cashier(actor, agency.id)
    return [_receive(actor, agency, one) for one in told]


def _receive(actor: Actor, agency: Agency, told: Told) -> Received:
    try:
        with acting(actor):
            transfer = keep(agency.id, told)
            if transfer.state != State.OPEN:
                return Received(told, transfer, known=True)
            known, (payment, why) = bool(transfer.why), payment_for(transfer)
            if payment is not None:
                try:
                    return Received(told, transfer, known, _record(actor, transfer, payment, Means.ONLINE))
                except Problem:
                    why = payment_for(transfer)[1] or "not_taken"
            if why != transfer.why:
                write_outcome(transfer, State.OPEN, why=why)
    except Problem as problem:
        return Received(told, problem=problem)
    return Received(told, transfer, known)


def settle_for_case(actor: Actor, agency: Agency, key: UUID, case: str) -> str:
    """Take an open transfer for the payment of its amount that is due on the case with this code; return the receipt.

    For cashiers. Raises :class:`~nenso.payments.errors.NotCashier`, ``TransferUnknown``, ``TransferSettled``,
    :class:`NothingDueOnCase`.
    """
    case = one_line(case)[:LONGEST_CODE]
    with acting(actor):
        must_be_cashier(actor, agency.id)
        transfer = open_transfer(agency.id, key)
        own = CaseCode.objects.filter(pk=case).values("case_id")
        due = Payment.objects.filter(case_id__in=own, agency=agency, state=PaymentState.DUE, amount=transfer.amount)
        payment = due.order_by("id").first()
        if payment is None:
            raise NothingDueOnCase(case=case or "—", amount=transfer.amount)
        return _record(actor, transfer, payment, Means.TRANSFER)


def settle_otherwise(actor: Actor, agency: Agency, key: UUID, note: str) -> None:
    """Say how an open transfer was dealt with that is no payment of a case: given back, of another matter.

    For cashiers. Raises what :func:`settle_for_case` does, and :class:`ReasonNeeded`.
    """
    note = one_line(note)[:LONGEST_NOTE]
    with acting(actor):
        must_be_cashier(actor, agency.id)
        transfer = open_transfer(agency.id, key)
        if not note:
            raise ReasonNeeded
        write_outcome(transfer, State.SETTLED, why=transfer.why, note=note)


def _record(actor: Actor, transfer: BankTransfer, payment: Payment, means: Means) -> str:
    paid = pay(
        actor,
        payment.case_id,
        payment.id,
        means=means,
        amount=transfer.amount,
        payer=transfer.payer,
        reference=transfer.reference,
        paid_at=transfer.at,
        key=f"transfer-{transfer.id.hex}",
    )
    write_outcome(transfer, State.RECORDED, payment=payment)
    return paid.receipt
