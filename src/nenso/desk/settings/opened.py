"""Open data on the desk: what is published of each register; at the country, withdrawing it and publishing anew."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.desk.errors import NothingChosen
from nenso.desk.settings.frame import back_to, carry_out, managed, settings_page
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

SECTION = "desk-settings-open"
EXAMPLE = {"do": "withdraw", "register": "civil_registration.births", "number": "1", "why": "Sai cột"}


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example=EXAMPLE)
def opened(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show what is published; carry out what was sent."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    use = USES.get(request.POST.get("do", ""), _nothing)
    problem = carry_out(request, lambda: use(request))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, SECTION, found, t("Đã ghi nhận.", "Done."))


def _nothing(request: PageRequest) -> None:
    del request
    raise NothingChosen


def _withdraw(request: PageRequest) -> None:
    from nenso.exchange.opendata.withdrawing import withdraw

    number = whole(request.POST.get("number")) or 0
    withdraw(request.actor, request.POST.get("register", ""), number, request.POST.get("why", ""))


def _again(request: PageRequest) -> None:
    from nenso.exchange.opendata.withdrawing import publish_again

    publish_again(request.actor, request.POST.get("register", ""))


USES: Mapping[str, Callable[[PageRequest], None]] = {"withdraw": _withdraw, "again": _again}


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    from nenso.exchange.opendata.publishing import COUNTRY
    from nenso.exchange.opendata.withdrawing import every_register

    told = {"registers": every_register(), "decides": agency.path == COUNTRY}
    return settings_page(request, agency, "desk/settings/opened.html", told, problem)
