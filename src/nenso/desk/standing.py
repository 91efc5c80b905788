"""Where an officer sits: one agency at a time, chosen when there are several, remembered until signing out."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from nenso.agencies.models import Agency
from nenso.desk.errors import NoPost
from nenso.runtime.acting import Actor
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page

CHOSEN = "desk_agency"


@dataclass(frozen=True)
class Standing:
    """An actor at one of the agencies where the actor holds a post."""

    actor: Actor
    agency: Agency
    agencies: tuple[Agency, ...]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held here."""
        return self.actor.roles_at(self.agency.id)


def standing_of(request: PageRequest) -> Standing:
    """Return where whoever opens the page sits; raise :class:`NoPost` when nowhere."""
    seats = {seat.agency: seat for seat in request.actor.seats}
    if not seats:
        raise NoPost
    found = tuple(Agency.objects.filter(id__in=seats).select_related("place").order_by("path"))
    chosen = str(request.session.get(CHOSEN, ""))
    agency = next((one for one in found if str(one.id) == chosen), found[0])
    return Standing(request.actor, agency, found)


@require_POST
@page(may=SIGNED_IN, example={"agency": "01234567-89ab-7def-8123-456789abcdef"})
def choose_agency(request: PageRequest) -> HttpResponseBase:
    """Sit down at another agency where one holds a post."""
    wanted = request.POST.get("agency", "")
    if wanted in {str(seat.agency) for seat in request.actor.seats}:
        request.session[CHOSEN] = str(UUID(wanted))
    return redirect("desk")
