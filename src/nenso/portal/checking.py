"""The answers to check before a draft is filed; filing it; and what is told once it is."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from nenso.cases.errors.drafts import NotADraft
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.preparing import Prepared, prepare
from nenso.cases.queries.following import secret_again
from nenso.cases.queries.viewing import view_case
from nenso.cases.queries.words import text_of
from nenso.portal.answering import is_of, words_of
from nenso.portal.steps import CHECK, PAPERS, WHOM, Way, address_of, may_be_for_others, way_of
from nenso.runtime.problems import Problem
from nenso.web.callers import OWNER_ONLY, WHO_SEES_THE_CASE
from nenso.web.errors import PageUnknown
from nenso.web.forms.telling import sections
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY, example={"oath": "true"})
def check(request: PageRequest, draft: UUID) -> HttpResponseBase:
    """Show every answer with the way to change it, and file."""
    if request.method == "POST":
        return _file(request, draft)
    try:
        return _answer(request, prepare(request.actor, draft))
    except NotADraft:
        return redirect(reverse("case", kwargs={"case": str(draft)}))


def _file(request: PageRequest, draft: UUID) -> HttpResponseBase:
    key = key_of(request)
    try:
        prepared = prepare(request.actor, draft)
    except NotADraft:
        return _filed(draft, key)
    if request.POST.get("oath") != "true":
        wrong = t("Cần cam đoan trước khi nộp.", "The undertaking is needed before filing.")
        return _answer(request, prepared, [{"path": "oath", "text": wrong}], status=422)
    held = prepared.draft
    filing = Filing(
        procedure=held.procedure,
        form=prepared.form,
        agency=held.agency_id,
        channel=held.channel,
        applicant=held.settings.get("applicant"),
        mandate=held.mandate,
        draft=draft,
    )
    try:
        file_case(request.actor, filing, key=key)
    except FormInvalid as problem:
        return _answer(request, prepare(request.actor, draft), status=problem.status, told=True)
    except Problem as problem:
        told = [{"path": "", "text": problem.text(spoken())}]
        return _answer(request, prepared, told, status=problem.status, told=True)
    return _filed(draft, key)


def _filed(case: UUID, key: str) -> HttpResponseBase:
    return redirect(f"{reverse('case-filed', kwargs={'case': str(case)})}?k={key}")


def _answer(
    request: PageRequest,
    prepared: Prepared,
    errors: list[dict[str, str]] | None = None,
    *,
    status: int = 200,
    told: bool = False,
) -> HttpResponse:
    way = way_of(prepared, CHECK)
    if way is None:
        raise PageUnknown
    wrong = list(_wrong(prepared, way)) if told else []
    shown = {
        "way": way,
        "draft": prepared.draft,
        "since": prepared if prepared.newer else None,
        "procedure": words_of(prepared),
        "parts": list(_parts(prepared, way)),
        "papers": _papers(prepared),
        "papers_address": address_of(prepared.draft.id, PAPERS),
        "whom_address": address_of(prepared.draft.id, WHOM) if may_be_for_others(prepared) else "",
        "applicant": _applicant(prepared),
        "fee": prepared.fee,
        "owed": prepared.owed,
        "ready": prepared.evaluation.ok and not prepared.dossier.missing,
        "wrong": list(_wrong(prepared, way)),
        "errors": [*(errors or []), *wrong],
        "warnings": [one.text(spoken()) for one in prepared.evaluation.warnings],
        "sealed_until": prepared.sealed_until,
        "saved_at": prepared.draft.saved_at,
    }
    return render(request, "portal/check.html", shown, status=status)


def _wrong(prepared: Prepared, way: Way) -> Any:
    labels = {node.path: node.field.label for node in prepared.offered.form.nodes()}
    for problem in prepared.evaluation.problems:
        step = next((step for step in way.steps if is_of(problem, step)), None)
        label = labels.get(problem.path)
        name = f"{label.in_language(spoken())}: " if label is not None else ""
        address = f"{step.address}?loi=1#{problem.path}" if step is not None else ""
        yield {"address": address, "text": f"{name}{problem.text(spoken())}"}
    for document in prepared.dossier.missing:
        called = text_of(document.label, str(document.name))[spoken()]
        address = f"{address_of(prepared.draft.id, PAPERS)}#paper-{document.name}"
        yield {"address": address, "text": t("Thiếu giấy tờ: {name}", "A paper is missing: {name}", name=called)}


def _parts(prepared: Prepared, way: Way) -> Any:
    worked, files = prepared.evaluation, {str(file.id): file.filename for file in prepared.files}
    for step in way.steps:
        if step.page is not None:
            found = sections(step.page.fields, worked.values, step.title, worked.shown, files)
            yield {"title": step.title, "address": step.address, "sections": found}


def _papers(prepared: Prepared) -> list[dict[str, Any]]:
    names = {str(one.name) for one in prepared.dossier.missing}
    rows = []
    for document in prepared.asked:
        name = str(document.name)
        files = [file.filename for file in prepared.files if file.document == name]
        held = "held" in prepared.dossier.given.get(name, {})
        if files or held or name in names:
            label = text_of(document.label, name)
            rows.append({"label": label, "files": files, "held": held, "missing": name in names})
    return rows


def _applicant(prepared: Prepared) -> str:
    given = prepared.draft.settings.get("applicant") or {}
    chosen = next((one.name for one in prepared.enterprises if str(one.id) == given.get("enterprise")), "")
    return chosen or str(given.get("full_name") or "")


@require_safe
@page(may=WHO_SEES_THE_CASE)
def filed(request: PageRequest, case: str) -> HttpResponseBase:
    """Tell the code of a case that was filed, the secret by which it is followed, and what happens next."""
    view = view_case(request.actor, case)
    secret = secret_again(request.actor, UUID(view["id"]), request.GET.get("k", "")[:80])
    return render(request, "portal/filed.html", {"view": view, "secret": secret})
