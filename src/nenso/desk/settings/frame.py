"""What stands around every page of settings: the agency that is administered, the sections, a form sent once."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from markupsafe import Markup

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id, upwards
from nenso.cases.engine.idempotency import carried_out
from nenso.desk.errors import DayNeeded
from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.runtime.acting import acting
from nenso.runtime.ids import NO_KEY, key_in
from nenso.runtime.paths import lies_within
from nenso.runtime.problems import Problem
from nenso.web.keys import FIELD, key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest

SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "desk-settings-posts": {"vi": "Vị trí công tác", "en": "Posts"},
    "desk-settings-people": {"vi": "Tài khoản người dân", "en": "People's accounts"},
    "desk-settings-calendar": {"vi": "Lịch làm việc", "en": "Calendar"},
    "desk-settings-fees": {"vi": "Phí, lệ phí", "en": "Fees"},
    "desk-settings-account": {"vi": "Tài khoản nhận", "en": "Receiving account"},
    "desk-settings-decided": {"vi": "Thông số", "en": "Other settings"},
    "desk-settings-offered": {"vi": "Thủ tục", "en": "Procedures"},
    "desk-settings-books": {"vi": "Sổ cấp số", "en": "Books"},
    "desk-settings-keys": {"vi": "Khóa ký số", "en": "Keys"},
    "desk-settings-lending": {"vi": "Tra cứu liên cơ quan", "en": "Lookups between agencies"},
    "desk-settings-open": {"vi": "Dữ liệu mở", "en": "Open data"},
}
"""The sections by the name of their address."""

UNSAID = frozenset({"csrfmiddlewaretoken", FIELD, "password"})
"""What of a form does not belong to what it asks, or is nobody's business."""

_LONGEST_DAY = 20


def managed(request: PageRequest, agency: UUID) -> Agency:
    """Return the agency whose settings are opened; raise ``AgencyUnknown``, ``NotAdministrator``."""
    with acting(request.actor):
        found = agency_by_id(agency)
        must_administer(found)
    return found


def settings_page(
    request: PageRequest,
    agency: Agency,
    template: str,
    told: Mapping[str, Any],
    problem: Problem | None = None,
) -> HttpResponse:
    """Answer with a page of settings of ``agency``; with a ``problem``, as it was sent and told what is wrong."""
    told = {
        "agency": agency,
        "above": _above(request, agency),
        "sections": SECTIONS,
        "typed": request.POST,
        "errors": [{"path": "", "text": problem.text(spoken())}] if problem is not None else [],
        "section": request.resolver_match.url_name if request.resolver_match else "",
        **told,
    }
    status = problem.status if problem is not None else 200
    return desk_page(request, standing_of(request), template, told, status=status)


def carry_out(request: PageRequest, use: Callable[[], object]) -> Problem | None:
    """Carry out what a form asks, once for its key; return what stands in the way."""
    asked = {name: request.POST.getlist(name) for name in request.POST if name not in UNSAID}
    asked |= {name: [str(getattr(file, "size", ""))] for name, file in request.FILES.items()}
    try:
        carried_out(request.actor, key_of(request), {"page": request.path, **asked}, use)
    except Problem as problem:
        return problem
    return None


def back_to(request: PageRequest, name: str, agency: Agency, done: str | Markup) -> HttpResponseBase:
    """Tell that it is done on the page with the address ``name``."""
    messages.success(request, done)
    return redirect(reverse(name, kwargs={"agency": agency.id}))


def day_of(text: str) -> date | None:
    """Return the day that was typed (``2026-12-31`` or ``31/12/2026``), None for none; raise :class:`DayNeeded`."""
    text = text.strip()[:_LONGEST_DAY]
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise DayNeeded(written=text)


def key_typed(request: PageRequest, name: str) -> UUID:
    """Return the key that a form names, or one that nothing has."""
    return key_in(request.POST.get(name, "")) or NO_KEY


def _above(request: PageRequest, agency: Agency) -> list[Agency]:
    """Return the agencies above ``agency`` that the actor administers too, the highest first."""
    own = [seat.path for seat in request.actor.seats if "admin" in seat.roles]
    paths = [path for path in upwards(agency.path)[:-1] if any(lies_within(path, one) for one in own)]
    return list(Agency.objects.filter(path__in=paths).order_by("path")) if paths else []
