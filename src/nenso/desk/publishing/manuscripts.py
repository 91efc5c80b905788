"""Manuscripts: begun, told what is wrong with them, files added, uploaded, taken out, taken home as a whole."""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nenso.agencies.models import Agency
from nenso.desk.errors import WhichAgency
from nenso.desk.publishing.frame import issue_as_told, publisher_of, publishing_at, publishing_page
from nenso.desk.standing import Standing
from nenso.formulas.folders import HEAD
from nenso.formulas.library import edition_named
from nenso.formulas.models import Manuscript
from nenso.formulas.paths import BEGINNINGS, NEW_HEAD, beginning_of, in_order_of_reading
from nenso.formulas.unpacking import unpacked
from nenso.formulas.writing import (
    add_file,
    begin,
    begin_from,
    checked,
    drop,
    manuscript_of,
    mark_of,
    put_in,
    remove_file,
)
from nenso.language.process import steps_in
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.runtime.text import fold
from nenso.web.callers import PUBLISHERS
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

FIRST_PROCEDURE = "procedures/request.yaml"


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=PUBLISHERS, example={"how": "new", "name": "thu_moi", "title": "Thử"})
def begin_new(request: PageRequest) -> HttpResponseBase:
    """Begin a manuscript: empty, from an edition, or from what is uploaded."""
    standing = publisher_of(request)
    problem = None
    if request.method == "POST":
        try:
            made = _begun(request, standing)
        except Problem as error:
            problem = error
        else:
            return redirect("desk-manuscript", manuscript=made.id)
    told = {"problem": problem and problem.text(spoken()), "typed": request.POST, "base": request.GET.get("tu", "")}
    return publishing_page(request, standing, "new.html", told, status=problem.status if problem else 200)


@require_safe
@page(may=PUBLISHERS)
def overview(request: PageRequest, manuscript: UUID) -> HttpResponse:
    """Show a manuscript: its files, what is wrong in each, what can be seen of it, and what to do with it."""
    standing = publisher_of(request)
    found = manuscript_of(request.actor, manuscript)
    came = checked(request.actor, found.files)
    issues = [issue_as_told(one) for one in came.issues if one.level != "later"]
    told = {
        "manuscript": found,
        "tree": tree_of(found, Counter(one["file"] for one in issues if one["level"] == "error")),
        "issues": issues,
        "errors": sum(one["level"] == "error" for one in issues),
        "formula": came.formula if not came.refused else None,
        "folders": BEGINNINGS,
    }
    return publishing_page(request, standing, "manuscript.html", told)


@require_POST
@page(may=PUBLISHERS, example={"path": "procedures/moi.yaml"})
def do_add(request: PageRequest, manuscript: UUID) -> HttpResponseBase:
    """Add a file, by its folder and a name."""
    publisher_of(request)
    folder, name = request.POST.get("folder", ""), request.POST.get("name", "").strip()
    path = request.POST.get("path", "")
    if folder in BEGINNINGS and name:
        ending = {"pages": "md", "results": "typ"}.get(folder, "yaml")
        path = f"{folder}/{name}" if "." in name else f"{folder}/{name}.{ending}"
    add_file(request.actor, manuscript, path)
    return redirect("desk-manuscript-file", manuscript=manuscript, path=path)


@require_POST
@page(may=PUBLISHERS, example={"path": "procedures/moi.yaml", "seen": "0"})
def do_remove(request: PageRequest, manuscript: UUID) -> HttpResponseBase:
    """Take a file out."""
    publisher_of(request)
    path = request.POST.get("path", "")
    remove_file(request.actor, manuscript, path, seen=request.POST.get("seen", ""))
    messages.success(request, t("Đã bỏ tệp {path}.", "{path} was taken out.", path=path))
    return redirect("desk-manuscript", manuscript=manuscript)


@require_POST
@page(may=PUBLISHERS)
def do_upload(request: PageRequest, manuscript: UUID) -> HttpResponseBase:
    """Put uploaded files in."""
    publisher_of(request)
    manuscript_of(request.actor, manuscript)
    files = _uploaded(request)
    put_in(request.actor, manuscript, files)
    messages.success(request, t("Đã đưa vào {n} tệp.", "{n} files were put in.", n=len(files)))
    return redirect("desk-manuscript", manuscript=manuscript)


@require_POST
@page(may=PUBLISHERS)
def do_drop(request: PageRequest, manuscript: UUID) -> HttpResponseBase:
    """Throw a manuscript away."""
    publisher_of(request)
    manuscript_of(request.actor, manuscript)
    drop(request.actor, manuscript)
    messages.success(request, t("Đã bỏ bản thảo.", "The manuscript was thrown away."))
    return redirect("desk-formulas")


@require_safe
@page(may=PUBLISHERS)
def download(request: PageRequest, manuscript: UUID) -> HttpResponse:
    """Hand the files out as a ``.zip``, as ``nenso formula check`` and ``publish`` take them unpacked."""
    publisher_of(request)
    found = manuscript_of(request.actor, manuscript)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in found.files.items():
            archive.writestr(f"{found.formula}/{path}", text)
    response = HttpResponse(sink.getvalue(), content_type="application/zip")
    name = f"{found.formula}-{found.version}.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "no-store"
    return response


def tree_of(manuscript: Manuscript, wrong: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the files by folder, each with its mark, the number of its mistakes and whether it has steps."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for path in in_order_of_reading(list(manuscript.files)):
        folder, _, name = path.rpartition("/")
        text = manuscript.files[path]
        steps = folder in {"procedures", "parts"} and bool(steps_in(text))
        one = {"path": path, "name": name, "mark": mark_of(text), "errors": wrong.get(path, 0), "steps": steps}
        folders.setdefault(folder, []).append(one)
    return [{"folder": folder, "files": files} for folder, files in folders.items()]


def _begun(request: PageRequest, standing: Standing) -> Manuscript:
    agency, key = _agency(request, standing), key_of(request)
    match request.POST.get("how"):
        case "edition":
            with acting(request.actor):
                edition = edition_named(request.POST.get("base", ""))
            return begin_from(request.actor, agency, edition, key=key)
        case "upload":
            return begin(request.actor, agency, _uploaded(request), key=key)
        case _:
            return begin(request.actor, agency, _skeleton(request, agency), key=key)


def _agency(request: PageRequest, standing: Standing) -> Agency:
    own = publishing_at(standing)
    wanted = request.POST.get("agency", "")
    found = next((one for one in own if str(one.id) == wanted), own[0] if not wanted else None)
    if found is None:
        raise WhichAgency(found="; ".join(one.name for one in own))
    return found


def _uploaded(request: PageRequest) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in request.FILES.getlist("file"):
        found |= unpacked(file.name or "", file.file)  # type: ignore[arg-type]  # an open binary file
    return found


def _skeleton(request: PageRequest, agency: Agency) -> dict[str, str]:
    title = request.POST.get("title", "").replace('"', "'").strip()[:200] or "Bộ mẫu mới"
    name = request.POST.get("name", "") or fold(title)
    name = "_".join("".join(one if one.isascii() and one.isalnum() else " " for one in fold(name)).split())[:60]
    head = NEW_HEAD.format(name=name or "new_formula", title=title, kind=agency.kind)
    return {HEAD: head, FIRST_PROCEDURE: beginning_of(FIRST_PROCEDURE, title)}
