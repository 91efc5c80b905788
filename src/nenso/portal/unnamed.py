"""Filing without saying who one is (gửi không nêu tên): the whole form on one page, no account, no draft.

Nothing is kept until it is sent; what is told then, the code and the secret, is told once, and is all that leads back.
"""

from collections.abc import Iterator
from typing import Any

from allauth.core import ratelimit
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from nenso.cases.errors.filing import TooManyUnnamed
from nenso.cases.intake.anonymity import may_be_unnamed, without_name
from nenso.cases.intake.filing import Filed, Filing, file_case
from nenso.cases.intake.trying import Tried, try_offer
from nenso.cases.queries.words import text_of
from nenso.formulas.offers import Offer, any_offer
from nenso.language.declarations.fields import Field
from nenso.runtime.problems import Problem
from nenso.web.callers import EVERYBODY
from nenso.web.forms.answers import ROW_CHANGES, Answers, read_answers
from nenso.web.forms.controls import Control, Drawing, problems_of
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t

FILE = "file"
ATTEMPT = "file_unnamed"
"""What filing without a name is counted as (``ACCOUNT_RATE_LIMITS``)."""


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=EVERYBODY, example={"do": "file", "oath": "true"})
def unnamed(request: PageRequest, name: str) -> HttpResponseBase:
    """Show the form, and file it as nobody; what must know who files leads to its own page."""
    offer = any_offer(name)
    if not may_be_unnamed(offer.procedure):
        return redirect("procedure", name=name)
    if request.method != "POST":
        return _shown(request, offer, Answers({}))
    answers = read_answers(list(_fields(offer)), request.POST, {})
    what, _, path = request.POST.get("do", "").partition(":")
    if what in ROW_CHANGES:
        ROW_CHANGES[what](answers.form, path)
    if what != FILE:
        return _shown(request, offer, answers)
    if request.POST.get("oath") != "true":
        wrong = t("Cần cam đoan trước khi gửi.", "The undertaking is needed before it is sent.")
        return _shown(request, offer, answers, [{"path": "oath", "text": wrong}])
    try:
        filed = _file(request, offer, answers)
    except Problem as problem:
        told = [{"path": "", "text": problem.text(spoken())}]
        return _shown(request, offer, answers, told, status=problem.status)
    return _told(request, offer, filed)


def _file(request: PageRequest, offer: Offer, answers: Answers) -> Filed:
    if not ratelimit.consume(request, action=ATTEMPT):
        raise TooManyUnnamed
    filing = Filing(offer.name, answers.form, anonymous=True)
    return file_case(without_name(request.actor), filing, key=key_of(request))


def _told(request: PageRequest, offer: Offer, filed: Filed) -> HttpResponse:
    told = {
        "title": text_of(offer.procedure.title, offer.name),
        "case": filed.case,
        "agency": filed.case.agency,
        "secret": filed.secret,
    }
    return render(request, "portal/unnamed_filed.html", told)


def _shown(
    request: PageRequest,
    offer: Offer,
    answers: Answers,
    errors: list[dict[str, str]] | None = None,
    *,
    status: int = 422,
) -> HttpResponse:
    told = errors is not None
    tried = try_offer(without_name(request.actor), offer, answers.form, touched=answers.emptied)
    pages = list(_pages(offer, answers, tried, told=told))
    wrong = [one for _, controls in pages for one in problems_of(controls)] if told else []
    unsaid = [one for one in errors or () if one["path"] or not wrong]
    shown: dict[str, Any] = {
        "title": text_of(offer.procedure.title, offer.name),
        "name": offer.procedure.code or offer.name,
        "pages": pages,
        "errors": [*wrong, *unsaid],
        "oath": request.POST.get("oath") == "true",
        "once": request.POST.get("once", ""),
        "papers": bool(offer.procedure.documents),
    }
    return render(request, "portal/unnamed.html", shown, status=status if told else 200)


def _pages(offer: Offer, answers: Answers, tried: Tried, *, told: bool) -> Iterator[tuple[str, list[Control]]]:
    texts = {str(one.name): str(one.body) for one in offer.formula.pages.values()}
    drawing = Drawing(tried.evaluation, answers.form, told, answers.notes, texts)
    for one in offer.procedure.form.pages:
        if controls := drawing.controls(one.fields):
            yield one.title.in_language(spoken()) if one.title else "", controls


def _fields(offer: Offer) -> Iterator[Field]:
    for one in offer.procedure.form.pages:
        yield from one.fields
