"""Whose working calendar it is: the nation's days with those an agency, or one above it, has set for itself."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from time import monotonic
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from nenso.journal.recording import record
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendar import OFFICE_HOURS, Calendar, DayKind, DayStatus, Hours, SpecialDay, hours_of
from nenso.territory.errors import CalendarNotYours
from nenso.territory.models import CalendarDay

KEPT_SECONDS = 60
"""How long a process may go on with a calendar that another process has changed."""


def calendar_for(agency_path: str | None = None, hours: str = "") -> Calendar:
    """Return the working calendar of an agency; without a path, the country's.

    The nearest agency that set a day decides it. ``hours`` (``07:30-11:30 13:00-17:00``) replace office hours. Kept in
    memory: asking again costs nothing for a minute.
    """
    return _kept(agency_path or "", hours, int(monotonic() // KEPT_SECONDS))


def forget() -> None:
    """Read calendars anew from now on, in this process."""
    _kept.cache_clear()


@lru_cache(maxsize=512)
def _kept(agency_path: str, hours: str, _minute: int) -> Calendar:
    days = special_days(agency_path)
    return _built(days, hours_of(hours) if hours else OFFICE_HOURS)


@lru_cache(maxsize=64)
def _built(days: tuple[SpecialDay, ...], hours: Hours) -> Calendar:
    return Calendar(days, hours=hours)


def special_days(agency_path: str = "") -> tuple[SpecialDay, ...]:
    """Return the days that apply to an agency, the country's first and the nearest agency's last: the last counts."""
    which = Q(agency_path__isnull=True)
    if agency_path:
        which |= Q(agency_path__covers=agency_path)
    rows = CalendarDay.objects.filter(which)
    return tuple(_special(row) for row in sorted(rows, key=lambda row: (_depth(row), row.date)))


def _depth(row: CalendarDay) -> int:
    return len(row.agency_path.split(".")) if row.agency_path else 0


def _special(row: CalendarDay) -> SpecialDay:
    hours = hours_of(row.hours) if row.hours else None
    return SpecialDay(row.date, cast("DayKind", row.kind), row.name, cast("DayStatus", row.status), row.source, hours)


def set_day(
    actor: Actor, agency_path: str, day: date, kind: DayKind, name: str, *, hours: str = "", source: str = ""
) -> CalendarDay:
    """Set a day off, or a day worked in ``hours``, for an agency and all below it.

    The actor administers that agency or one above it; raises :class:`~nenso.territory.errors.CalendarNotYours`.
    """
    if hours:
        hours_of(hours)
    decided_by = _administered(actor, agency_path)
    with acting(actor):
        row, _ = CalendarDay.objects.update_or_create(
            agency_path=agency_path,
            date=day,
            defaults={"kind": kind, "name": name, "source": source, "hours": hours, "decided_by": decided_by},
        )
        body = {"date": day.isoformat(), "kind": kind, "name": name, "hours": hours, "source": source}
        record(row.id, "calendar.day_set", body, agency_path=agency_path)
        transaction.on_commit(forget)
    return row


def unset_day(actor: Actor, agency_path: str, day: date) -> None:
    """Let the day be again what it is above ``agency_path``; nothing happens when it was never set."""
    _administered(actor, agency_path)
    with acting(actor):
        for row in CalendarDay.objects.filter(agency_path=agency_path, date=day):
            record(row.id, "calendar.day_unset", {"date": day.isoformat()}, agency_path=agency_path)
            row.delete()
        transaction.on_commit(forget)


def _administered(actor: Actor, agency_path: str) -> UUID:
    """Return the agency in whose name the actor may change the calendar of ``agency_path``."""
    for agency in _seats_over(actor, agency_path):
        return agency
    raise CalendarNotYours(agency=agency_path)


def _seats_over(actor: Actor, agency_path: str) -> Iterable[UUID]:
    for seat in actor.seats:
        if "admin" in seat.roles and (agency_path == seat.path or agency_path.startswith(f"{seat.path}.")):
            yield seat.agency
