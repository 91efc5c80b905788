"""Giving what was asked for: only that, each with the reason it was asked (bổ sung hồ sơ)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.revising import at_path, put
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.errors.supplements import StillMissing
from nenso.cases.intake.giving import take_back_supplied
from nenso.cases.queries.overview import case_row, offered_by_row
from nenso.cases.queries.sight import sight_of
from nenso.cases.queries.viewing import view_case
from nenso.portal.papers import accepted, none_chosen
from nenso.runtime.ids import key_in
from nenso.runtime.problems import Problem
from nenso.web.asked import Asked, problems_told
from nenso.web.callers import OWNER_ONLY
from nenso.web.forms.answers import remove_file
from nenso.web.given import take_field_files
from nenso.web.held import held_of
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.uploads import PageUpload
from nenso.web.wording import said, t


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY, example={"note": "Đã gửi"}, holds=True)
def supply_page(request: PageRequest, case: str) -> HttpResponseBase:
    """Show what is asked, take files in, and hand it all in.

    Papers and answers are one form: whichever button is pressed, what was typed comes along and stands there again.
    """
    asked = _Asked(request, case)
    if request.method == "POST":
        request.upload_handlers = [PageUpload(request)]
        return _take(request, asked)
    held = held_of(request)
    if held is None:
        return asked.answer()
    return asked.answer(asked.read(held), note=held.get("note", ""), held=True)


@csrf_protect
def _take(request: PageRequest, asked: "_Asked") -> HttpResponseBase:
    case = UUID(asked.view["id"])
    sent, wrong = take_field_files(request, case)
    values = asked.read(sent)
    what, _, named = request.POST.get("do", "").partition(":")
    if what == "unfile":
        form: dict[str, Any] = {}
        for path, value in values.items():
            put(form, path, value)
        remove_file(form, named)
        values = {path: at_path(form, path) for path in values}
    taken, wrong_papers = asked.take_papers(request)
    wrong |= wrong_papers
    if what == "upload" and named in asked.papers and named not in {*taken, *wrong, *asked.given}:
        wrong[named] = none_chosen()
    if what == "take_back" and (key := key_in(named)) is not None:
        taken.add(take_back_supplied(request.actor, case, key))
    if taken:
        asked = _Asked(request, asked.view["code"])
    if wrong or what in {"upload", "unfile", "take_back"}:
        return asked.answer(values, wrong=wrong, note=sent.get("note", ""), status=422 if wrong else 200)
    return _supply(request, asked, Supply(form=values, note=sent.get("note", "")))


def _supply(request: PageRequest, asked: "_Asked", given: Supply) -> HttpResponseBase:
    values, note = dict(given.form), given.note
    try:
        supply(request.actor, UUID(asked.view["id"]), given, key=key_of(request))
    except StillMissing as problem:
        return asked.answer(values, wrong=asked.without_file(problem), note=note, status=problem.status)
    except Problem as problem:
        status = 422 if isinstance(problem, FormInvalid) else problem.status
        return asked.answer(values, problem, note=note, status=status)
    messages.success(request, t("Đã gửi bổ sung. Thời hạn được tính tiếp.", "It is sent, and the clock goes on."))
    return redirect(reverse("case", kwargs={"case": asked.view["code"]}))


class _Asked(Asked):
    """What the applicant of a case is asked for now. Raises :class:`CaseUnknown`, :class:`NothingAsked`."""

    def __init__(self, request: PageRequest, case: str) -> None:
        row = case_row(request.actor, case)
        if not sight_of(request.actor, row, offered_by_row(row)).owns:
            raise CaseUnknown
        view = view_case(request.actor, case)
        super().__init__(request.actor, row, view, view["form"])
        self.request = request

    def without_file(self, problem: StillMissing) -> dict[str, str]:
        """Return what is told beside each paper that is still missing."""
        missing = problem.facts["paths"]
        return {
            mark["name"]: t(
                "{paper}: hãy chọn tệp trước khi gửi.",
                "{paper}: choose a file before you send.",
                paper=said(mark["label"]),
            )
            for mark in self.view["asked"]
            if mark["name"] in missing
        }

    def answer(
        self,
        values: dict[str, Any] | None = None,
        problem: Problem | None = None,
        *,
        wrong: dict[str, str] | None = None,
        note: str = "",
        held: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """Answer with the page; ``values`` and ``note`` as they were just written, or ``held`` until its sender was
        signed in again; ``wrong``: document to what is wrong.
        """
        wrong = wrong or {}
        problems = problems_told(problem)
        own = self.controls(values or {}, problems, wrong)
        errors = [{"path": one.path if one.path in own else "", "text": one.text(spoken())} for one in problems]
        if problem is not None and not problems:
            errors = [{"path": "", "text": problem.text(spoken())}]
        errors += [{"path": name if name in own else f"file-{name}", "text": text} for name, text in wrong.items()]
        told = {
            "view": self.view,
            "controls": own,
            "accepts": {str(one.name): accepted(one) for one in self.offered.procedure.documents},
            "new": self.new,
            "wrong": wrong,
            "errors": errors,
            "note": note,
            "held": held,
        }
        return render(self.request, "portal/supply.html", told, status=status)
