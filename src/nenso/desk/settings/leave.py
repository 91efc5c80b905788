"""Leave to read an agency's registers: who holds it, giving it for a purpose and a time, taking it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.agencies.posts import ROLES
from nenso.cases.queries.words import ROLES as ROLE_WORDS
from nenso.desk.registers import labels_of
from nenso.desk.settings.frame import back_to, carry_out, day_of, key_typed, managed
from nenso.desk.settings.sharing import sharing_page
from nenso.registers.errors import GrantFieldsMissing
from nenso.registers.known import Known
from nenso.registers.lending import ANYWHERE, Wanted, end_lending, lend, lent_by, opened, registers_to_lend
from nenso.registers.models import RecordGrant
from nenso.runtime import clock
from nenso.runtime.problems import Problem
from nenso.web.callers import ADMINISTRATORS
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

SECTION = "desk-settings-leave"
EXAMPLE = {"do": "end", "grant": "01234567-89ab-7def-8123-456789abcdef", "why": "Hết nhu cầu"}


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example=EXAMPLE)
def leave(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show what leave was given; give or take back."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    use = _end if request.POST.get("do") == "end" else _give
    problem = carry_out(request, lambda: use(request, found))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, SECTION, found, t("Đã ghi nhận.", "Done."))


def _give(request: PageRequest, agency: Agency) -> None:
    sent = request.POST
    everything = sent.get("all") == "1"
    fields = () if everything else tuple(sent.getlist("field"))
    if not fields and not everything:
        raise GrantFieldsMissing
    words = {name: sent.get(name, "") for name in ("register", "role", "at", "purpose", "why")}
    lend(request.actor, agency, Wanted(**words, fields=fields, until=day_of(sent.get("until", ""))))


def _end(request: PageRequest, agency: Agency) -> None:
    end_lending(request.actor, agency, key_typed(request, "grant"), request.POST.get("why", ""))


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    known = {one.name: one for one in registers_to_lend()}
    wanted = request.POST.get("register") or request.GET.get("so", "")
    chosen = known.get(wanted) or next(iter(known.values()), None)
    grants = list(lent_by(request.actor, agency))
    keys = {at for one in grants for _, _, at in map(_parted, one.receivers) if at != ANYWHERE}
    names = {str(at.id): at.name for at in Agency.objects.filter(id__in=keys)}
    told = {
        "grants": [_told(one, known.get(one.register), names) for one in grants],
        "books": {name: _title(one) for name, one in known.items()},
        "chosen": chosen.name if chosen is not None else "",
        "fields": {name: _labels(chosen)[name] for name in opened(chosen)} if chosen is not None else {},
        "roles": {role: _role(role) for role in ROLES},
    }
    return sharing_page(request, agency, "leave", told, problem)


def _parted(receiver: str) -> tuple[str, str, str]:
    return receiver.partition("@")


def _told(one: RecordGrant, known: Known | None, names: Mapping[str, str]) -> dict[str, Any]:
    labels = _labels(known) if known is not None else {}
    over = one.taken_at or (one.until if one.until is not None and one.until <= clock.now() else None)
    state = "revoked" if one.taken_at else "ended" if over else "granted"
    anywhere = t("mọi cơ quan", "any agency")
    return {
        "one": one,
        "title": _title(known) if known is not None else one.register,
        "fields": [labels.get(name, name) for name in one.fields],
        "to": [f"{_role(role)}, {names.get(key, anywhere)}" for role, _, key in map(_parted, one.receivers)],
        "purpose": one.purpose.get(spoken()) or one.purpose.get("vi", ""),
        "state": state,
    }


def _role(role: str) -> str:
    return ROLE_WORDS[role]["en" if spoken() == "en" else "vi"] if role in ROLE_WORDS else role


def _title(known: Known) -> str:
    return str(known.declared.declaration.title.in_language(spoken()))


def _labels(known: Known) -> dict[str, str]:
    return labels_of(known.declared.declaration)
