"""The counter (quầy): a case for whoever stands there, on one page, everything known filled in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from nenso.cases.acts.revising import at_path
from nenso.cases.errors.drafts import NotADraft
from nenso.cases.intake.beginning import COUNTER, begin_at_counter
from nenso.cases.intake.documents import PAPER_KINDS
from nenso.cases.intake.drafts import save_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.giving import take_back
from nenso.cases.intake.preparing import Prepared, prepare
from nenso.cases.queries.words import PAPERS, text_of
from nenso.cases.queries.working import case_at_work
from nenso.desk.errors import ProcedureNeeded
from nenso.desk.frame import desk_page
from nenso.desk.receipt import receipt_address
from nenso.desk.standing import Standing, standing_of
from nenso.formulas.offers import offers_of
from nenso.people.identifiers import check_person_id
from nenso.runtime.ids import key_in
from nenso.runtime.problems import Problem
from nenso.runtime.text import fold, normalise, whole
from nenso.web.callers import OWNER_ONLY, SIGNED_IN
from nenso.web.forms.answers import CHANGES, Answers, read_answers
from nenso.web.forms.controls import Drawing, problems_of
from nenso.web.given import take_field_files, take_files
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.uploads import PageUpload

SOUGHT = "thu-tuc"
APPLICANT = ("identifier", "full_name", "born_on", "sex", "phone")


@require_http_methods(["GET", "POST"])
@page(may=SIGNED_IN, example={"identifier": "019095000123"})
def start(request: PageRequest) -> HttpResponseBase:
    """Ask who stands there and what for; then open the form."""
    standing = standing_of(request)
    if request.method != "POST":
        return _asked(request, standing)
    given = {name: normalise(request.POST.get(name, "")).strip() for name in APPLICANT}
    applicant = {name: value for name, value in given.items() if value}
    try:
        wanted = request.POST.get("procedure") or _meant(request, standing)
        if not wanted:
            raise ProcedureNeeded
        if wrong := check_person_id(given["identifier"]) if given["identifier"] else None:
            raise wrong
        draft = begin_at_counter(request.actor, wanted, standing.agency, applicant, key=key_of(request))
    except Problem as problem:
        return _asked(request, standing, problem)
    return redirect("desk-counter-form", draft=draft.id)


def _asked(request: PageRequest, standing: Standing, problem: Problem | None = None) -> HttpResponse:
    procedures = _procedures(standing)
    sought = request.POST.get(SOUGHT, request.GET.get(SOUGHT, ""))
    told = {
        "procedures": _found(procedures, sought) or procedures,
        "sought": sought,
        "typed": request.POST,
        "errors": [{"path": _asked_by(problem), "text": problem.text(spoken())}] if problem else [],
    }
    return desk_page(request, standing, "desk/counter.html", told, status=problem.status if problem else 200)


def _asked_by(problem: Problem) -> str:
    """Return the field at which to put right what was wrong with who has come and what for."""
    return SOUGHT if isinstance(problem, ProcedureNeeded) else "identifier"


def _procedures(standing: Standing) -> list[dict[str, Any]]:
    """Return what can be filed at the counter of the agency where one sits."""
    return [
        {"name": offer.name, "code": offer.procedure.code, "title": text_of(offer.procedure.title, offer.name)}
        for offer in offers_of(standing.agency)
        if COUNTER in offer.procedure.channels
    ]


def _found(procedures: list[dict[str, Any]], sought: str) -> list[dict[str, Any]]:
    """Return those whose title or code has what was typed, with or without diacritics."""
    wanted = fold(sought)
    return [one for one in procedures if wanted in fold(f"{one['title']['vi']} {one['title']['en']} {one['code']}")]


def _meant(request: PageRequest, standing: Standing) -> str:
    """Return the one procedure that what was typed means; "" when it means none or several."""
    sought = request.POST.get(SOUGHT, "").strip()
    found = _found(_procedures(standing), sought) if sought else []
    return str(found[0]["name"]) if len(found) == 1 else ""


@csrf_exempt
@require_http_methods(["GET", "POST"])
@page(may=OWNER_ONLY)
def form(request: PageRequest, draft: UUID) -> HttpResponseBase:
    """Fill in the whole form on one page, write down the papers, and file; what is filed by now is shown as such."""
    try:
        ready = prepare(request.actor, draft)
        if request.method != "POST":
            return _shown(request, ready, ready.form)
        request.upload_handlers = [PageUpload(request)]
        return _sent(request, ready)
    except NotADraft:
        code = case_at_work(request.actor, str(draft)).row["code"]
        return redirect(receipt_address(code, key_of(request)))


@csrf_protect
def _sent(request: PageRequest, ready: Prepared) -> HttpResponseBase:
    draft = ready.draft.id
    fields = [one for page in ready.offered.procedure.form.pages for one in page.fields]
    sent, wrong = take_field_files(request, draft)
    answers, problem = read_answers(fields, sent, ready.form), None
    what, _, path = request.POST.get("do", "").partition(":")
    if what in CHANGES:
        CHANGES[what](answers.form, path)
    try:
        save_draft(request.actor, draft, answers.form, version=ready.draft.version)
        wrong |= _take_papers(request, ready)
        if what in {"unfile", "take_back"} and (file := key_in(path.rpartition(":")[2])) is not None:
            take_back(request.actor, draft, file)
        if what == "file" and not wrong:
            return redirect(receipt_address(_file(request, ready, answers).code, key_of(request)))
    except Problem as found:
        problem = found
    touched = {path for path in answers.emptied if at_path(ready.evaluation.values, path)}
    ready = prepare(request.actor, draft, form=answers.form, touched=touched)
    return _shown(request, ready, answers.form, answers, problem, wrong)


def _file(request: PageRequest, ready: Prepared, answers: Answers) -> Any:
    filing = Filing(
        procedure=ready.draft.procedure,
        form=answers.form,
        agency=ready.draft.receiving_id,
        channel=COUNTER,
        applicant=ready.draft.settings.get("applicant"),
        paper=_paper(request, ready),
        draft=ready.draft.id,
    )
    return file_case(request.actor, filing, key=key_of(request)).case


def _paper(request: PageRequest, ready: Prepared) -> dict[str, dict[str, int]]:
    """Return how many of each kind were handed over, by component."""
    found: dict[str, dict[str, int]] = {}
    for document in ready.offered.procedure.documents:
        name = str(document.name)
        counted = {kind: request.POST.get(f"paper:{name}:{kind}", "") for kind in PAPER_KINDS}
        numbers = {kind: number for kind, text in counted.items() if (number := whole(text))}
        found |= {name: numbers} if numbers else {}
    return found


def _is_given(request: PageRequest, ready: Prepared, name: str) -> bool:
    """Return whether anything of a component is there: a file, a count, something wrong with what was sent."""
    counted = any(request.POST.get(f"paper:{name}:{kind}") for kind in PAPER_KINDS)
    sent = f"file:{name}" in request.FILES or bool(request.POST.get(f"upload:{name}"))
    return counted or sent or any(file.document == name for file in ready.files)


def _take_papers(request: PageRequest, ready: Prepared) -> dict[str, str]:
    """Take scans and photographs in; return component to what was wrong with its file."""
    wrong = {}
    for document in ready.offered.procedure.documents:
        name = str(document.name)
        try:
            take_files(request, ready.draft.id, name, of=name)
        except Problem as problem:
            wrong[name] = problem.text(spoken())
    return wrong


def _shown(
    request: PageRequest,
    ready: Prepared,
    given: Mapping[str, Any],
    answers: Answers | None = None,
    problem: Problem | None = None,
    wrong: Mapping[str, str] | None = None,
) -> HttpResponse:
    wrong = wrong or {}
    wanted = request.POST.get("do") == "file"
    texts = {str(one.name): str(one.body) for one in ready.offered.formula.pages.values()}
    notes = answers.notes if answers else {}
    drawing = Drawing(ready.evaluation, given, wanted, notes, texts, ready.files, wrong)
    pages = [(text_of(one.title, ""), drawing.controls(one.fields)) for one in ready.offered.procedure.form.pages]
    names = {str(one.name) for one in ready.asked}
    errors = [told for _, controls in pages for told in problems_of(controls)] if wanted or wrong else []
    errors += [{"path": f"file-{name}", "text": text} for name, text in wrong.items() if name in names]
    if problem is not None and not errors:
        errors = [{"path": "", "text": problem.text(spoken())}]
    told = {
        "title": text_of(ready.offered.procedure.title, ready.offered.name),
        "applicant": ready.draft.settings.get("applicant") or {},
        "pages": [(title, controls) for title, controls in pages if controls],
        "documents": [
            {
                "name": str(one.name),
                "label": text_of(one.label, str(one.name)),
                "kind": one.kind or "original",
                "files": [file for file in ready.files if file.document == one.name],
                "missing": one in ready.dossier.missing,
                "needed": one in ready.dossier.missing or one.name in wrong or _is_given(request, ready, str(one.name)),
                "problem": wrong.get(str(one.name), ""),
            }
            for one in ready.asked
        ],
        "paper_kinds": PAPERS,
        "fee": ready.fee,
        "owed": ready.owed,
        "typed": request.POST,
        "errors": errors,
    }
    status = problem.status if problem is not None else 422 if wrong else 200
    return desk_page(request, standing_of(request), "desk/counter_form.html", told, status=status)
