"""Asking another agency what it thinks of a case (lấy ý kiến), and its answer; silence is no consent."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.api.keys import key_of
from nenso.api.resources.words import AN_AGENCY, entered
from nenso.api.routing import Resource
from nenso.api.shapes.acts import ConsultationAsked, Entered, OpinionGiven
from nenso.api.shapes.base import Code
from nenso.api.signing_in import actor_of
from nenso.cases.acts import consulting
from nenso.cases.queries.overview import case_key
from nenso.web.callers import OWNER_ONLY, WHO_WORKS_ON_THE_CASE

resource = Resource("consultations")


@resource.act(
    "/cases/{case}/consultations",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Entered,
    status=201,
    example={"agency": AN_AGENCY, "text": "Đề nghị cho ý kiến.", "due_at": "2026-12-05T17:00:00+07:00"},
)
def consult_an_agency(request: HttpRequest, case: Code, body: ConsultationAsked) -> HttpResponse:
    """Ask another agency; from then on it sees the case. The step goes on and its due time stays."""
    actor = actor_of(request)
    question = consulting.Question(body.agency, body.text, body.due_at)
    return entered(consulting.consult(actor, case_key(actor, case), question, key=key_of(request)))


@resource.act(
    "/cases/{case}/consultations/{consultation}/opinion",
    may=OWNER_ONLY,
    returns=Entered,
    status=201,
    example={"stand": "agrees", "text": "Nhất trí."},
)
def give_an_opinion(request: HttpRequest, case: Code, consultation: UUID, body: OpinionGiven) -> HttpResponse:
    """Answer for an agency that was asked: where it stands and why; once."""
    actor = actor_of(request)
    key = key_of(request)
    entry = consulting.give_opinion(actor, case_key(actor, case), consultation, body.stand, body.text, key=key)
    return entered(entry)
