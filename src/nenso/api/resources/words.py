"""What is always there on a case besides acts: comments, messages, hand-overs to another agency, directives."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import answer
from nenso.api.keys import key_of
from nenso.api.resources.acts import standing
from nenso.api.routing import Resource
from nenso.api.shapes.acts import DirectiveAnswer, DirectiveAsked, Entered, HandOverAsked, Reason, Said, Standing
from nenso.api.shapes.base import Code
from nenso.api.signing_in import actor_of
from nenso.cases.acts import directing, handing, talking
from nenso.cases.models import Entry
from nenso.cases.queries.overview import case_key
from nenso.web.callers import WHO_WORKS_ON_THE_CASE

resource = Resource("words")

AN_AGENCY = "01935e2a-0000-7000-8000-000000000000"


def entered(entry: Entry) -> HttpResponse:
    """Answer with what was said."""
    body = {
        "id": entry.id,
        "seq": entry.seq,
        "kind": entry.kind,
        "at": entry.at,
        "by": entry.actor_name,
        "text": entry.reason,
    }
    return answer(body, status=201)


@resource.act(
    "/cases/{case}/comments",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Entered,
    status=201,
    example={"text": "Đã gọi điện xác minh với Công an xã."},
)
def comment_on_case(request: HttpRequest, case: Code, body: Said) -> HttpResponse:
    """Note something for whoever works on the case; the applicant never sees it."""
    actor = actor_of(request)
    return entered(talking.comment(actor, case_key(actor, case), body.text, key=key_of(request)))


@resource.act(
    "/cases/{case}/messages",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Entered,
    status=201,
    example={"text": "Anh chị mang theo căn cước khi đến nhận kết quả."},
)
def send_message(request: HttpRequest, case: Code, body: Said) -> HttpResponse:
    """Write to the applicant, or as the applicant to whoever has the case; both see it and are told."""
    actor = actor_of(request)
    return entered(talking.message(actor, case_key(actor, case), body.text, key=key_of(request)))


@resource.act(
    "/cases/{case}/transfer",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"agency": AN_AGENCY, "reason": "Thuộc thẩm quyền của xã khác."},
)
def hand_case_over(request: HttpRequest, case: Code, body: HandOverAsked) -> HttpResponse:
    """Give the case to another agency that offers the procedure; its due time stays. That one acknowledges."""
    actor = actor_of(request)
    key = key_of(request)
    return standing(handing.hand_over(actor, case_key(actor, case), body.agency, body.reason, key=key))


@resource.act("/cases/{case}/acknowledge", may=WHO_WORKS_ON_THE_CASE, returns=Standing)
def acknowledge_case(request: HttpRequest, case: Code) -> HttpResponse:
    """Say that a case handed over has come; 409 when none waits for it."""
    actor = actor_of(request)
    return standing(handing.acknowledge(actor, case_key(actor, case), key=key_of(request)))


@resource.act(
    "/cases/{case}/send-back",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"reason": "Không thuộc thẩm quyền."},
)
def send_case_back(request: HttpRequest, case: Code, body: Reason) -> HttpResponse:
    """Give a case back that was handed over by mistake; the due time stays as it was."""
    actor = actor_of(request)
    return standing(handing.send_back(actor, case_key(actor, case), body.reason, key=key_of(request)))


@resource.act(
    "/cases/{case}/directives",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Entered,
    status=201,
    example={
        "task": "Báo cáo lý do chậm.",
        "to": "01935e2a-0000-7000-8000-000000000000",
        "due_at": "2026-11-05T17:00:00+07:00",
    },
)
def direct_on_case(request: HttpRequest, case: Code, body: DirectiveAsked) -> HttpResponse:
    """Give a task on the case, with who answers for it and by when; it decides nothing. For heads and leaders."""
    actor = actor_of(request)
    directive = directing.Directive(body.task, body.to, body.due_at)
    return entered(directing.direct(actor, case_key(actor, case), directive, key=key_of(request)))


@resource.act(
    "/cases/{case}/directives/{directive}/answers",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Entered,
    status=201,
    example={"text": "Đã liên hệ, sẽ xong trong hôm nay.", "done": False},
)
def answer_a_directive(request: HttpRequest, case: Code, directive: UUID, body: DirectiveAnswer) -> HttpResponse:
    """Report on a directive; by whoever answers for it, or gave it."""
    actor = actor_of(request)
    entry = directing.answer_directive(
        actor, case_key(actor, case), directive, body.text, done=body.done, key=key_of(request)
    )
    return entered(entry)
