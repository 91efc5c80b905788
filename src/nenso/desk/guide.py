"""Guidance for officers (trợ giúp cán bộ): approved texts with their source and edition; it decides nothing."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.cases.queries.describing import summary_of
from nenso.cases.queries.guiding import explaining, guidance, guidance_of_case
from nenso.cases.queries.working import case_at_work
from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.finding.offered import find_offers
from nenso.formulas.offers import offer_of
from nenso.formulas.pages import PublishedPage
from nenso.runtime.text import normalise
from nenso.web.callers import OFFICIALS, WHO_SEES_THE_CASE
from nenso.web.forms.content import markdown
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

LONGEST = 200


@require_safe
@page(may=OFFICIALS)
def guide(request: PageRequest) -> HttpResponse:
    """Answer a question with the procedures of the place of work and the pages that explain them."""
    standing = standing_of(request)
    words = normalise(request.GET.get("tim", ""))[:LONGEST].strip()
    found = find_offers(words, standing.agency).found if words else ()
    told = {
        "words": words,
        "found": [summary_of(one.offer) for one in found],
        "pages": [_shown(one) for one in explaining(standing.agency, words)],
    }
    return desk_page(request, standing, "desk/guide.html", told)


@require_safe
@page(may=OFFICIALS)
def of_procedure(request: PageRequest, name: str) -> HttpResponse:
    """Tell of a procedure what the edition says that is in force at the place of work, or where it is offered."""
    standing = standing_of(request)
    return _answer(request, guidance(standing.agency, name))


@require_safe
@page(may=WHO_SEES_THE_CASE)
def of_case(request: PageRequest, case: str) -> HttpResponse:
    """Tell of a case what the edition says that it runs on, and whether another is in force by now."""
    at_work = case_at_work(request.actor, case)
    told = guidance_of_case(at_work.row)
    try:
        now = offer_of(told["agency"], told["procedure"]["name"]).edition.name
    except ProcedureNotOffered:
        now = ""
    return _answer(request, told | {"case": at_work.view, "now": now})


def _answer(request: PageRequest, told: Mapping[str, Any]) -> HttpResponse:
    shown = {**told, "pages": [_shown(one) for one in told["pages"]]}
    return desk_page(request, standing_of(request), "desk/guide_procedure.html", shown)


def _shown(one: PublishedPage) -> dict[str, Any]:
    language = spoken()
    return {
        "title": one.page.title.in_language(language),
        "body": markdown(one.page.body_in(language)),
        "edition": one.edition.name,
    }
