"""The working calendar of an agency: days off, days worked instead, hours; what they do to open cases, told before."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.cases.acts.calendar_changes import (
    Change,
    calendar_mark,
    change_calendar,
    days_off,
    effect_of,
    own_days,
    own_hours,
)
from nenso.desk.errors import DayNeeded
from nenso.desk.settings.frame import back_to, carry_out, day_of, managed, settings_page
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.territory.calendars import calendar_for, must_be_hours
from nenso.territory.errors import HoursWrong
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "holiday": {"vi": "Ngày nghỉ", "en": "Day off"},
    "swapped_off": {"vi": "Nghỉ hoán đổi", "en": "Swapped day off"},
    "compensatory": {"vi": "Nghỉ bù", "en": "Day off instead"},
    "working_saturday": {"vi": "Làm việc, làm bù", "en": "Worked, or worked instead"},
}
EXAMPLE = {"do": "look", "what": "days", "first": "31/12/2026", "kind": "holiday", "name": "Nghỉ"}


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example=EXAMPLE)
def calendar(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show the days and hours that hold; show what a change would do; make it."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    try:
        change = CHANGES.get(request.POST.get("what", ""), _days)(request)
        if request.POST.get("do") != "set":
            return _shown(request, found, change=change)
    except Problem as problem:
        return _shown(request, found, problem)
    seen = request.POST.get("seen", "")
    refused = carry_out(request, lambda: change_calendar(request.actor, found, change, seen=seen))
    if refused is not None:
        return _shown(request, found, refused)
    done = t("Đã ghi lịch. Hạn của hồ sơ đang được tính lại.", "Written. Due times are being worked out anew.")
    return back_to(request, "desk-settings-calendar", found, done)


def _days(request: PageRequest) -> Change:
    sent = request.POST
    first = day_of(sent.get("first", ""))
    if first is None:
        raise DayNeeded(written="")
    return days_off(
        first,
        day_of(sent.get("last", "")),
        sent.get("kind", ""),
        sent.get("name", ""),
        hours=sent.get("hours", "").strip(),
        source=sent.get("source", ""),
    )


def _restored(request: PageRequest) -> Change:
    day = day_of(request.POST.get("first", ""))
    if day is None:
        raise DayNeeded(written="")
    return Change({day: None})


def _hours(request: PageRequest) -> Change:
    since, hours = day_of(request.POST.get("since", "")), request.POST.get("new_hours", "").strip()
    if since is None:
        raise DayNeeded(written="")
    if not hours and not request.POST.get("as_above"):
        raise HoursWrong(written="")
    must_be_hours(hours)
    return Change(hours_since=since, hours=hours, source=request.POST.get("source", ""))


CHANGES: Mapping[str, Callable[[PageRequest], Change]] = {"days": _days, "restore": _restored, "hours": _hours}


def _shown(
    request: PageRequest, agency: Agency, problem: Problem | None = None, change: Change | None = None
) -> HttpResponse:
    today = clock.today()
    with acting(request.actor):
        days = own_days(agency, (today.year, today.year + 1))
        hours, mark = own_hours(agency), calendar_mark(agency)
        now = calendar_for(agency.path).ordinary_hours(today)
        deciding = {one.id: one.name for one in Agency.objects.filter(id__in=_deciders(days, hours))}
    told: dict[str, Any] = {
        "days": [_line(one, agency, deciding) for one in days if one.date >= today],
        "past": [_line(one, agency, deciding) for one in days if one.date < today],
        "hours": [{"row": one, "who": deciding.get(one.decided_by or agency.id, "")} for one in hours],
        "hours_now": " ".join(f"{opening:%H:%M}–{closing:%H:%M}" for opening, closing in now),
        "kinds": KINDS,
        "mark": mark,
        "today": today,
        "change": change,
        "effect": effect_of(request.actor, agency, change) if change is not None else None,
        "changed_days": _said(change),
    }
    return settings_page(request, agency, "desk/settings/calendar.html", told, problem)


def _said(change: Change | None) -> list[date]:
    return sorted(change.days) if change is not None else []


def _deciders(*rows: Any) -> set[UUID]:
    return {one.decided_by for several in rows for one in several if one.decided_by is not None}


def _line(row: Any, agency: Agency, deciding: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "date": row.date,
        "kind": KINDS[row.kind],
        "row": row,
        "own": row.agency_path == agency.path,
        "who": deciding.get(row.decided_by, "") if row.decided_by is not None else "",
    }
