"""What a case has to pay, put down when it becomes due."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from nenso.journal.recording import record
from nenso.payments.errors import NotDue, PaymentUnknown
from nenso.payments.marks import mark_of
from nenso.payments.models import LineKind, Payment, PaymentLine, State
from nenso.runtime.acting import Actor, acting, send, through
from nenso.runtime.clock import now
from nenso.runtime.statements import insert, update

USE = "payments"
"""By way of what money is written: who sees a case writes none in another way."""


@dataclass(frozen=True)
class FeeLine:
    """One line of a fee: its name by language, kind, amount in đồng, and why it need not be paid, where it need not."""

    name: dict[str, str]
    kind: LineKind
    amount: int
    exempt_because: str = ""


def ask_payment(
    actor: Actor, case_id: UUID, agency_id: UUID, step: str, lines: Sequence[FeeLine], *, agency_path: str | None = None
) -> Payment:
    """Put down what ``step`` of a case costs, payable to an agency; return the payment.

    Lines that are exempt are kept and not counted; when nothing is left the payment is *waived*. Where lines go to
    several agencies, each is asked for by a payment of its own.
    """
    made, *rows = payment_rows(case_id, agency_id, step, lines)
    with acting(actor):
        send(*through(USE, *insert([made, *rows])))
        body = {"payment": made.id, "step": step, "amount": made.amount, "state": made.state}
        record(case_id, "payment.asked", body, agency_path=agency_path)
    return made


def payment_rows(
    case_id: UUID, agency_id: UUID, step: str, lines: Sequence[FeeLine]
) -> tuple[Payment, *tuple[PaymentLine, ...]]:
    """Return the unsaved rows of :func:`ask_payment`, the payment first, for a writer that has more to write."""
    due = sum(line.amount for line in lines if not line.exempt_because)
    made = Payment(
        case_id=case_id, step=step, agency_id=agency_id, amount=due, state=State.DUE if due else State.WAIVED
    )
    made.mark = mark_of(made.id)
    return made, *(
        PaymentLine(
            case_id=case_id,
            payment_id=made.id,
            seq=seq,
            name=line.name,
            kind=line.kind,
            amount=line.amount,
            exempt=bool(line.exempt_because),
            because=line.exempt_because,
        )
        for seq, line in enumerate(lines, 1)
    )


def cancel_payment(
    actor: Actor, case_id: UUID, payment_id: UUID, reason: str, *, agency_path: str | None = None
) -> Payment:
    """Say that a payment is not due any more (the case was withdrawn or stopped); it must not have been paid."""
    with acting(actor):
        payment = locked(case_id, payment_id)
        if payment.state != State.DUE:
            raise NotDue(state=payment.state)
        payment.state, payment.reason = State.CANCELLED, reason
        send(*through(USE, update(payment, ("state", "reason"))))
        record(case_id, "payment.cancelled", {"payment": payment.id, "reason": reason}, agency_path=agency_path)
    return payment


def announce_transfer(actor: Actor, case_id: UUID, payment_id: UUID, *, agency_path: str | None = None) -> Payment:
    """Put down that the payer says to have transferred what is due: the cashier looks out for it. Twice is once."""
    with acting(actor):
        payment = locked(case_id, payment_id)
        if payment.state != State.DUE:
            raise NotDue(state=payment.state)
        if payment.announced_at is None:
            payment.announced_at = now()
            send(*through(USE, update(payment, ("announced_at",))))
            record(case_id, "payment.announced", {"payment": payment.id}, agency_path=agency_path)
    return payment


def payments_of(case_id: UUID) -> list[Payment]:
    """Return the payments of a case in the order they were asked for; inside ``acting()``."""
    return list(Payment.objects.filter(case_id=case_id).select_related("agency").order_by("id"))


def payment_of(case_id: UUID, payment_id: UUID) -> Payment:
    """Return one payment of a case, with its agency; inside ``acting()``. Raises :class:`PaymentUnknown`."""
    payment = Payment.objects.filter(case_id=case_id, id=payment_id).select_related("agency").first()
    if payment is None:
        raise PaymentUnknown(payment=str(payment_id))
    return payment


def locked(case_id: UUID, payment_id: UUID) -> Payment:
    """Return a payment that nobody else changes until the transaction ends; raise :class:`PaymentUnknown`."""
    payment = Payment.objects.select_for_update().filter(case_id=case_id, id=payment_id).first()
    if payment is None:
        raise PaymentUnknown(payment=str(payment_id))
    return payment
