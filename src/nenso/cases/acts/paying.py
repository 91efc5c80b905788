"""Money on a case: what a step asks for, what the cashier records, and the step that goes on when it is paid."""

from uuid import UUID

from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.effects import effect
from nenso.cases.engine.loading import load
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.turn import Turn
from nenso.cases.intake import fees
from nenso.language.declarations.effects import Refund
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
    key: str,
) -> Payment:
    """Record that a payment of a case was received; the step that waited for it goes on in the same transaction.

    ``amount`` in đồng. Raises what :func:`~nenso.payments.collecting.record_payment` raises.
    """
    with acting(actor):
        case = load(case_id).case
        path = case.agency.path
        payment = record_payment(
            actor,
            case_id,
            payment_id,
            means=means,
            amount=amount,
            payer=payer,
            reference=reference,
            client_key=key,
            agency_path=path,
        )
        if payment.step != fees.AT_FILING and not _still_due(case_id, payment.step):
            act(GATEWAY, case_id, Act("paid", step=payment.step), key=f"paid-{payment_id.hex}")
    return payment


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
