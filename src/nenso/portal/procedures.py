"""A page about a procedure, under the headings by which the state publishes it (thông tin thủ tục hành chính)."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.cases.intake.applicants import level_needed
from nenso.cases.intake.beginning import agency_for, place_known
from nenso.cases.queries.describing import page_of
from nenso.formulas.offers import any_offer, offer_of, suspension_at
from nenso.runtime.problems import Problem
from nenso.web.callers import EVERYBODY
from nenso.web.forms.places import name_of_place
from nenso.web.pages import PageRequest, page, render


@require_safe
@page(may=EVERYBODY)
def procedure_page(request: PageRequest, name: str) -> HttpResponse:
    """Show what a procedure asks, takes, costs and gives, where somebody files it, and the way in."""
    offer = any_offer(name)
    place, agency = request.GET.get("noi", "") or place_known(request.actor), None
    if place:
        try:
            agency = agency_for(offer, place)
            offer = offer_of(agency, offer.name)
        except Problem:
            agency = None
    told = {
        "procedure": page_of(offer),
        "agency": agency,
        "place": name_of_place(place) if agency is not None else "",
        "online": "online" in offer.procedure.channels,
        "needed": level_needed(offer.procedure),
        "held": request.actor.assurance if request.actor.account else None,
        "suspended": suspension_at(agency or offer.agency, offer.name),
    }
    return render(request, "portal/procedure.html", told)
