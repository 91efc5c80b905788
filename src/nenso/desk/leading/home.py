"""A leader's page of five minutes."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.models import Agency
from nenso.cases.briefing import briefing
from nenso.cases.periods import period_around
from nenso.cases.words import ROLES
from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.runtime import clock
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page

HOLDERS = 10


@require_safe
@page(may=SIGNED_IN)
def home(request: PageRequest) -> HttpResponse:
    """Show what is overdue and who holds it, what waits for a signature, and three things to do."""
    standing = standing_of(request)
    found = briefing(request.actor, standing.agency.id)
    holders = found.holders[:HOLDERS]
    told = {
        "brief": found,
        "counts": found.queues,
        "holders": holders,
        "most": max((one.late + one.soon for one in holders), default=0),
        "agencies": {one.id: one for one in Agency.objects.filter(id__in={one.agency for one in found.holders})},
        "roles": ROLES,
        "month": period_around("month", clock.today()),
        "today": clock.today(),
    }
    return desk_page(request, standing, "desk/leading/home.html", told)
