"""What can be done on a case: acting at a step, supplying, withdrawing, extending, handing over, sharing work out."""

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import answer
from nenso.api.keys import key_of
from nenso.api.routing import Resource
from nenso.api.shapes.acts import (
    ActAsked,
    Assignment,
    ExtensionAsked,
    Handover,
    Reason,
    Standing,
    StepAsked,
    SupplyAsked,
)
from nenso.api.shapes.base import Code
from nenso.api.signing_in import actor_of
from nenso.api.versions import version_seen
from nenso.cases.acts import asking, ending
from nenso.cases.acts.acting import Act, act
from nenso.cases.models import Case
from nenso.cases.queries.overview import case_key
from nenso.cases.queries.words import status_of
from nenso.web.callers import OWNER_ONLY, WHO_WORKS_ON_THE_CASE

resource = Resource("acts")


def standing(case: Case) -> HttpResponse:
    """Return how a case stands after an act."""
    body = {
        "id": case.id,
        "code": case.code,
        "status": status_of(case.status),
        "due_at": case.due_at,
        "version": case.version,
    }
    return answer(body, version=case.version)


@resource.act(
    "/cases/{case}/acts",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    version="optional",
    example={"action": "accept", "step": "receive"},
)
def act_on_case(request: HttpRequest, case: Code, body: ActAsked) -> HttpResponse:
    """Do one of the actions of an open step. With If-Match, somebody else's act meanwhile is a conflict (409)."""
    actor = actor_of(request)
    wanted = Act(
        action=body.action,
        step=body.step,
        form=body.form,
        reason=body.reason,
        marks=[mark.model_dump(exclude_none=True) for mark in body.marks],
        corrections=body.corrections,
        version=version_seen(request),
    )
    return standing(act(actor, case_key(actor, case), wanted, key=key_of(request)))


@resource.act(
    "/cases/{case}/supply",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"form": {}, "note": "Đã gửi giấy chứng sinh."},
)
def supply_case(request: HttpRequest, case: Code, body: SupplyAsked) -> HttpResponse:
    """Give what was asked for, all of it; files are sent before. By the applicant, or a clerk for who stands there."""
    actor = actor_of(request)
    given = asking.Supply(form=body.form, paper=body.paper, note=body.note)
    return standing(asking.supply(actor, case_key(actor, case), given, key=key_of(request)))


@resource.act(
    "/cases/{case}/withdraw",
    may=OWNER_ONLY,
    returns=Standing,
    example={"reason": "Sai thông tin, sẽ nộp lại."},
)
def withdraw_case(request: HttpRequest, case: Code, body: Reason) -> HttpResponse:
    """Take an application back; twice is once."""
    actor = actor_of(request)
    return standing(ending.withdraw(actor, case_key(actor, case), body.reason, key=key_of(request)))


@resource.act(
    "/cases/{case}/extend",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"until": "2026-11-05T17:00:00+07:00", "reason": "Phải xác minh."},
)
def extend_case(request: HttpRequest, case: Code, body: ExtensionAsked) -> HttpResponse:
    """Move the due time, as far as the procedure lets, with reason and apology (form 04)."""
    actor = actor_of(request)
    return standing(ending.extend(actor, case_key(actor, case), body.until, body.reason, key=key_of(request)))


@resource.act(
    "/cases/{case}/deliver",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"to": ""},
)
def deliver_case(request: HttpRequest, case: Code, body: Handover) -> HttpResponse:
    """Hand the results over; once is enough. Opening a result is its delivery too."""
    actor = actor_of(request)
    return standing(ending.deliver(actor, case_key(actor, case), to=body.to, key=key_of(request)))


@resource.act(
    "/cases/{case}/claim",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"step": "receive"},
)
def claim_step(request: HttpRequest, case: Code, body: StepAsked) -> HttpResponse:
    """Take a task on: it is then this officer's alone."""
    actor = actor_of(request)
    return standing(ending.claim(actor, case_key(actor, case), body.step, key=key_of(request)))


@resource.act(
    "/cases/{case}/give-back",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"step": "receive"},
)
def give_step_back(request: HttpRequest, case: Code, body: StepAsked) -> HttpResponse:
    """Give a task back to everybody whose role it is."""
    actor = actor_of(request)
    return standing(ending.give_back(actor, case_key(actor, case), body.step, key=key_of(request)))


@resource.act(
    "/cases/{case}/assign",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Standing,
    example={"step": "receive", "account": "01935e2a-0000-7000-8000-000000000000"},
)
def assign_step(request: HttpRequest, case: Code, body: Assignment) -> HttpResponse:
    """Hand a task to one officer; for the heads of the agency."""
    actor = actor_of(request)
    return standing(ending.assign(actor, case_key(actor, case), body.step, body.account, key=key_of(request)))
