"""Money on a case: what a step asks for, what the cashier records, and the step that goes on when it is paid."""

from datetime import datetime
from uuid import UUID

from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.effects import effect
from nenso.cases.acts.telling import tell_paid
from nenso.cases.engine.loading import load
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake import fees
from nenso.cases.queries.overview import case_row, offered_by_row
from nenso.cases.queries.sight import sight_of
from nenso.language.declarations.effects import Refund
from nenso.payments.asking import announce_transfer
from nenso.payments.collecting import record_payment, refund_payment
from nenso.payments.models import Means, Payment, State
from nenso.runtime.acting import Actor, acting

GATEWAY = Actor(system="cases.payments", scope=("vn",), readers=frozenset())


def pay(
    actor: Actor,
    case_id: UUID,
    payment_id: UUID,
    *,
    means: Means,
    amount: int,
    payer: str = "",
    reference: str = "",
    paid_at: datetime | None = None,
    key: str,
) -> Payment:
    """Record that a payment of a case was received; the step that waited for it goes on in the same transaction.

    Whoever paid from afar is told; cash is answered with a receipt. ``amount`` in đồng; ``paid_at``: when (aware;
    default now). Raises what :func:`~nenso.payments.collecting.record_payment` does.
    """
    with acting(actor):
        loaded = load(case_id)
        payment = record_payment(
            actor,
            case_id,
            payment_id,
            means=means,
            amount=amount,
            payer=payer,
            reference=reference,
            paid_at=paid_at,
            client_key=key,
            agency_path=loaded.case.agency.path,
        )
        if payment.means != Means.CASH:
            tell_paid(turn_on(actor, loaded), payment)
        if payment.step != fees.AT_FILING and not _still_due(case_id, payment.step):
            act(GATEWAY, case_id, Act("paid", step=payment.step), key=f"paid-{payment_id.hex}")
    return payment


def announce(actor: Actor, wanted: str, payment_id: UUID) -> Payment:
    """Put down that applicant or filer of the case says to have transferred what is due. Twice is once.

    Raises ``CaseUnknown``, also to others who see the case; ``PaymentUnknown``, ``NotDue``.
    """
    row = case_row(actor, wanted)
    if not sight_of(actor, row, offered_by_row(row)).owns:
        raise CaseUnknown
    return announce_transfer(actor, UUID(row["id"]), payment_id, agency_path=row["agency"]["path"])


def _still_due(case_id: UUID, step: str) -> bool:
    return Payment.objects.filter(case_id=case_id, step=step, state=State.DUE).exists()


@effect("refund")
def _refund(turn: Turn, declared: Refund, reasoning: Reasoning) -> None:
    """Give back what a ``pay`` step took, whole."""
    step = declared.refund.source.rpartition("step.")[2]
    del reasoning
    for payment in Payment.objects.filter(case_id=turn.case.id, step=step, state=State.PAID):
        refund_payment(
            GATEWAY,
            turn.case.id,
            payment.id,
            means=Means(payment.means),
            amount=payment.amount,
            reason=turn.offered.name,
            client_key=f"refund-{payment.id.hex}",
            agency_path=turn.case.agency.path,
        )
