"""What an agency may ask others: lookups open in the country, found by words; its grants, and asking for one."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.desk.settings.frame import back_to, carry_out, key_typed, managed
from nenso.desk.settings.sharing import grant_told, service_told, sharing_page, terms_of
from nenso.exchange.administering import grants_at, services_like
from nenso.exchange.granting import ask_for
from nenso.runtime import clock
from nenso.runtime.problems import Problem
from nenso.runtime.text import normalise
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

MOST = 30
LONGEST = 200
EXAMPLE = {"service": "01234567-89ab-7def-8123-456789abcdef", "field": "child_name", "purpose": "residence"}


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example=EXAMPLE)
def borrowing(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show what may be asked and what was asked for; ask for a grant."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    problem = carry_out(request, lambda: _ask(request, found))
    if problem is not None:
        return _shown(request, found, problem)
    done = t("Đã gửi. Cơ quan giữ sổ sẽ quyết định.", "Sent. The agency that keeps the register decides.")
    return back_to(request, "desk-settings-asking", found, done)


def _ask(request: PageRequest, agency: Agency) -> None:
    why = request.POST.get("why", "")
    ask_for(request.actor, key_typed(request, "service"), agency, terms_of(request), why)


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    sought = normalise(request.GET.get("tim", ""))[:LONGEST]
    _, had = grants_at(request.actor, agency)
    found = [one for one in services_like(sought, most=MOST + 1) if one.owner_id != agency.id]
    told = {
        "had": [grant_told(one) for one in had],
        "services": [service_told(one) for one in found[:MOST]],
        "more": len(found) > MOST,
        "sought": sought,
        "today": clock.today(),
    }
    return sharing_page(request, agency, "borrowing", told, problem)
