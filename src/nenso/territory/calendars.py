"""Whose working calendar it is: the nation's days with those an agency, or one above it, has set for itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from time import monotonic
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import transaction

from nenso.journal.recording import record
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.paths import lies_within
from nenso.runtime.statements import Prepared
from nenso.territory.calendar import OFFICE_HOURS, Calendar, DayKind, DayStatus, Hours, SpecialDay, hours_of
from nenso.territory.errors import CalendarNotYours, HoursWrong
from nenso.territory.models import CalendarDay, WorkingHours

OFFICE_HOURS_TEXT = " ".join(f"{opening:%H:%M}-{closing:%H:%M}" for opening, closing in OFFICE_HOURS)
Row = TypeVar("Row", CalendarDay, WorkingHours)

_DAYS = Prepared(
    "calendar_days",
    "SELECT agency_path, date, kind, name, status, source, hours FROM territory_calendarday"
    " WHERE agency_path IS NULL OR agency_path @> $1::text::ltree",
)
_HOURS = Prepared(
    "calendar_hours",
    "SELECT agency_path, valid_from, hours FROM territory_workinghours WHERE agency_path @> $1::text::ltree",
)

KEPT_SECONDS = 60
"""How long a process may go on with a calendar that another process has changed."""


@dataclass(frozen=True)
class Local:
    """What the agency at ``path`` itself sets, as it would be: its ``days`` (None: as above) and its ``hours``.

    ``hours`` maps days to what holds from them on (``07:30-11:30``; empty: as above); None: as they are set.
    """

    path: str
    days: Mapping[date, SpecialDay | None] = field(default_factory=dict)
    hours: Mapping[date, str] | None = None


def calendar_for(agency_path: str | None = None, hours: str = "") -> Calendar:
    """Return the working calendar of an agency; without a path, the country's.

    The nearest agency that set a day, or the hours, decides. ``hours`` (``07:30-11:30 13:00-17:00``) replace them. Kept
    in memory: asking again costs nothing for a minute.
    """
    return _kept(agency_path or "", hours, int(monotonic() // KEPT_SECONDS))


def calendar_as(agency_path: str, local: Local) -> Calendar:
    """Return the working calendar of an agency as it is, or was, with what ``local`` says; not kept."""
    return _made(agency_path, local)


def forget() -> None:
    """Read calendars anew from now on, in this process."""
    _kept.cache_clear()


@lru_cache(maxsize=20_000)
def _kept(agency_path: str, hours: str, _minute: int) -> Calendar:
    if hours:
        return _built(special_days(agency_path), hours_of(hours), ())
    return _made(agency_path, None)


def _made(agency_path: str, local: Local | None) -> Calendar:
    since = hours_since(agency_path, local)
    return _built(special_days(agency_path, local), OFFICE_HOURS, tuple((day, hours_of(text)) for day, text in since))


@lru_cache(maxsize=64)
def _built(days: tuple[SpecialDay, ...], hours: Hours, since: tuple[tuple[date, Hours], ...]) -> Calendar:
    return Calendar(days, hours=hours, hours_since=since)


def special_days(agency_path: str = "", local: Local | None = None) -> tuple[SpecialDay, ...]:
    """Return the days that apply to an agency, the country's first and the nearest agency's last: the last counts."""
    (rows,) = send(_DAYS(agency_path))
    found = [(_depth(path), _special(*day)) for path, *day in rows]
    if local is not None and lies_within(agency_path, local.path):
        depth = _depth(local.path)
        found = [(at, day) for at, day in found if at != depth or day.date not in local.days]
        found += [(depth, day) for day in local.days.values() if day is not None]
    return tuple(day for _, day in sorted(found, key=lambda one: (one[0], one[1].date)))


def hours_since(agency_path: str, local: Local | None = None) -> list[tuple[date, str]]:
    """Return the ordinary hours of an agency where they are not office hours for ever: from which day on, which."""
    if not agency_path:
        return []
    own: dict[int, dict[date, str]] = {}
    (rows,) = send(_HOURS(agency_path))
    for path, since, hours in rows:
        own.setdefault(_depth(path), {})[since] = hours
    if local is not None and local.hours is not None and lies_within(agency_path, local.path):
        own[_depth(local.path)] = dict(local.hours)
    days = sorted({day for rows in own.values() for day in rows})
    return [(day, _hours_on(own, day)) for day in days]


def _hours_on(own: Mapping[int, Mapping[date, str]], day: date) -> str:
    """Return what the nearest agency says of ``day``; one that says nothing any more leaves it to those above."""
    for depth in sorted(own, reverse=True):
        begun = [since for since in own[depth] if since <= day]
        if begun and own[depth][max(begun)]:
            return own[depth][max(begun)]
    return OFFICE_HOURS_TEXT


def _depth(path: str | None) -> int:
    return len(path.split(".")) if path else 0


def special(row: CalendarDay) -> SpecialDay:
    """Return a day as it was set."""
    return _special(row.date, row.kind, row.name, row.status, row.source, row.hours)


def _special(day: date, kind: str, name: str, status: str, source: str, hours: str) -> SpecialDay:
    worked = hours_of(hours) if hours else None
    return SpecialDay(day, cast("DayKind", kind), name, cast("DayStatus", status), source, worked)


def set_day(
    actor: Actor, agency_path: str, day: date, kind: DayKind, name: str, *, hours: str = "", source: str = ""
) -> CalendarDay:
    """Set a day off, or a day worked in ``hours``, for an agency and all below it.

    The actor administers that agency or one above it; raises :class:`~nenso.territory.errors.CalendarNotYours`.
    """
    must_be_hours(hours)
    decided_by = _administered(actor, agency_path)
    values = {"kind": kind, "name": name, "source": source, "hours": hours, "decided_by": decided_by}
    with acting(actor):
        row = _written(CalendarDay, {"agency_path": agency_path, "date": day}, values)
        body = {"date": day.isoformat(), "kind": kind, "name": name, "hours": hours, "source": source}
        record(row.id, "calendar.day_set", body, agency_path=agency_path)
        transaction.on_commit(forget)
    return row


def unset_day(actor: Actor, agency_path: str, day: date) -> None:
    """Let the day be again what it is above ``agency_path``; nothing happens when it was never set."""
    _administered(actor, agency_path)
    with acting(actor):
        for row in CalendarDay.objects.filter(agency_path=agency_path, date=day):
            if not CalendarDay.objects.filter(pk=row.pk).delete()[0]:
                raise CalendarNotYours(agency=agency_path)
            record(row.id, "calendar.day_unset", {"date": day.isoformat()}, agency_path=agency_path)
        transaction.on_commit(forget)


def set_hours(actor: Actor, agency_path: str, since: date, hours: str, *, source: str = "") -> WorkingHours:
    """Set the hours of ordinary working days from ``since`` on, for an agency and all below it.

    Empty ``hours``: from then on again as above. Raises :class:`~nenso.territory.errors.HoursWrong`,
    :class:`~nenso.territory.errors.CalendarNotYours`.
    """
    must_be_hours(hours)
    decided_by = _administered(actor, agency_path)
    values = {"hours": hours, "source": source, "decided_by": decided_by}
    with acting(actor):
        row = _written(WorkingHours, {"agency_path": agency_path, "valid_from": since}, values)
        body = {"since": since.isoformat(), "hours": hours, "source": source}
        record(row.id, "calendar.hours_set", body, agency_path=agency_path)
        transaction.on_commit(forget)
    return row


def must_be_hours(text: str) -> None:
    """Go on when ``text`` is empty or can be read as hours; raise :class:`~nenso.territory.errors.HoursWrong`."""
    try:
        if text:
            hours_of(text)
    except ValueError:
        raise HoursWrong(written=text) from None


def _written(table: type[Row], which: Mapping[str, Any], values: Mapping[str, Any]) -> Row:
    """Write what an agency sets; what an agency above set for it stays, and is refused."""
    found = table._default_manager.filter(**which)  # noqa: SLF001 - either of two tables
    if found.exists():
        if not found.update(**values):
            raise CalendarNotYours(agency=which["agency_path"])
        return found.get()
    return table._default_manager.create(**which, **values)  # noqa: SLF001


def _administered(actor: Actor, agency_path: str) -> UUID:
    """Return the agency in whose name the actor may change the calendar of ``agency_path``."""
    for agency in _seats_over(actor, agency_path):
        return agency
    raise CalendarNotYours(agency=agency_path)


def _seats_over(actor: Actor, agency_path: str) -> Iterable[UUID]:
    for seat in actor.seats:
        if "admin" in seat.roles and lies_within(agency_path, seat.path):
            yield seat.agency
