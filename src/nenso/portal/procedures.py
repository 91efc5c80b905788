"""A page about a procedure, under the headings by which the state publishes it (thông tin thủ tục hành chính)."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.models import Agency
from nenso.cases.intake.anonymity import may_be_unnamed
from nenso.cases.intake.beginning import agency_for, place_known
from nenso.cases.queries.describing import page_of
from nenso.cases.queries.public import opens_to_public
from nenso.formulas.offers import Offer, any_offer, offer_of, suspension_at
from nenso.portal.starting import WHERE, account_lacks, why_not_there
from nenso.runtime.problems import Problem
from nenso.web.callers import EVERYBODY
from nenso.web.forms.controls import Control
from nenso.web.forms.places import PlaceNote, name_of_place, note_of, read_place, written_place
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t


@require_safe
@page(may=EVERYBODY)
def procedure_page(request: PageRequest, name: str) -> HttpResponse:
    """Show what a procedure asks, takes, costs and gives, where somebody files it, and the way in."""
    where = _where(request, any_offer(name))
    offer = where.offer
    told = {
        "procedure": page_of(offer),
        "where": where,
        "about": offer.procedure.about is not None,
        "agency": where.agency,
        "errors": [{"path": WHERE, "text": text} for text in where.asked.errors],
        "online": "online" in offer.procedure.channels,
        "unnamed": may_be_unnamed(offer.procedure),
        "opened": opens_to_public(offer.procedure),
        "named": offer.procedure.anonymous is not True,
        "signed_in": request.actor.account is not None,
        "lacks": account_lacks(request.actor, offer.procedure),
        "suspended": suspension_at(where.agency or offer.agency, offer.name),
    }
    return render(request, "portal/procedure.html", told)


@dataclass
class _Where:
    """Where somebody files: ``agency`` for the place with ``code``; the box in which the place is ``asked``, by its
    name of today or an old one; the ``offer`` as it is there; the ``note`` of what an old name has become.
    """

    offer: Offer
    code: str
    asked: Control
    agency: Agency | None = None
    note: PlaceNote | None = None

    @property
    def place(self) -> str:
        """The name of the place today."""
        return name_of_place(self.code)


def _where(request: PageRequest, offer: Offer) -> _Where:
    written = written_place(request.GET, WHERE)
    code, note = read_place(written) if written else (place_known(request.actor), None)
    asked = Control(WHERE, "place", t("Xã, phường của bạn", "Your commune or ward"), value=name_of_place(code))
    found = _Where(offer, code, asked)
    if not code:
        return found
    if not code.isdigit():
        asked.note = note_of(written)
        asked.errors = [t("Chưa rõ là nơi nào.", "It is not clear which place this is.")]
        return found
    try:
        agency = agency_for(offer, code)
        return _Where(offer_of(agency, offer.name), code, asked, agency, note)
    except Problem as problem:
        asked.errors = [why_not_there(problem)] if written else []
        return found
