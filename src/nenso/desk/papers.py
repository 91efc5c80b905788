"""The papers of a case on the desk: files as they were handed in, slips to print, signed results."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from nenso.cases.intake.giving import file_of_case
from nenso.cases.queries.printing import Paper, open_result, slip_of_case
from nenso.cases.queries.working import case_at_work
from nenso.web.callers import WHO_SEES_THE_CASE
from nenso.web.files import file_answer
from nenso.web.pages import PageRequest, page


@require_safe
@page(may=WHO_SEES_THE_CASE)
def slip(request: PageRequest, case: str, number: int) -> HttpResponse:
    """Hand out an official slip (Mẫu 01–06) to be printed."""
    case_at_work(request.actor, case)
    return _paper(slip_of_case(request.actor, case, number))


@require_safe
@page(may=WHO_SEES_THE_CASE)
def result(request: PageRequest, case: str, result: UUID) -> HttpResponse:
    """Hand out a signed result."""
    case_at_work(request.actor, case)
    return _paper(open_result(request.actor, case, result))


@require_safe
@page(may=WHO_SEES_THE_CASE)
def original(request: PageRequest, case: str, file: UUID) -> HttpResponseBase:
    """Hand out a file as it was handed in, to be saved and never run."""
    case_at_work(request.actor, case)
    opened = file_of_case(request.actor, case, file)
    return file_answer(opened)


def _paper(paper: Paper) -> HttpResponse:
    """A PDF of our own making, for the browser's own viewer or to be saved."""
    response = HttpResponse(paper.pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=paper.filename) or ""
    response["Cache-Control"] = "private, no-store"
    return response
