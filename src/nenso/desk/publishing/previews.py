"""What a manuscript will be: each procedure's page, its form page by page, its steps drawn, its papers typeset."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from nenso.cases.queries.describing import page_of
from nenso.cases.samples.previewing import Preview
from nenso.desk.publishing.frame import publisher_of, publishing_page
from nenso.formulas.models import Manuscript
from nenso.formulas.writing import checked, manuscript_of
from nenso.language.bare import plain
from nenso.language.declarations.forms import Page
from nenso.language.declarations.procedures import Procedure
from nenso.web.callers import PUBLISHERS
from nenso.web.forms.answers import ROW_CHANGES, read_answers
from nenso.web.forms.controls import Drawing, problems_of
from nenso.web.pages import PageRequest, page

SAMPLE, SHEET = "mau", "trang"


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=PUBLISHERS)
def preview(request: PageRequest, manuscript: UUID, procedure: str) -> HttpResponse:
    """Show a procedure as people will meet it; its form answers to what is typed, and nothing is kept."""
    standing = publisher_of(request)
    found, shown = _preview(request, manuscript)
    offer = shown.offer(procedure)
    sheet = _sheet(request, offer.procedure)
    samples = shown.samples_of(procedure)
    sample = next((one for one in samples if str(one.name) == request.GET.get(SAMPLE, "")), None)
    given: dict[str, Any] = plain(sample.form) if sample is not None else {}
    told = request.method == "POST"
    worked = shown.form(request.actor, procedure, given)
    if told and sheet is not None:
        given = read_answers(sheet.fields, request.POST, given).form
        what, _, at = request.POST.get("do", "").partition(":")
        if what in ROW_CHANGES:
            ROW_CHANGES[what](given, at)
            told = False
        worked = shown.form(request.actor, procedure, given)
    texts = {str(one.name): str(one.body) for one in shown.formula.pages.values()}
    controls = Drawing(worked, given, told, {}, texts).controls(sheet.fields) if sheet is not None else []
    page_told = {
        "manuscript": found,
        "name": procedure,
        "procedure": page_of(offer),
        "online": False,
        "sheets": offer.procedure.form.pages,
        "sheet": sheet,
        "controls": controls,
        "errors": problems_of(controls) if told else [],
        "samples": samples,
        "sample": str(sample.name) if sample is not None else "",
        "papers": [one for one in offer.procedure.results if one.template],
    }
    return publishing_page(request, standing, "preview.html", page_told)


@require_safe
@page(may=PUBLISHERS)
def paper(request: PageRequest, manuscript: UUID, procedure: str, paper: str) -> HttpResponse:
    """Show a result as it will be printed, filled in from a sample."""
    publisher_of(request)
    _, shown = _preview(request, manuscript)
    pdf = shown.paper(request.actor, procedure, paper, request.GET.get(SAMPLE, ""))
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{procedure}-{paper}-xem-thu.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    response["Cache-Control"] = "no-store"
    return response


def _preview(request: PageRequest, manuscript: UUID) -> tuple[Manuscript, Preview]:
    found = manuscript_of(request.actor, manuscript)
    return found, Preview.of(found.agency, checked(request.actor, found.files))


def _sheet(request: PageRequest, procedure: Procedure) -> Page | None:
    pages = procedure.form.pages
    wanted = request.GET.get(SHEET, "")
    return next((one for one in pages if str(one.name) == wanted), pages[0] if pages else None)
