"""Finding a procedure: as one asks for it, by an event in a life, by the kind of agency."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.kinds import TITLES
from nenso.cases.intake.assurance import ONLINE
from nenso.cases.queries.describing import summary_of
from nenso.cases.queries.words import text_of
from nenso.formulas.finding.codes import is_figures
from nenso.formulas.finding.life_events import life_event
from nenso.formulas.finding.offered import Hit, by_agency, by_life_event, find_offers
from nenso.formulas.finding.ranking import marked_parts
from nenso.formulas.offers import Offer
from nenso.runtime.config import config
from nenso.runtime.text import normalise
from nenso.web.callers import EVERYBODY
from nenso.web.errors import PageUnknown
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render

LONGEST_QUESTION = 200


@require_safe
@page(may=EVERYBODY)
def find(request: PageRequest) -> HttpResponse:
    """Answer a question with the procedures that answer it, the best first."""
    question = normalise(request.GET.get("q", ""))[:LONGEST_QUESTION].strip()
    hits = find_offers(question).found if question else ()
    template = "portal/found.html" if "HX-Request" in request.headers else "portal/find.html"
    told = {
        "question": question,
        "found": [_hit(hit) for hit in hits],
        "a_code": is_figures(question),
        "events": [event for event, _ in by_life_event()] if question and not hits else (),
    }
    return render(request, template, told)


@require_safe
@page(may=EVERYBODY)
def event_page(request: PageRequest, event: str) -> HttpResponse:
    """Show what belongs to an event in a life."""
    known = life_event(event)
    offers = next((listed for one, listed in by_life_event() if one == known), None)
    if known is None or offers is None:
        raise PageUnknown
    return render(request, "portal/listed.html", {"title": known.title, "hint": known.hint, "found": _plain(offers)})


@require_safe
@page(may=EVERYBODY)
def kind_page(request: PageRequest, kind: str) -> HttpResponse:
    """Show what a kind of agency offers."""
    offers = by_agency().get(kind)
    if offers is None:
        raise PageUnknown
    title = dict(zip(("vi", "en"), TITLES[kind], strict=True)) if kind in TITLES else text_of(None, kind)
    return render(request, "portal/listed.html", {"title": title, "hint": None, "found": _plain(offers)})


def _hit(hit: Hit) -> dict[str, Any]:
    shown = _shown(hit.offer)
    vietnamese = hit.offer.procedure.title.in_language("vi")
    pieces = marked_parts(vietnamese, hit.matched) if spoken() == "vi" else [(shown["title"][spoken()], False)]
    return shown | {"pieces": pieces, "meaning": hit.meaning}


def _shown(offer: Offer) -> dict[str, Any]:
    """Return a procedure for a list; ``asks_more``: it is filed online by an account better known than usual."""
    shown = summary_of(offer)
    return shown | {"asks_more": ONLINE in shown["channels"] and shown["assurance"] > config().filing_assurance}


def _plain(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    return [(shown := _shown(offer)) | {"pieces": [(shown["title"][spoken()], False)]} for offer in offers]
