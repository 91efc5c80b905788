"""Asking for a draft of a scorecard, and how far it is: computed by a job, nothing waits on the page."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from nenso.agencies.errors import AgencyUnknown
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id
from nenso.cases.errors.sent_twice import KeyReused
from nenso.desk.frame import desk_page
from nenso.desk.publishing.frame import publishing_at
from nenso.desk.standing import Standing, standing_of
from nenso.index.errors import MayNotPublishScores
from nenso.index.models import Undertaking
from nenso.index.publications import must_publish, publications
from nenso.index.undertaking import DONE, REPORT, ask_for_draft, under_way, undertaking_of
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.runtime.sheets import KINDS, sheet
from nenso.web.callers import PUBLISHERS
from nenso.web.keys import FIELD, key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.scores import period_said

if TYPE_CHECKING:
    from nenso.index.scoring import Bound

SHOWN = 50


def publisher_of(request: PageRequest) -> tuple[Standing, list[Agency]]:
    """Return where one sits and where one publishes; raise ``MayNotPublishScores`` where that is nowhere."""
    standing = standing_of(request)
    if not (own := publishing_at(standing)):
        raise MayNotPublishScores(agency=standing.agency.name)
    return standing, own


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=PUBLISHERS, example={"scorecard": "dti_commune.dti_commune", "period": "2026-Q3", "agency": ""})
def begin(request: PageRequest) -> HttpResponseBase:
    """Show drafts and publications of one's agencies, and ask for another draft."""
    from nenso.index.scoring import READER, scorecards_in_force

    standing, own = publisher_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            return redirect("desk-scores-work", undertaking=_asked(request, own).id)
        except Problem as found:
            problem = found
    ids = {one.id for one in own}
    with acting(READER):
        scorecards = [{"name": one.name, "title": _title(one)} for one in scorecards_in_force()]
    titles = {one["name"]: one["title"] for one in scorecards}
    listed = [one for one in publications(request.actor, limit=200) if one.agency_id in ids][:SHOWN]
    told = {
        "own": own,
        "scorecards": scorecards,
        "titles": titles,
        "listed": listed,
        "under_way": under_way(request.actor, list(ids)),
        "problem": problem.text(spoken()) if problem is not None else "",
        "typed": request.POST,
        "once": key_again(request, problem),
        "period": f"{clock.today().year}",
        "period_said": period_said,
        "now": clock.now,
    }
    return desk_page(request, standing, "desk/scores/list.html", told, status=problem.status if problem else 200)


@require_safe
@page(may=PUBLISHERS)
def blank(request: PageRequest, scorecard: str) -> HttpResponse:
    """Hand out the table in which what is not measured is reported: a row for each unit of the agency of work."""
    from nenso.index.reported_tables import NAME, UNIT
    from nenso.index.scoring import READER, ranked_by, scorecard_named

    standing, own = publisher_of(request)
    with acting(READER):
        bound = scorecard_named(scorecard)
        below = own[0] if standing.agency not in own else standing.agency
        units = ranked_by(bound, str(below.path), str(clock.today().year))
    asked = [name for name in bound.full if not _is_measured(bound, name)]
    content = sheet("csv", [UNIT, NAME, *asked], [[str(one.path), one.name, *([""] * len(asked))] for one in units])
    response = HttpResponse(content, content_type=KINDS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{scorecard.rpartition(".")[2]}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@page(may=PUBLISHERS)
def show_work(request: PageRequest, undertaking: UUID) -> HttpResponseBase:
    """Tell how far a draft or a report is; what is done leads on to what it came to."""
    standing, _ = publisher_of(request)
    found = undertaking_of(request.actor, undertaking)
    must_publish(request.actor, found.agency)
    if found.state == DONE:
        address = redirect("desk-scores-preview", publication=found.publication)
        if request.headers.get("HX-Request"):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = address["Location"]
            return answer
        return address
    told = {"work": found, "is_report": found.kind == REPORT}
    return desk_page(request, standing, "desk/scores/work.html", told)


def reported_in(request: PageRequest, name: str) -> dict[str, dict[str, Any]]:
    """Return what the table that came with a form reports; nothing where none came."""
    from nenso.index.reported_tables import reported_of
    from nenso.index.scoring import READER, scorecard_named

    given = request.FILES.get("table")
    if given is None or not given.name:
        return {}
    content = given.read()
    with acting(READER):
        return reported_of(scorecard_named(name), given.name, content)


def key_again(request: PageRequest, problem: Problem | None) -> str:
    """Return the key of a form that is shown again; "" (a new one) where it was used up by something else."""
    return "" if isinstance(problem, KeyReused) else request.POST.get(FIELD, "")


def accepted_in(request: PageRequest) -> tuple[str, ...]:
    """Return the doubts about the table that came with a form that somebody looked at."""
    from nenso.index.doubts import OF_VALUES

    return OF_VALUES if request.POST.get("looked") == "1" else ()


def _asked(request: PageRequest, own: list[Agency]) -> Undertaking:
    chosen = _publishing(request.POST.get("agency", ""), own)
    name, period = request.POST.get("scorecard", ""), request.POST.get("period", "").strip()
    reported = reported_in(request, name)
    accepted = accepted_in(request)
    return ask_for_draft(request.actor, key_of(request), name, period, chosen, reported=reported, accepted=accepted)


def _publishing(chosen: str, own: list[Agency]) -> Agency:
    """Return the agency that is to publish, the first of one's own where the form names none."""
    if not chosen:
        return own[0]
    try:
        agency = agency_by_id(UUID(chosen))
    except ValueError:
        raise AgencyUnknown(agency=chosen) from None
    if agency not in own:
        raise MayNotPublishScores(agency=agency.name)
    return agency


def _title(bound: "Bound") -> dict[str, str]:
    edition = f" ({bound.indicator.edition})" if bound.indicator.edition else ""
    return {one: bound.indicator.title.in_language(one) + edition for one in ("vi", "en")}


def _is_measured(bound: "Bound", name: str) -> bool:
    known = bound.known.get(name)
    return known is not None and (bool(known.measures) or known.formula is not None)
