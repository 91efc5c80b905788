"""One's own cases: listed, each looked at, withdrawn; their papers and results handed out."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nenso.cases.acts.ending import withdraw
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.drafts import drafts_of
from nenso.cases.intake.field_files import labels_of_fields
from nenso.cases.intake.giving import file_of_case
from nenso.cases.models import Status
from nenso.cases.queries.consented import my_consents, take_back
from nenso.cases.queries.listing import own_cases
from nenso.cases.queries.looks import Look, looks_at_me
from nenso.cases.queries.overview import case_key, case_row, offered_by_row
from nenso.cases.queries.printing import Paper, open_result, slip_of_case
from nenso.cases.queries.viewing import marked, view_case
from nenso.cases.queries.wallet import results_of
from nenso.portal.lookups import lookups_about
from nenso.portal.opinions import opinions_on
from nenso.runtime.ids import key_in
from nenso.runtime.problems import Problem
from nenso.web.callers import OWNER_ONLY, SIGNED_IN, WHO_SEES_THE_CASE
from nenso.web.files import file_answer
from nenso.web.forms.telling import before, sections
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t

TABS: dict[str, tuple[int, ...]] = {
    "": (),
    "bo-sung": (Status.ASKED, Status.PAYING),
    "da-tra": (Status.DONE, Status.DELIVERED),
    "khong-nhan": (Status.REFUSED, Status.STOPPED, Status.WITHDRAWN),
}
"""Word in the address → which cases it shows."""


@require_safe
@page(may=SIGNED_IN)
def my_cases(request: PageRequest) -> HttpResponse:
    """Show one's own cases, a page at a time."""
    tab = request.GET.get("loc", "")
    tab = tab if tab in TABS else ""
    listed = own_cases(request.actor, statuses=TABS[tab], after=_after(request))
    told = {
        "rows": listed.items,
        "tab": tab,
        "next": listed.after[0] if listed.after else "",
        "drafts": len(drafts_of(request.actor)),
    }
    return render(request, "portal/cases.html", told)


def _after(request: PageRequest) -> list[str] | None:
    key = key_in(request.GET.get("sau", ""))
    return None if key is None else [str(key)]


@require_safe
@page(may=WHO_SEES_THE_CASE)
def case_page(request: PageRequest, case: str) -> HttpResponseBase:
    """Show where a case stands, who has it, what is asked, what came of it."""
    view = view_case(request.actor, case)
    if "form" not in view:
        raise CaseUnknown
    if view["status"]["number"] == Status.DRAFT:
        return redirect(reverse("draft", kwargs={"draft": view["id"]}))
    row = case_row(request.actor, case)
    offered = offered_by_row(row)
    can = {one["kind"] for one in view["actions"]}
    files = {one["id"]: one["filename"] for one in view["files"]}
    pages = [
        {
            "title": one.title.in_language(spoken()) if one.title else "",
            "sections": sections(one.fields, view["form"], files=files),
        }
        for one in offered.procedure.form.pages
    ]
    labels = {
        str(one.name): one.label.in_language(spoken()) if one.label else str(one.name)
        for one in offered.procedure.documents
    }
    labels |= {name: words[spoken()] for name, words in labels_of_fields(offered).items()}
    asks = [line for line in view["history"] if line.get("marks")]
    told = {
        "view": view,
        "can": can,
        "pages": [one for one in pages if one["sections"]],
        "documents": labels,
        "opinions": opinions_on(request.actor, view),
        "before": before(offered, view["history"]),
        "marked": {line["seq"]: marked(row, line["marks"]) for line in (asks[:-1] if view["asked"] else asks)},
    }
    return render(request, "portal/case.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY, example={"reason": "Sẽ nộp lại"})
def withdraw_page(request: PageRequest, case: str) -> HttpResponseBase:
    """Ask why a case is taken back, and take it back."""
    view = view_case(request.actor, case)
    if request.method != "POST":
        if not {"withdraw"} & {one["kind"] for one in view.get("actions", ())}:
            raise CaseUnknown
        return render(request, "portal/withdraw.html", {"view": view})
    try:
        withdraw(request.actor, case_key(request.actor, case), request.POST.get("reason", ""), key=key_of(request))
    except Problem as problem:
        told = {"view": view, "errors": [{"path": "reason", "text": problem.text(spoken())}]}
        return render(request, "portal/withdraw.html", told, status=problem.status)
    return redirect(reverse("case", kwargs={"case": view["code"]}))


@require_safe
@page(may=WHO_SEES_THE_CASE)
def case_file(request: PageRequest, case: str, file: UUID) -> HttpResponseBase:
    """Hand a file of a case out; the look is journalled."""
    opened = file_of_case(request.actor, case, file)
    return file_answer(opened)


@require_safe
@page(may=WHO_SEES_THE_CASE)
def case_result(request: PageRequest, case: str, result: UUID) -> HttpResponse:
    """Hand a signed result out; its applicant opening it is its delivery."""
    return _paper(open_result(request.actor, case, result))


@require_safe
@page(may=WHO_SEES_THE_CASE)
def case_slip(request: PageRequest, case: str, number: int) -> HttpResponse:
    """Hand an official slip out."""
    return _paper(slip_of_case(request.actor, case, number))


def _paper(paper: Paper) -> HttpResponse:
    answer = HttpResponse(paper.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{paper.filename}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@page(may=SIGNED_IN)
def wallet(request: PageRequest) -> HttpResponse:
    """Show every result that one was given."""
    after = _after(request)
    rows, following = results_of(request.actor, after=UUID(after[0]) if after else None)
    return render(request, "portal/wallet.html", {"rows": rows, "next": following})


@require_safe
@page(may=SIGNED_IN)
def looks(request: PageRequest) -> HttpResponse:
    """Show who looked at one's data, and who looked it up from outside: when, which agency, for what."""
    actor = request.actor
    told = {"rows": _gathered(looks_at_me(actor)), "lookups": lookups_about(actor), "consents": my_consents(actor)}
    return render(request, "portal/looks.html", told)


def _gathered(looks: Iterable[Look]) -> list[dict[str, Any]]:
    """Return looks, newest first, as a person reads them: those of one agency at one thing after each other are one."""
    runs = (list(run) for _, run in groupby(looks, key=lambda one: (one.what, one.agency, one.purpose, one.case)))
    return [{"last": run[0], "first": run[-1], "times": len(run)} for run in runs]


@require_POST
@page(may=OWNER_ONLY)
def consent_back(request: PageRequest, consent: UUID) -> HttpResponseBase:
    """Take a consent of one's own back, from now."""
    take_back(request.actor, consent)
    messages.success(request, t("Đã rút sự đồng ý.", "The consent is taken back."))
    return redirect("looks")
