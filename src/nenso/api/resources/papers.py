"""The papers of a case: its official slips and its signed results."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import pdf_answer
from nenso.api.routing import PDF, Resource
from nenso.api.shapes.base import Code
from nenso.api.signing_in import actor_of
from nenso.cases.queries.printing import open_result, slip_of_case
from nenso.web.callers import WHO_SEES_THE_CASE

resource = Resource("papers")


@resource.get("/cases/{case}/slips/{number}.pdf", may=WHO_SEES_THE_CASE, scope="cases:read", returns=PDF)
def read_slip(request: HttpRequest, case: Code, number: Annotated[int, Field(ge=1, le=6)]) -> HttpResponse:
    """An official slip (Mẫu 01–06, Circular 03/2025/TT-VPCP), the latest of its kind."""
    paper = slip_of_case(actor_of(request), case, number)
    return pdf_answer(paper.pdf, paper.filename)


@resource.get("/cases/{case}/results/{result}.pdf", may=WHO_SEES_THE_CASE, scope="cases:read", returns=PDF)
def read_result(request: HttpRequest, case: Code, result: UUID) -> HttpResponse:
    """A signed result; its applicant opening it is its delivery."""
    paper = open_result(actor_of(request), case, result)
    return pdf_answer(paper.pdf, paper.filename)
