"""Money taken at the counter."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import answer
from nenso.api.keys import key_of
from nenso.api.routing import Resource
from nenso.api.shapes.acts import Paid, PaymentTaken
from nenso.api.shapes.base import Code
from nenso.api.signing_in import actor_of
from nenso.cases.acts.paying import pay
from nenso.cases.queries.overview import case_key
from nenso.payments.models import Means
from nenso.web.callers import WHO_WORKS_ON_THE_CASE

resource = Resource("payments")


@resource.post(
    "/cases/{case}/payments/{payment}",
    may=WHO_WORKS_ON_THE_CASE,
    scope="payments:write",
    returns=Paid,
    key=True,
    example={"means": "cash", "amount": 16000, "payer": "Triệu Thị Mai"},
)
def take_payment(request: HttpRequest, case: Code, payment: UUID, body: PaymentTaken) -> HttpResponse:
    """Record that a payment was received, by the agency's cashier; the step that waited for it goes on."""
    actor = actor_of(request)
    paid = pay(
        actor,
        case_key(actor, case),
        payment,
        means=Means(body.means),
        amount=body.amount,
        payer=body.payer[:200],
        reference=body.reference,
        key=key_of(request),
    )
    body_ = {
        "id": paid.id,
        "amount": paid.amount,
        "state": paid.state,
        "receipt": paid.receipt,
        "paid_at": paid.paid_at,
    }
    return answer(body_)
