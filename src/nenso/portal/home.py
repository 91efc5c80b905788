"""The first page: what somebody needs to do, by question, by event in a life, by kind of agency."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.kinds import TITLES
from nenso.cases.queries.listing import own_cases
from nenso.formulas.finding.offered import country
from nenso.runtime.acting import Actor
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page, render

ASKED_OFTEN = ("nhập khẩu cho con", "xác nhận độc thân", "sửa nhà")
FIRST_CASES = 3


@require_safe
@page(may=EVERYBODY)
def home(request: PageRequest) -> HttpResponse:
    """Show what can be done here and, to who is signed in, where the latest cases stand."""
    offered = country()
    told = {
        "count": offered.count,
        "whole": offered.whole,
        "asked_often": ASKED_OFTEN,
        "cases": _latest(request.actor),
        "events": [event for event, _ in offered.events],
        "kinds": [(kind, len(listed)) for kind, listed in offered.kinds.items()],
        "titles": {kind: {"vi": vi, "en": en} for kind, (vi, en) in TITLES.items()},
    }
    return render(request, "portal/home.html", told)


def _latest(actor: Actor) -> list[dict[str, object]]:
    return list(own_cases(actor, limit=FIRST_CASES).items) if actor.person is not None else []
