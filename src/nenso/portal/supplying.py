"""Giving what was asked for: only that, each with the reason it was asked (bổ sung hồ sơ)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from nenso.cases.asking import Supply, supply
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.errors.supplements import NothingAsked, StillMissing
from nenso.cases.giving import given_files
from nenso.cases.overview import case_row, offered_by_row
from nenso.cases.revising import at_path, put
from nenso.cases.sight import sight_of
from nenso.cases.viewing import view_case
from nenso.language.declarations.fields import Field
from nenso.language.evaluation import Evaluation
from nenso.language.field_problems import FieldProblem
from nenso.language.paths import without_indexes
from nenso.portal.papers import accepted, none_chosen
from nenso.runtime.problems import Problem
from nenso.web.callers import OWNER_ONLY
from nenso.web.forms.answers import read_field, remove_file
from nenso.web.forms.controls import Control, Drawing
from nenso.web.given import take_field_files, take_files
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.uploads import PageUpload
from nenso.web.wording import said, t


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY, example={"note": "Đã gửi"})
def supply_page(request: PageRequest, case: str) -> HttpResponseBase:
    """Show what is asked, and hand it in."""
    asked = _Asked(request, case)
    if request.method != "POST":
        return asked.answer()
    request.upload_handlers = [PageUpload(request)]
    return _supply(request, asked)


@csrf_protect
def _supply(request: PageRequest, asked: "_Asked") -> HttpResponseBase:
    sent, wrong = take_field_files(request, UUID(asked.view["id"]))
    values = {path: read_field(field, path, sent, asked.view["form"]) for path, field in asked.fields.items()}
    what, _, named = request.POST.get("do", "").partition(":")
    if what == "unfile":
        form: dict[str, Any] = {}
        for path, value in values.items():
            put(form, path, value)
        remove_file(form, named)
        values = {path: at_path(form, path) for path in values}
    if wrong or what in {"upload", "unfile"}:
        return asked.answer(values, wrong=wrong, status=422 if wrong else 200)
    given = Supply(form=values, note=request.POST.get("note", ""))
    try:
        supply(request.actor, UUID(asked.view["id"]), given, key=key_of(request))
    except FormInvalid as problem:
        return asked.answer(values, problem, status=422)
    except StillMissing as problem:
        return asked.answer(values, wrong=asked.without_file(problem), status=problem.status)
    except Problem as problem:
        return asked.answer(values, problem, status=problem.status)
    messages.success(request, t("Đã gửi bổ sung. Thời hạn được tính tiếp.", "It is sent, and the clock goes on."))
    return redirect(reverse("case", kwargs={"case": asked.view["code"]}))


@csrf_exempt
@require_POST
@page(may=OWNER_ONLY)
def supply_paper(request: PageRequest, case: str, document: str) -> HttpResponseBase:
    """Take files in that were asked for; what is wrong with one is told beside it."""
    asked = _Asked(request, case)
    request.upload_handlers = [PageUpload(request)]
    try:
        return _give(request, asked, document)
    except Problem as problem:
        return asked.answer(wrong={document: problem.text(spoken())}, status=problem.status)


@csrf_protect
def _give(request: PageRequest, asked: "_Asked", document: str) -> HttpResponseBase:
    if not take_files(request, UUID(asked.view["id"]), document):
        return asked.answer(wrong={document: none_chosen()}, status=422)
    return redirect(f"{reverse('supply', kwargs={'case': asked.view['code']})}#paper-{document}")


class _Asked:
    """What the applicant of a case is asked for now. Raises :class:`CaseUnknown`, :class:`NothingAsked`."""

    def __init__(self, request: PageRequest, case: str) -> None:
        self.request = request
        row = case_row(request.actor, case)
        self.offered = offered_by_row(row)
        if not sight_of(request.actor, row, self.offered).owns:
            raise CaseUnknown
        self.view = view_case(request.actor, case)
        if not any(one["kind"] == "supply" for one in self.view["actions"]):
            raise NothingAsked
        nodes = {node.path: node.field for node in self.offered.form.nodes()}
        marks = [mark for mark in self.view["asked"] if mark["kind"] == "field"]
        declared = {mark["name"]: nodes.get(".".join(without_indexes(mark["name"]))) for mark in marks}
        self.fields: dict[str, Field] = {path: field for path, field in declared.items() if field is not None}

    def without_file(self, problem: StillMissing) -> dict[str, str]:
        """Return what is told beside each paper that is still missing."""
        missing = problem.facts["paths"]
        return {
            mark["name"]: t(
                "{paper}: hãy chọn tệp và bấm Tải lên trước khi gửi.",
                "{paper}: choose a file and press Upload before you send.",
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
        status: int = 200,
    ) -> HttpResponse:
        """Answer with the page; ``values`` as they were just written, ``wrong``: document to what is wrong."""
        wrong = wrong or {}
        problems = list(_told(problem))
        controls = self._controls(values or {}, problems, wrong)
        own = {control.path for control in controls}
        errors = [{"path": one.path if one.path in own else "", "text": one.text(spoken())} for one in problems]
        if problem is not None and not problems:
            errors = [{"path": "", "text": problem.text(spoken())}]
        errors += [{"path": name if name in own else f"file-{name}", "text": text} for name, text in wrong.items()]
        told = {
            "view": self.view,
            "controls": {control.path: control for control in controls},
            "accepts": {str(one.name): accepted(one) for one in self.offered.procedure.documents},
            "wrong": wrong,
            "errors": errors,
            "note": self.request.POST.get("note", ""),
        }
        return render(self.request, "portal/supply.html", told, status=status)

    def _controls(self, values: dict[str, Any], problems: list[FieldProblem], wrong: dict[str, str]) -> list[Control]:
        form, case = self.view["form"], UUID(self.view["id"])
        worked = Evaluation(self.offered.form, form, frozenset(), tuple(problems), (), {}, {})
        drawing = Drawing(worked, form, told=True, files=given_files(self.request.actor, case), wrong=wrong)
        drawing.written = values
        return [drawing.control(field, path) for path, field in self.fields.items()]


def _told(problem: Problem | None) -> Any:
    for one in problem.facts.get("problems", ()) if isinstance(problem, FormInvalid) else ():
        if not one.get("soft"):
            yield FieldProblem(one["path"], one["code"], one["vi"], one["en"])
