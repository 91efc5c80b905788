"""How good registers are, on the desk: figures, what to mend with the very records, how it went, measuring anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nenso.agencies.errors import AgencyUnknown
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.desk.frame import desk_page
from nenso.desk.registers import labels_of
from nenso.desk.standing import Standing, standing_of
from nenso.registers.known import register_named
from nenso.registers.measuring.opening import ask_to_measure
from nenso.registers.measuring.reading import below, shortfalls, standing, standings, trend, worklist
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

A_PAGE = 50
WIDE, HIGH = 640, 120
Trend = Sequence[tuple[Any, Any, int]]


@require_safe
@page(may=SIGNED_IN)
def registers(request: PageRequest) -> HttpResponse:
    """Show how good every register is at an agency, and the agency's own figure."""
    sits = standing_of(request)
    where = _where(request, sits)
    found, total = standings(request.actor, where.id)
    titles = {one.register: register_named(one.register).declared.declaration.title for one in found}
    told = {"where": where, "stands": found, "total": total, "titles": titles, "of": _of(where, sits)}
    return desk_page(request, sits, "desk/quality_all.html", told)


@require_safe
@page(may=SIGNED_IN)
def register(request: PageRequest, register: str) -> HttpResponse:
    """Show a register: its four measures, every rule with what breaks it, fields, agencies below, how it went."""
    sits = standing_of(request)
    where = _where(request, sits)
    found = standing(request.actor, register, where.id)
    declaration = register_named(register).declared.declaration
    days = trend(request.actor, register, where.id)
    told = {
        "register": register,
        "title": declaration.title,
        "where": where,
        "stands": found,
        "labels": labels_of(declaration),
        "limits": declaration.quality.thresholds if declaration.quality else None,
        "below": below(request.actor, register, where.id),
        "days": days,
        "line": line_of(days),
        "of": _of(where, sits),
        "may_measure": bool(sits.roles - {"auditor"}),
    }
    return desk_page(request, sits, "desk/quality.html", told)


@require_safe
@page(may=SIGNED_IN)
def rule(request: PageRequest, register: str, rule: str) -> HttpResponse:
    """Show the records that break a rule, the most urgent first; of a rule of coverage, what is lacking where."""
    sits = standing_of(request)
    where = _where(request, sits)
    stands, found = worklist(
        request.actor, register, rule, where.id, after=_after(request.GET.get("sau", "")), limit=A_PAGE
    )
    more = ""
    if found.after is not None:
        asked = {"o": str(where.path), "sau": f"{found.after[0].isoformat()},{found.after[1]}"}
        address = reverse("desk-quality-rule", kwargs={"register": register, "rule": rule})
        more = f"{address}?{urlencode(asked)}"
    lacking = [] if stands.says["of_records"] else shortfalls(request.actor, register, _name(stands.name), where.id)
    told = {
        "register": register,
        "title": register_named(register).declared.declaration.title,
        "where": where,
        "stands": stands,
        "items": found.items,
        "lacking": lacking,
        "next": more,
        "of": _of(where, sits),
    }
    return desk_page(request, sits, "desk/quality_rule.html", told)


@require_POST
@page(may=SIGNED_IN, example={"o": "vn.p19.c01969"})
def measure(request: PageRequest, register: str) -> HttpResponseBase:
    """Let a register be measured now, by a job; what did not change is not looked at again."""
    sits = standing_of(request)
    ask_to_measure(request.actor, register, sits.agency.id)
    messages.success(request, t("Đang đo lại; mở lại trang sau ít phút.", "Being measured; open the page again soon."))
    return redirect("desk-quality", register=register)


def line_of(days: Trend) -> str:
    """Return the shares of days as the points of a line in a drawing of :data:`WIDE` × :data:`HIGH`."""
    shares = [(day, figure.share) for day, figure, _ in days if figure.share is not None]
    if len(shares) < 2:
        return ""
    first, last = shares[0][0].toordinal(), shares[-1][0].toordinal()
    return " ".join(
        f"{(day.toordinal() - first) / (last - first) * WIDE:.1f},{(1 - share / 100) * HIGH:.1f}"
        for day, share in shares
    )


def _where(request: PageRequest, sits: Standing) -> Agency:
    """Return the agency that is asked about: by ``?o=``, else where one sits."""
    path = request.GET.get("o", "")
    try:
        return agency_by_path(path) if path else sits.agency
    except AgencyUnknown:
        return sits.agency


def _of(where: Agency, sits: Standing) -> str:
    """Return what an address carries so that it stays about the same agency."""
    return "" if where.id == sits.agency.id else f"?{urlencode({'o': str(where.path)})}"


def _name(rule_name: str) -> str:
    return rule_name.removeprefix("expected_")


def _after(given: str) -> tuple[datetime, UUID] | None:
    moment, _, key = given.partition(",")
    try:
        found = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return found if found[0].tzinfo is not None else None
