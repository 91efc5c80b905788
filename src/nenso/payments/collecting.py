"""Money taken and given back at the counter, recorded by the agency's cashier (người thu tiền)."""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from nenso.agencies.models import Agency
from nenso.agencies.succeeding import in_stead_of
from nenso.journal.recording import record
from nenso.payments.asking import USE, locked
from nenso.payments.errors import (
    AmountDiffers,
    ClientKeyReused,
    NotCashier,
    NotDue,
    NotPaid,
    PaidInTheFuture,
    RefundTooLarge,
)
from nenso.payments.models import Means, Payment, Refund, State
from nenso.payments.receipts import next_receipt
from nenso.runtime.acting import Actor, acting, send, through
from nenso.runtime.clock import now
from nenso.runtime.statements import insert, update

PAID = ("state", "means", "payer", "reference", "paid_at", "recorded_at", "cashier", "client_key", "receipt")
"""What of a payment is written when it is received."""


def record_payment(
    actor: Actor,
    case_id: UUID,
    payment_id: UUID,
    *,
    means: Means,
    amount: int,
    payer: str = "",
    reference: str = "",
    paid_at: datetime | None = None,
    client_key: str = "",
    agency_path: str | None = None,
) -> Payment:
    """Record that a payment was received, whole, and give it the agency's next receipt number.

    ``actor`` is a cashier of the agency or of one of its units, or for what came online the system.
    ``paid_at``: when (aware; default now); ``reference``: the bank's or gateway's number. The same ``client_key`` again
    gives the payment that was recorded. Raises :class:`NotCashier`, :class:`NotDue`, :class:`AmountDiffers`,
    :class:`PaidInTheFuture`, :class:`~nenso.payments.errors.PaymentUnknown`.
    """
    with acting(actor):
        payment = locked(case_id, payment_id)
        _be_cashier(actor, payment, means)
        if payment.state == State.PAID and client_key and payment.client_key == client_key:
            return payment
        if payment.state != State.DUE:
            raise NotDue(state=payment.state)
        if amount != payment.amount:
            raise AmountDiffers(given=amount, expected=payment.amount)
        moment = now()
        if paid_at and paid_at > moment:
            raise PaidInTheFuture
        payment.state, payment.means, payment.payer, payment.reference = State.PAID, means, payer, reference
        payment.paid_at, payment.recorded_at = paid_at or moment, moment
        payment.cashier, payment.client_key = actor.account, client_key
        payment.receipt = next_receipt(payment.agency_id)
        send(*through(USE, update(payment, PAID)))
        body = {
            "payment": payment.id,
            "amount": amount,
            "means": means.value,
            "receipt": payment.receipt,
            "paid_at": payment.paid_at,
        }
        record(case_id, "payment.recorded", body, agency_path=agency_path)
    return payment


def refund_payment(
    actor: Actor,
    case_id: UUID,
    payment_id: UUID,
    *,
    means: Means,
    amount: int,
    reason: str,
    client_key: str = "",
    agency_path: str | None = None,
) -> Refund:
    """Record that ``amount`` đồng of a paid payment went back, and why; whole, the payment is then *refunded*.

    By a cashier as for :func:`record_payment`, of the agency that goes on where the one that was paid is no more; or by
    a procedure that gives back what it took, whatever the means: the agency's cashier then pays it out. Raises
    :class:`NotCashier`, :class:`NotPaid`, :class:`RefundTooLarge`, :class:`ClientKeyReused`.
    """
    with acting(actor):
        payment = locked(case_id, payment_id)
        agency = in_stead_of([payment.agency_id])[payment.agency_id]
        if not actor.system:
            must_be_cashier(actor, agency)
        earlier = Refund.objects.filter(case_id=case_id, client_key=client_key).first() if client_key else None
        if earlier is not None:
            if (earlier.payment_id, earlier.amount) != (payment_id, amount):
                raise ClientKeyReused(client_key=client_key)
            return earlier
        if payment.state != State.PAID:
            raise NotPaid(state=payment.state)
        given_back = Refund.objects.filter(case_id=case_id, payment_id=payment_id).aggregate(sum=Sum("amount"))["sum"]
        left = payment.amount - (given_back or 0)
        if not 0 < amount <= left:
            raise RefundTooLarge(left=left, given=amount)
        if amount == left:
            payment.state = State.REFUNDED
            send(*through(USE, update(payment, ("state",))))
        refund = Refund(
            case_id=case_id,
            payment_id=payment_id,
            amount=amount,
            means=means,
            reason=reason,
            cashier=actor.account,
            receipt=next_receipt(agency),
            client_key=client_key or None,
        )
        send(*through(USE, *insert([refund])))
        body = {
            "payment": payment.id,
            "amount": amount,
            "means": means.value,
            "receipt": refund.receipt,
            "reason": reason,
        }
        record(case_id, "payment.refunded", body, agency_path=agency_path)
    return refund


def must_be_cashier(actor: Actor, agency: UUID) -> None:
    """Refuse whoever holds no cashier's post there; a post at a unit of an agency opens the agency's doors too."""
    if f"cashier@{agency}" not in actor.readers:
        name = Agency.objects.filter(id=agency).values_list("name", flat=True).first()
        raise NotCashier(agency=name or str(agency))


def _be_cashier(actor: Actor, payment: Payment, means: Means) -> None:
    if not (actor.system and means == Means.ONLINE):
        must_be_cashier(actor, payment.agency_id)
