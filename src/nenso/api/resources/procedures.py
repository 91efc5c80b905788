"""What an agency offers: the catalogue, a page about each procedure, its form, and working a form out."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.agencies.models import Agency
from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.errors import AgencyNeeded
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line, Name
from nenso.api.shapes.procedures import Catalogue, FormPage, LifeEvents, ProcedurePage, Trial, WorkedOut
from nenso.api.signing_in import actor_of
from nenso.cases.intake.trying import Tried, agency_meant, try_form
from nenso.cases.queries.describing import form_of, page_of, summary_of
from nenso.cases.queries.words import text_of
from nenso.formulas.finding.offered import Hit, by_life_event, find_offers, kinds_of
from nenso.formulas.finding.ranking import marked_parts
from nenso.formulas.offers import offer_of, offers_of
from nenso.language.field_problems import FieldProblem
from nenso.runtime.acting import Actor
from nenso.runtime.languages import Language, language_of
from nenso.web.callers import EVERYBODY

resource = Resource("procedures")


@resource.get("/procedures", may=EVERYBODY, returns=Catalogue)
def list_procedures(
    request: HttpRequest, agency: UUID | None = None, place: Line = "", q: Line = "", kind: Name | None = None
) -> HttpResponse:
    """What an agency offers today; the agency by id, or the one that serves a place (code or name, old ones too).

    With `q`: the best twenty answers to a question as people ask it, with why they answer; in the whole country when
    neither agency nor place is given. `kind`: only what this kind of agency offers.
    """
    if q:
        return read_answer(request, _answers(q, _limited_to(actor_of(request), agency, place), kind))
    chosen = _chosen(actor_of(request), agency, place)
    offers = [offer for offer in offers_of(chosen) if kind is None or kind in kinds_of(offer)]
    return read_answer(request, {"agency": agency_brief(chosen), "items": [summary_of(offer) for offer in offers]})


@resource.get("/life-events", may=EVERYBODY, returns=LifeEvents)
def list_life_events(request: HttpRequest, agency: UUID | None = None, place: Line = "") -> HttpResponse:
    """Procedures by events in a life and in that of an enterprise: of an agency or place, else of the whole country."""
    limited = _limited_to(actor_of(request), agency, place)
    items = [
        {
            "event": event.name,
            "audience": event.audience,
            "group": event.group,
            "title": event.title,
            "hint": event.hint,
            "items": [summary_of(offer) for offer in offers],
        }
        for event, offers in by_life_event(limited)
    ]
    return read_answer(request, {"agency": agency_brief(limited) if limited else None, "items": items})


@resource.get("/procedures/{name}", may=EVERYBODY, returns=ProcedurePage)
def read_procedure(request: HttpRequest, name: Name, agency: UUID | None = None, place: Line = "") -> HttpResponse:
    """A procedure by full name or national code: law, papers, fee, time, steps and level, as the agency offers it."""
    return read_answer(request, page_of(offer_of(_chosen(actor_of(request), agency, place), name)))


@resource.get("/procedures/{name}/schema", may=EVERYBODY, returns=FormPage)
def read_form(request: HttpRequest, name: Name, agency: UUID | None = None, place: Line = "") -> HttpResponse:
    """Its form: JSON Schema, and pages with labels, hints, options and conditions."""
    return read_answer(request, form_of(offer_of(_chosen(actor_of(request), agency, place), name)))


@resource.post(
    "/procedures/{name}/evaluate",
    may=EVERYBODY,
    scope="cases:read",
    returns=WorkedOut,
    example={"form": {"register_at": "01969"}, "place": "01969", "stage": "draft"},
)
def evaluate_form(request: HttpRequest, name: Name, body: Trial) -> HttpResponse:
    """Work a form out without saving: what is shown, prefilled, computed and wrong; fee and papers."""
    actor = actor_of(request)
    agency = _chosen(actor, body.agency, body.place)
    tried = try_form(actor, agency, name, body.form, channel=body.channel, touched=body.touched, stage=body.stage)
    return answer(_worked_out(tried, language_of(request)))


def _answers(question: str, agency: Agency | None, kind: str | None) -> dict[str, Any]:
    hits = find_offers(question, agency)
    return {
        "agency": agency_brief(agency) if agency else None,
        "about": hits.about or None,
        "items": [
            summary_of(hit.offer) | {"match": _match(hit)}
            for hit in hits.found
            if kind is None or kind in kinds_of(hit.offer)
        ],
    }


def _match(hit: Hit) -> dict[str, Any]:
    pieces = marked_parts(hit.offer.procedure.title.in_language("vi"), hit.matched)
    return {
        "title": [{"text": text, "hit": marked} for text, marked in pieces],
        "meanings": [{"said": said, "official": official} for said, official in hit.meaning],
    }


def _limited_to(actor: Actor, agency: UUID | None, place: str) -> Agency | None:
    """Return the agency asked for by id or place; None for the whole country, wherever the caller lives."""
    return _chosen(actor, agency, place) if agency is not None or place else None


def _chosen(actor: Actor, agency: UUID | None, place: str) -> Agency:
    chosen = agency_meant(actor, agency, place)
    if chosen is None:
        raise AgencyNeeded
    return chosen


def _worked_out(tried: Tried, language: Language) -> dict[str, Any]:
    evaluation = tried.evaluation
    return {
        "values": evaluation.values,
        "hidden": sorted(evaluation.hidden),
        "prefilled": dict(evaluation.prefilled),
        "contested": dict(evaluation.contested),
        "problems": [said(one, language) for one in evaluation.problems],
        "warnings": [said(one, language) for one in evaluation.warnings],
        "fee": [
            {"name": line.name, "kind": line.kind, "amount": line.amount, "exempt_because": line.exempt_because}
            for line in tried.fee
        ],
        "owed": tried.owed,
        "documents": [
            {"name": str(one.name), "code": one.code, "label": text_of(one.label, str(one.name))} for one in tried.asked
        ],
        "missing": [str(one.name) for one in tried.missing],
    }


def said(problem: FieldProblem, language: Language) -> dict[str, Any]:
    """Return one mistake in one language."""
    found = problem.as_json()
    return {name: value for name, value in found.items() if name not in {"vi", "en"}} | {"text": problem.text(language)}
