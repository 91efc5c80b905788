"""What the pages of lookups between agencies share: their own sections, and words of services, grants and terms."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, Final

from django.http import HttpResponse

from nenso.agencies.models import Agency
from nenso.desk.errors import DayNeeded
from nenso.desk.settings.frame import day_of, settings_page
from nenso.exchange.granting import Terms
from nenso.exchange.models import Grant, Service
from nenso.exchange.services import Lent, lent
from nenso.runtime import clock
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest

SECTION: Final = "desk-settings-lending"
PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "desk-settings-lending": {"vi": "Cho tra cứu", "en": "What is lent"},
    "desk-settings-asking": {"vi": "Xin tra cứu", "en": "What may be asked"},
    "desk-settings-systems": {"vi": "Chứng thư hệ thống", "en": "Certificates of systems"},
    "desk-settings-looked": {"vi": "Lượt tra cứu", "en": "Lookups"},
    "desk-settings-leave": {"vi": "Quyền xem sổ", "en": "Leave to read"},
}
STATES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "asked": ("soon", {"vi": "chờ quyết định", "en": "waits for a decision"}),
    "granted": ("done", {"vi": "đã cấp", "en": "granted"}),
    "ended": ("calm", {"vi": "đã hết hạn", "en": "ended"}),
    "refused": ("late", {"vi": "từ chối", "en": "refused"}),
    "revoked": ("late", {"vi": "đã thu hồi", "en": "revoked"}),
}


def sharing_page(
    request: PageRequest, agency: Agency, template: str, told: Mapping[str, Any], problem: Problem | None = None
) -> HttpResponse:
    """Answer with a page of lookups between agencies."""
    part = request.resolver_match.url_name if request.resolver_match else ""
    frame = {"section": SECTION, "parts": PARTS, "part": part, "states": STATES}
    return settings_page(request, agency, f"desk/settings/{template}.html", frame | dict(told), problem)


def service_told(service: Service) -> dict[str, Any]:
    """Return a service as its pages tell it, in the language of the page."""
    return {"id": service.id, "owner": service.owner, "rate": service.rate, **lent_told(lent(service))}


def lent_told(lends: Lent) -> dict[str, Any]:
    """Return a lookup that a register declares: titles, what it answers, for what, by which law."""
    language, declaration = spoken(), lends.declared.declaration
    return {
        "name": f"{lends.declared.name}.{lends.lookup.name}",
        "title": lends.lookup.title.in_language(language),
        "register": declaration.title.in_language(language),
        "by": [_label(lends, name) for name in lends.lookup.by],
        "fields": {name: _label(lends, name) for name in lends.field_names},
        "purposes": {str(code): text.in_language(language) for code, text in lends.lookup.purposes.items()},
        "basis": lends.lookup.basis.in_language(language),
    }


def grant_told(grant: Grant) -> dict[str, Any]:
    """Return a grant as its pages tell it."""
    service = service_told(grant.service)
    over = grant.state == "granted" and grant.valid_until <= clock.now()
    return {
        "grant": grant,
        "service": service,
        "state": "ended" if over else grant.state,
        "fields": [service["fields"].get(name, name) for name in grant.fields],
        "purposes": [service["purposes"].get(code, code) for code in grant.purposes],
    }


def words_of(service: Service, fields: Iterable[str], purpose: str) -> tuple[list[str], str]:
    """Return fields and a purpose of a service as people call them."""
    told = service_told(service)
    return [told["fields"].get(name, name) for name in fields], told["purposes"].get(purpose, purpose)


def terms_of(request: PageRequest) -> Terms:
    """Return the terms that a form gives; raise :class:`DayNeeded`."""
    sent = request.POST
    return Terms(
        sent.getlist("field"),
        sent.getlist("purpose"),
        _midnight(sent.get("since", "")),
        _midnight(sent.get("until", "")),
        rate=whole(sent.get("rate"), _LONGEST_RATE),
        here="elsewhere" not in sent,
    )


_LONGEST_RATE = 8


def _midnight(text: str) -> datetime:
    day = day_of(text)
    if day is None:
        raise DayNeeded(written="")
    return datetime.combine(day, time(), clock.VIETNAM)


def _label(lends: Lent, name: str) -> str:
    field = lends.declared.declaration.field(name)
    return field.label.in_language(spoken()) if field is not None and field.label is not None else name
