"""One file of a manuscript: written in a browser, saved over what was seen, checked with the whole formula."""

import difflib
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nenso.desk.publishing.frame import issue_as_told, publisher_of, publishing_page
from nenso.desk.publishing.manuscripts import tree_of
from nenso.formulas.errors import FileChanged, FileUnknown
from nenso.formulas.models import Manuscript
from nenso.formulas.writing import checked, manuscript_of, mark_of, save_file
from nenso.language.editors import FILES, schema_of
from nenso.runtime.problems import Problem
from nenso.web.callers import PUBLISHERS, SIGNED_IN
from nenso.web.errors import PageUnknown
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

KINDS = {
    "procedures": "procedure",
    "registers": "register",
    "indicators": "indicator",
    "samples": "sample",
    "parts": "part",
    "pages": "page",
}


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=PUBLISHERS, example={"text": "procedure: a\n", "seen": "0"})
def write_file(request: PageRequest, manuscript: UUID, path: str) -> HttpResponseBase:
    """Show a file to be written; sent, it is saved and checked, and shown again with what is wrong at which line."""
    standing = publisher_of(request)
    found = manuscript_of(request.actor, manuscript)
    standing_text = found.files.get(path)
    if standing_text is None:
        raise FileUnknown(path=path)
    text, seen, problem, theirs = standing_text, mark_of(standing_text), "", ""
    status = 200
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            found = save_file(request.actor, manuscript, path, text, seen=request.POST.get("seen", ""))
            text = found.files[path]
            seen = mark_of(text)
        except FileChanged as error:
            theirs, problem, status = standing_text, error.text(spoken()), error.status
        except Problem as error:
            problem, status = error.text(spoken()), error.status
    issues = _issues(request, found, path, text)
    own = [one for one in issues if one["file"] == path]
    told = {
        "manuscript": found,
        "path": path,
        "kind": "formula" if path == "formula.yaml" else KINDS.get(path.partition("/")[0], ""),
        "text": text,
        "seen": seen,
        "problem": problem,
        "theirs": _between(theirs, text) if theirs else [],
        "issues": own,
        "elsewhere": Counter(one["file"] for one in issues if one["file"] != path and one["level"] == "error"),
        "lines": list(_lines(text, own)) if own else [],
        "tree": tree_of(found, Counter(one["file"] for one in issues if one["level"] == "error")),
        "checked": request.method == "POST" and not problem,
    }
    return publishing_page(request, standing, "file.html", told, status=status)


@require_POST
@page(may=PUBLISHERS, example={"text": "procedure: a\n", "seen": "0"})
def check_file(request: PageRequest, manuscript: UUID, path: str) -> HttpResponseBase:
    """Save a file as it is being written and say what is wrong, for the editor: JSON, in both languages."""
    publisher_of(request)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        found = save_file(request.actor, manuscript, path, text, seen=request.POST.get("seen", ""))
    except Problem as problem:
        return JsonResponse({"problem": problem.text(spoken()), "code": problem.code}, status=problem.status)
    issues = _issues(request, found, path, found.files[path])
    return JsonResponse(
        {
            "seen": mark_of(found.files[path]),
            "revision": found.revision,
            "issues": [one for one in issues if one["file"] == path],
            "errors": Counter(one["file"] for one in issues if one["level"] == "error"),
        }
    )


@require_safe
@page(may=SIGNED_IN)
def schema(request: PageRequest, kind: str) -> HttpResponse:
    """Give the editor the JSON Schema of a kind of file."""
    del request
    if kind not in FILES:
        raise PageUnknown
    response = JsonResponse(schema_of(kind))
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _issues(request: PageRequest, found: Manuscript, path: str, text: str) -> list[dict[str, Any]]:
    came = checked(request.actor, {**found.files, path: text})
    return [issue_as_told(one) for one in came.issues if one.level != "later"]


def _lines(text: str, issues: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield the lines around those with something wrong, each with what is told of it; gaps stand for the others."""
    told: dict[int, list[dict[str, Any]]] = {}
    for one in issues:
        told.setdefault(max(one["line"], 1), []).append(one)
    near = {line + away for line in told for away in range(-3, 4)}
    skipped = False
    for number, line in enumerate(text.split("\n"), 1):
        if number in near:
            yield {"number": number, "text": line, "issues": told.get(number, []), "gap": skipped}
            skipped = False
        else:
            skipped = True


def _between(theirs: str, mine: str) -> list[dict[str, str]]:
    """Return the lines in which what somebody else saved differs from what was just written."""
    lines = difflib.unified_diff(theirs.split("\n"), mine.split("\n"), lineterm="", n=1)
    return [{"sign": line[:1], "text": line[1:]} for line in list(lines)[2:]]
