"""What an agency lends: its open lookups, who is granted them or asks for it, who objects."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.desk.errors import NothingChosen
from nenso.desk.settings.frame import back_to, carry_out, key_typed, managed
from nenso.desk.settings.sharing import SECTION, grant_told, lent_told, service_told, sharing_page, terms_of
from nenso.exchange.administering import grants_at, lookups_declared, objections_open, services_of
from nenso.exchange.granting import grant, refuse, revoke
from nenso.exchange.objecting import answer_objection
from nenso.exchange.services import RATE, close_service, open_service
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

EXAMPLE = {"do": "open", "lookup": "civil_registration.births.by_child"}
_LONGEST_RATE = 6


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example=EXAMPLE)
def lending(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show what is lent and what is asked for; carry out what was sent."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    use = USES.get(request.POST.get("do", ""), _nothing)
    problem = carry_out(request, lambda: use(request, found))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, SECTION, found, t("Đã ghi nhận.", "Done."))


def _nothing(request: PageRequest, agency: Agency) -> None:
    del request, agency
    raise NothingChosen


def _open(request: PageRequest, agency: Agency) -> None:
    register, _, lookup = request.POST.get("lookup", "").rpartition(".")
    rate = whole(request.POST.get("rate"), _LONGEST_RATE) or RATE
    open_service(request.actor, agency, register, lookup, rate=rate)


def _close(request: PageRequest, _: Agency) -> None:
    close_service(request.actor, key_typed(request, "service"))


def _grant(request: PageRequest, _: Agency) -> None:
    """Grant as it was asked, or on the terms that the form gives instead."""
    terms = terms_of(request) if request.POST.get("terms") else None
    grant(request.actor, key_typed(request, "grant"), terms=terms, decision=request.POST.get("decision", ""))


def _refuse(request: PageRequest, _: Agency) -> None:
    refuse(request.actor, key_typed(request, "grant"), request.POST.get("decision", ""))


def _revoke(request: PageRequest, _: Agency) -> None:
    revoke(request.actor, key_typed(request, "grant"), request.POST.get("decision", ""))


def _answer(request: PageRequest, _: Agency) -> None:
    sent = request.POST
    upheld = sent.get("upheld") == "yes"
    answer_objection(request.actor, key_typed(request, "objection"), upheld=upheld, answer=sent.get("answer", ""))


USES: Mapping[str, Callable[[PageRequest, Agency], None]] = {
    "open": _open,
    "close": _close,
    "grant": _grant,
    "refuse": _refuse,
    "revoke": _revoke,
    "answer": _answer,
}


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    given, _ = grants_at(request.actor, agency)
    services = services_of(agency)
    known = {str(one) for one in services}
    told = {
        "services": [service_told(one) for one in services],
        "may_open": [one for one in map(lent_told, lookups_declared()) if one["name"] not in known],
        "asked": [grant_told(one) for one in given if one.state == "asked"],
        "given": [grant_told(one) for one in given if one.state != "asked"],
        "objections": [
            {"one": one, "service": service_told(one.service)} for one in objections_open(request.actor, agency)
        ],
        "usual_rate": RATE,
    }
    return sharing_page(request, agency, "lending", told, problem)
