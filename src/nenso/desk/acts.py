"""What an officer does on a case, sent from its page: done once, told when it is done, shown again when refused."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from nenso.cases.acts import asking, ending
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.paying import pay
from nenso.cases.queries.looking import look
from nenso.cases.queries.working import AtWork, case_at_work
from nenso.desk.case import Again, case_page, moment_typed
from nenso.desk.correcting import corrections_sent
from nenso.desk.errors import MomentNeeded
from nenso.desk.receipt import LONGEST_KEY, receipt_address
from nenso.payments.models import Means
from nenso.runtime.ids import NO_KEY, key_in
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import WHO_WORKS_ON_THE_CASE, Callers
from nenso.web.forms.answers import read_answers
from nenso.web.given import take_field_files
from nenso.web.keys import key_of
from nenso.web.pages import PageRequest, page
from nenso.web.uploads import PageUpload
from nenso.web.wording import t

Use = Callable[..., Any]
View = Callable[..., HttpResponseBase]
_LONGEST_AMOUNT = 15


def sent(may: Callers = WHO_WORKS_ON_THE_CASE, **example: str) -> Callable[[Use], View]:
    """Make a use the view of a form: its problem shown on the case's page with what was typed, success told there."""

    def of(use: Use) -> View:
        def view(request: PageRequest, /, case: str, **names: Any) -> HttpResponseBase:
            found = case_at_work(request.actor, case, to_act=True)
            return carried_out(request, found, partial(use, request, found, **names), request.POST)

        view.__name__, view.__doc__ = use.__name__, use.__doc__
        return cast("View", require_POST(page(may=may, example=example)(view)))

    return of


def carried_out(request: PageRequest, case: AtWork, use: Use, typed: QueryDict) -> HttpResponseBase:
    """Do it and lead to the case, or show the case again with what is wrong and what was typed."""
    code = case.row["code"]
    try:
        use()
    except Problem as problem:
        return case_page(request, case_at_work(request.actor, str(case.key)), Again(problem, typed))
    messages.success(request, t("Đã ghi nhận trên hồ sơ {code}.", "Done on case {code}.", code=code))
    return redirect(_back_to(request, code))


def _back_to(request: PageRequest, code: str) -> str:
    """Return where it was sent from: the receipt that is being made out at the counter, else the case."""
    filed_with = request.POST.get("receipt", "")[:LONGEST_KEY]
    return receipt_address(code, filed_with) if filed_with else reverse("desk-case", kwargs={"case": code})


@csrf_exempt
@require_POST
@page(may=WHO_WORKS_ON_THE_CASE, example={"step": "receive", "action": "accept", "version": "1"})
def do_act(request: PageRequest, case: str) -> HttpResponseBase:
    """Do one of the actions of an open step, with its form and files, its reason and what was marked."""
    request.upload_handlers = [PageUpload(request)]
    return _take_in(request, case)


@csrf_protect
def _take_in(request: PageRequest, case: str) -> HttpResponseBase:
    found = case_at_work(request.actor, case, to_act=True)
    sent, wrong = take_field_files(request, found.key, request.POST.get("step", ""))
    what, _, named = sent.get("do", "").partition(":")
    if what == "unfile":
        path, _, file = named.rpartition(":")
        sent.setlist(path, [one for one in sent.getlist(path) if one != file])
    if wrong or what:
        return case_page(request, case_at_work(request.actor, case), Again(typed=sent, wrong=wrong))
    return carried_out(request, found, partial(_act, request, found, sent), sent)


def _act(request: PageRequest, case: AtWork, sent: QueryDict) -> None:
    step, action, version = (sent.get(name, "") for name in ("step", "action", "version"))
    declared = case.offered.procedure.steps.get(step)
    form: dict[str, Any] = {}
    marks: list[dict[str, str]] = []
    if declared is not None and action in declared.actions:
        for one in (declared.form, declared.actions[action].form):
            form |= read_answers(one.fields, sent, {}).form if one else {}
        marks = _marks(sent) if "applicant" in declared.actions[action].targets else []
    wanted = Act(
        action,
        step=step,
        form=form,
        reason=sent.get("reason", ""),
        marks=marks,
        corrections=corrections_sent(case, step, sent),
        version=whole(version),
    )
    act(request.actor, case.key, wanted, key=key_of(request))


def _marks(sent: QueryDict) -> list[dict[str, str]]:
    """Return what was ticked as wrong or missing, each with why; ``mark`` is ``field:child.full_name``."""
    found = []
    for mark in sent.getlist("mark"):
        kind, _, name = mark.partition(":")
        if kind in {asking.FIELD, asking.DOCUMENT} and name:
            found.append({kind: name, "why": sent.get(f"why:{mark}", "")})
    other = sent.get("other", "")
    return [*found, {asking.FIELD: other, "why": sent.get("why:other", "")}] if other else found


@sent(step="receive")
def do_claim(request: PageRequest, case: AtWork) -> None:
    """Take a task on."""
    ending.claim(request.actor, case.key, request.POST.get("step", ""), key=key_of(request))


@sent(step="receive")
def do_give_back(request: PageRequest, case: AtWork) -> None:
    """Give a task back to everybody whose role it is."""
    ending.give_back(request.actor, case.key, request.POST.get("step", ""), key=key_of(request))


@sent(to="receive 01935e2a-0000-7000-8000-000000000000")
def do_assign(request: PageRequest, case: AtWork) -> None:
    """Hand a task to one officer."""
    step, _, account = request.POST.get("to", "").partition(" ")
    ending.assign(request.actor, case.key, step, typed_key(account), key=key_of(request))


@sent(until="2026-12-05T17:00", why="Phải xác minh.")
def do_extend(request: PageRequest, case: AtWork) -> None:
    """Move the due time, with reason and apology."""
    until = moment_typed(request.POST.get("until", ""))
    if until is None:
        raise MomentNeeded
    ending.extend(request.actor, case.key, until, request.POST.get("why", ""), key=key_of(request))


@sent(to="Triệu Thị Mai")
def do_deliver(request: PageRequest, case: AtWork) -> None:
    """Hand the results over."""
    ending.deliver(request.actor, case.key, to=request.POST.get("to", ""), key=key_of(request))


@sent(means="cash", amount="16000")
def do_pay(request: PageRequest, case: AtWork, payment: UUID) -> None:
    """Record that a payment was received."""
    amount, means = request.POST.get("amount", ""), request.POST.get("means", "")
    pay(
        request.actor,
        case.key,
        payment,
        means=Means(means) if means in Means.values else Means.CASH,
        amount=whole(amount, _LONGEST_AMOUNT) or 0,
        payer=request.POST.get("payer", "")[:200],
        reference=request.POST.get("reference", "")[:100],
        key=key_of(request),
    )


@require_POST
@page(may=WHO_WORKS_ON_THE_CASE, example={"purpose": "Đối chiếu giấy tờ"})
def do_look(request: PageRequest, case: str) -> HttpResponseBase:
    """See the sensitive answers, for a stated purpose; the look is journalled and shown to the person."""
    found = case_at_work(request.actor, case, to_act=True)
    try:
        seen = look(request.actor, case, purpose=request.POST.get("purpose", ""), key=key_of(request))
    except Problem as problem:
        return case_page(request, found, Again(problem, request.POST))
    return case_page(request, found, Again(looked=seen["form"]))


def typed_key(text: str) -> UUID:
    """Return a key that was sent; one that nothing has where it is none."""
    return key_in(text) or NO_KEY
