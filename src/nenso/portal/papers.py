"""The papers of a draft, and of a case that waits for more: given, looked at again, taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from nenso.cases.errors.drafts import NotADraft
from nenso.cases.intake.giving import take_back
from nenso.cases.intake.preparing import Prepared, prepare
from nenso.cases.queries.words import text_of
from nenso.files.kinds import extensions
from nenso.language.declarations.forms import Document
from nenso.portal.answering import words_of
from nenso.portal.steps import PAPERS, address_of, way_of
from nenso.runtime.problems import Problem
from nenso.web.callers import OWNER_ONLY
from nenso.web.errors import PageUnknown
from nenso.web.given import take_files
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.uploads import PageUpload
from nenso.web.wording import t


@require_safe
@page(may=OWNER_ONLY)
def papers(request: PageRequest, draft: UUID) -> HttpResponseBase:
    """Show which papers go with a draft, and what was given of each."""
    try:
        return answer(request, prepare(request.actor, draft))
    except NotADraft:
        return redirect(reverse("case", kwargs={"case": str(draft)}))


def answer(
    request: PageRequest, prepared: Prepared, problems: dict[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with the page of papers; ``problems``: document to what was wrong with its file."""
    way = way_of(prepared, PAPERS)
    if way is None:
        raise PageUnknown
    problems = problems or {}
    told = {
        "way": way,
        "draft": prepared.draft,
        "procedure": words_of(prepared),
        "rows": rows_of(prepared, problems),
        "errors": [{"path": f"file-{name}", "text": text} for name, text in problems.items()],
        "saved_at": prepared.draft.saved_at,
    }
    return render(request, "portal/papers.html", told, status=status)


def rows_of(prepared: Prepared, problems: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the documents as the page shows them: what may stand for one that is needed, what is for other cases."""
    rows = [row_of(one, prepared, problems.get(str(one.name), "")) for one in prepared.asked]
    needed = {row["one_of"]: row["label"] for row in rows if row["needed"] and row["one_of"]}
    for row in rows:
        row["instead_of"] = None if row["needed"] else needed.get(row["one_of"])
        touched = row["needed"] or row["held"] or row["files"] or row["problem"] or row["instead_of"]
        row["aside"] = row["conditional"] and not touched
    return rows


def row_of(document: Document, prepared: Prepared, problem: str) -> dict[str, Any]:
    """Return one document as the page shows it."""
    name = str(document.name)
    draft = prepared.draft.id
    return {
        "name": name,
        "label": text_of(document.label, name),
        "hint": text_of(document.hint, "") if document.hint is not None else None,
        "needed": document in prepared.dossier.missing,
        "held": "held" in prepared.dossier.given.get(name, {}),
        "one_of": str(document.one_of or ""),
        "conditional": not isinstance(document.required, bool),
        "accept": accepted(document),
        "problem": problem,
        "send": reverse("draft-paper", kwargs={"draft": draft, "document": name}),
        "files": [
            {
                "name": file.filename,
                "size": file.size,
                "state": file.state,
                "take_back": reverse("draft-paper-back", kwargs={"draft": draft, "file": file.id}),
            }
            for file in prepared.files
            if file.document == name
        ],
    }


def accepted(document: Document) -> str:
    """Return the extensions that a document takes, as a file input wants them; nothing where the usual ones."""
    return ",".join(f".{extension}" for extension in extensions(document.accept) if document.accept)


@csrf_exempt
@require_POST
@page(may=OWNER_ONLY)
def give_paper(request: PageRequest, draft: UUID, document: str) -> HttpResponseBase:
    """Take files in as one of the documents of a draft; what is wrong with one is told beside it."""
    prepared = prepare(request.actor, draft)
    request.upload_handlers = [PageUpload(request)]
    try:
        return _give(request, prepared, document)
    except Problem as problem:
        return answer(request, prepare(request.actor, draft), {document: problem.text(spoken())}, status=problem.status)


@csrf_protect
def _give(request: PageRequest, prepared: Prepared, document: str) -> HttpResponseBase:
    if not take_files(request, prepared.draft.id, document):
        return answer(request, prepare(request.actor, prepared.draft.id), {document: none_chosen()}, status=422)
    return redirect(f"{address_of(prepared.draft.id, PAPERS)}#paper-{document}")


def none_chosen() -> str:
    """Return what is told of a form that brought no file."""
    return t("Hãy chọn tệp trước khi tải lên.", "Choose a file first.")


@require_POST
@page(may=OWNER_ONLY)
def take_paper_back(request: PageRequest, draft: UUID, file: UUID) -> HttpResponseBase:
    """Take a file of a draft back; one that is gone is gone."""
    document = take_back(request.actor, draft, file)
    return redirect(f"{address_of(draft, PAPERS)}#paper-{document}")
