"""One sum of a case: how it is paid, and that it was."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.keys import key_of
from nenso.api.routing import Resource
from nenso.api.shapes.acts import Paid, PaymentTaken
from nenso.api.shapes.base import Code
from nenso.api.shapes.paying import PaymentDue
from nenso.api.signing_in import actor_of
from nenso.cases.acts.paying import pay
from nenso.cases.queries.overview import case_key
from nenso.cases.queries.owing import owed
from nenso.payments.models import Means
from nenso.web.callers import WHO_SEES_THE_CASE, WHO_WORKS_ON_THE_CASE

resource = Resource("payments")


@resource.get("/cases/{case}/payments/{payment}", may=WHO_SEES_THE_CASE, scope="cases:read", returns=PaymentDue)
def read_payment(request: HttpRequest, case: Code, payment: UUID) -> HttpResponse:
    """One sum of a case, and how it is paid by bank transfer while it is due."""
    found = owed(actor_of(request), case, payment)
    names = ("id", "amount", "state", "receipt", "paid_at")
    shown = {name: found.payment[name] for name in names}
    shown |= {"agency": agency_brief(found.agency), "announced_at": found.announced_at}
    return read_answer(request, shown | {"transfer": asdict(found.transfer) if found.transfer else None})


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
