"""Where an administrator begins: the agency, its sections, and the agencies below it."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from nenso.agencies.errors import NotAdministrator
from nenso.agencies.queries import children, search
from nenso.desk.settings.frame import managed, settings_page
from nenso.desk.standing import standing_of
from nenso.runtime.acting import acting
from nenso.runtime.text import normalise
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page

A_PAGE = 50
LONGEST = 200


@require_safe
@page(may=ADMINISTRATORS)
def first(request: PageRequest) -> HttpResponseBase:
    """Open the settings of where the administrator sits, else of the first agency administered."""
    standing = standing_of(request)
    own = {seat.agency for seat in request.actor.seats if "admin" in seat.roles}
    found = [one.id for one in (standing.agency, *standing.agencies) if one.id in own]
    if not found:
        raise NotAdministrator(agency=standing.agency.name)
    return redirect("desk-settings-agency", agency=found[0])


@require_safe
@page(may=ADMINISTRATORS)
def agency(request: PageRequest, agency: UUID) -> HttpResponse:
    """Show the sections of one agency, and what stands below it: by name, or a page after the other."""
    found = managed(request, agency)
    sought = normalise(request.GET.get("tim", ""))[:LONGEST]
    with acting(request.actor):
        if sought.strip():
            below, more = [one for one in search(sought, below=found.path, limit=A_PAGE) if one.id != found.id], ""
        else:
            after = _after(request.GET.get("sau", ""))
            listed = children(found, after=after, limit=A_PAGE + 1)
            below = listed[:A_PAGE]
            more = f"{bytes(below[-1].sort_key).hex()}~{below[-1].id}" if len(listed) > A_PAGE else ""
    told = {"below": below, "sought": sought, "next": more}
    return settings_page(request, found, "desk/settings/agency.html", told)


def _after(given: str) -> tuple[bytes, UUID] | None:
    key, _, last = given.partition("~")
    try:
        return bytes.fromhex(key), UUID(last)
    except ValueError:
        return None
