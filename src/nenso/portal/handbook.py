"""The handbook (cẩm nang): questions in simple words, each with its answer and the procedures it leads to."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.queries import agency_by_path
from nenso.cases.queries.describing import summary_of
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import any_offer
from nenso.formulas.pages import PublishedPage, pages_for
from nenso.web.callers import EVERYBODY
from nenso.web.errors import PageUnknown
from nenso.web.forms.content import markdown
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render

COUNTRY = "vn"


@require_safe
@page(may=EVERYBODY)
def handbook(request: PageRequest) -> HttpResponse:
    """List the questions that the handbook answers."""
    return render(request, "portal/handbook.html", {"questions": [_title(one) for one in questions()]})


@require_safe
@page(may=EVERYBODY)
def question_page(request: PageRequest, question: str) -> HttpResponse:
    """Answer one question."""
    asked = next((one for one in questions() if one.name == question), None)
    if asked is None:
        raise PageUnknown
    told = {
        "title": asked.page.title.in_language(spoken()),
        "body": markdown(asked.page.body_in(spoken())),
        "answers": [procedure for name in asked.answers if (procedure := _summary(name))],
    }
    return render(request, "portal/question.html", told)


def questions() -> list[PublishedPage]:
    """Return the questions that are answered for people in the country, in order; those for officers are the desk's."""
    return [one for one in pages_for(agency_by_path(COUNTRY), kind="question") if not one.for_officers]


def _title(one: PublishedPage) -> dict[str, str]:
    return {"name": one.name, "title": one.page.title.in_language(spoken())}


def _summary(name: str) -> dict[str, Any] | None:
    try:
        shown = summary_of(any_offer(name))
    except ProcedureNotOffered:
        return None
    return shown | {"pieces": [(shown["title"][spoken()], False)]}
