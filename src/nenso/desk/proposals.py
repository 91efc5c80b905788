"""Two records that two agencies keep: what one proposes of them on the desk of the other, and what that answers."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nenso.desk.frame import desk_page
from nenso.desk.registers import labels_of
from nenso.desk.standing import standing_of
from nenso.registers.duplicates.agreeing import answer, proposals, propose, withdraw
from nenso.registers.duplicates.reviewing import pair_of
from nenso.registers.duplicates.tables import PROPOSALS
from nenso.registers.errors import RecordUnknown
from nenso.registers.known import register_named
from nenso.registers.merging import MERGERS
from nenso.runtime.ids import key_in
from nenso.runtime.problems import Problem
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

EXAMPLE: Final = "01935e2a-0000-7000-8000-000000000000"


@require_safe
@page(may=SIGNED_IN)
def show(request: PageRequest, register: str) -> HttpResponse:
    """List what another agency asks this one to agree to, what it proposed itself, and what was answered."""
    return _page(request, register)


@require_POST
@page(may=SIGNED_IN, example={"answer": "decline", "reason": "Là hai người khác nhau"})
def do_answer(request: PageRequest, register: str, proposal: UUID) -> HttpResponseBase:
    """Agree, which does what was proposed, decline with a reason, or withdraw one's own."""
    word, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    try:
        if word == "withdraw":
            withdraw(request.actor, register, proposal, reason)
        else:
            answer(request.actor, register, proposal, agree=word == "agree", reason=reason)
    except Problem as problem:
        return _page(request, register, problem=problem)
    told = {
        "agree": t("Đã đồng ý và ghi vào sổ.", "Agreed, and written in the register."),
        "withdraw": t("Đã rút đề nghị.", "Withdrawn."),
    }
    messages.success(request, told.get(word, t("Đã trả lời: không đồng ý.", "Answered: declined.")))
    return redirect("desk-proposals", register=register)


@require_POST
@page(may=SIGNED_IN, example={"kind": "merge", "stays": "first", "reason": "Một người, ghi ở hai xã"})
def do_propose_of_pair(request: PageRequest, register: str, pair: UUID) -> HttpResponseBase:
    """Propose to the other agency that two records that look alike are one, or two."""
    found = pair_of(request.actor, register, pair).pair
    keys = [found.first, found.second]
    stays, goes = reversed(keys) if request.POST.get("stays") == "second" else keys
    return _proposed(request, register, stays, goes)


@require_POST
@page(may=SIGNED_IN, example={"kind": "merge", "other": EXAMPLE, "reason": "Một người, ghi ở hai xã"})
def do_propose_of_record(request: PageRequest, register: str, record: UUID) -> HttpResponseBase:
    """Propose to the other agency that another record goes on in this one, or that the two are parted again."""
    other = key_in(request.POST.get("other", "").strip())
    if other is None:
        raise RecordUnknown
    return _proposed(request, register, record, other)


def _proposed(request: PageRequest, register: str, stays: UUID, goes: UUID) -> HttpResponseBase:
    given, asked = request.POST, request.POST.get("kind", "")
    kind = asked if asked in PROPOSALS else "merge"
    try:
        propose(request.actor, register, kind, stays, goes, given.get("reason", ""), given.getlist("take"))
    except Problem as problem:
        return _page(request, register, problem=problem)
    messages.success(request, t("Đã gửi đề nghị sang cơ quan kia.", "Sent to the other agency."))
    return redirect("desk-proposals", register=register)


def _page(request: PageRequest, register: str, *, problem: Problem | None = None) -> HttpResponse:
    standing, declared = standing_of(request), register_named(register).declared
    found = proposals(request.actor, declared.name, agency=standing.agency.id, after=key_in(request.GET.get("sau", "")))
    told: dict[str, Any] = {
        "register": declared.name,
        "title": declared.declaration.title,
        "labels": labels_of(declared.declaration),
        "proposals": found.items,
        "next": found.after,
        "may": bool(standing.roles & MERGERS),
        "ours": standing.agency.id,
        "problem": problem,
    }
    return desk_page(request, standing, "desk/proposals.html", told, status=problem.status if problem else 200)
