"""Where a case is filed: the commune, by its name of today or an old one; then its draft is begun."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nenso.cases.errors.filing import AccountOfNobody, AssuranceTooLow
from nenso.cases.intake.assurance import ONLINE, too_low
from nenso.cases.intake.beginning import agency_for, begin, begin_on, place_known
from nenso.cases.queries.words import text_of
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import Offer, any_offer, offer_of
from nenso.language.declarations.procedures import Procedure
from nenso.runtime.acting import Actor
from nenso.runtime.problems import Problem
from nenso.web.callers import SIGNED_IN
from nenso.web.forms.controls import Control
from nenso.web.forms.places import name_of_place, note_of, read_place, written_place
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t

PLACE = "place"
WHERE = "noi"
"""In the address: the place for which the page of the procedure has just said where to file."""


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=SIGNED_IN, example={"place": "01969"})
def begin_draft(request: PageRequest, name: str) -> HttpResponseBase:
    """Ask where to file, and begin the draft there."""
    offer = any_offer(name)
    title = text_of(offer.procedure.title, offer.name)
    if offer.procedure.about is not None:
        return _on_case(request, offer, title)
    if request.method != "POST":
        place = request.GET.get(WHERE, "") or place_known(request.actor)
        lacks = account_lacks(request.actor, _there(offer, place).procedure)
        return _ask(request, title, name_of_place(place), lacks=lacks)
    written = written_place(request.POST, PLACE)
    if not written:
        return _ask(request, title, "", error=t("Hãy cho biết xã, phường.", "Say which commune or ward."))
    code, note = read_place(written)
    if not code.isdigit():
        return _ask(request, title, written, unclear=True)
    if note is not None and request.POST.get("seen") != code:
        return _ask(request, title, name_of_place(code), became=(code, written))
    try:
        draft = begin(request.actor, offer.name, code, key=key_of(request))
    except (AssuranceTooLow, AccountOfNobody) as problem:
        return _ask(request, title, name_of_place(code), lacks=problem, status=problem.status)
    except Problem as problem:
        return _ask(request, title, name_of_place(code), error=why_not_there(problem), status=problem.status)
    return redirect(reverse("draft", kwargs={"draft": str(draft.id)}))


def account_lacks(actor: Actor, procedure: Procedure) -> Problem | None:
    """Return why who is signed in cannot file online by this account; None where it suffices, and for nobody."""
    if actor.account is None:
        return None
    return too_low(actor, procedure, ONLINE) or (AccountOfNobody() if actor.person is None else None)


def _there(offer: Offer, place: str) -> Offer:
    """Return the offer as it is at the agency for a place, where that is known."""
    try:
        return offer_of(agency_for(offer, place), offer.name) if place else offer
    except Problem:
        return offer


def why_not_there(problem: Problem) -> str:
    """Return why a procedure cannot be filed at a place, to who has its title before them."""
    if isinstance(problem, ProcedureNotOffered):
        agency = problem.facts["agency"]
        return t("{agency} chưa cung cấp thủ tục này.", "{agency} does not offer this service.", agency=agency)
    return problem.text(spoken())


def _on_case(request: PageRequest, offer: Offer, title: dict[str, str]) -> HttpResponseBase:
    """Begin what is filed on a case: the case says where."""
    case = request.POST.get("case", "") or request.GET.get("ho-so", "")
    told: dict[str, Any] = {"title": title, "case": case}
    if request.method != "POST":
        return render(request, "portal/start_on.html", told | {"lacks": account_lacks(request.actor, offer.procedure)})
    try:
        draft = begin_on(request.actor, offer.name, case.strip(), key=key_of(request))
    except (AssuranceTooLow, AccountOfNobody) as problem:
        return render(request, "portal/start_on.html", told | {"lacks": problem}, status=problem.status)
    except Problem as problem:
        told |= {"errors": [{"path": "case", "text": problem.text(spoken())}]}
        return render(request, "portal/start_on.html", told, status=problem.status)
    return redirect(reverse("draft", kwargs={"draft": str(draft.id)}))


def _ask(
    request: PageRequest,
    title: dict[str, str],
    written: str,
    *,
    error: str = "",
    unclear: bool = False,
    became: tuple[str, str] | None = None,
    lacks: Problem | None = None,
    status: int = 0,
) -> HttpResponse:
    control = Control(PLACE, "place", t("Xã, phường", "Commune or ward"), value=written)
    if unclear:
        control.note = note_of(written)
        error = t("Chưa rõ là nơi nào.", "It is not clear which place this is.")
    if became is not None:
        control.note = read_place(became[1])[1]
    control.errors = [error] if error else []
    errors = [{"path": PLACE, "text": error}] if error else []
    seen = became[0] if became is not None else ""
    told = {"title": title, "controls": [control], "errors": errors, "seen": seen, "lacks": lacks}
    return render(request, "portal/start.html", told, status=status or (422 if error else 200))
