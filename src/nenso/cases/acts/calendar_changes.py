"""Changing an agency's working calendar, and with it the due times of its open cases.

Days off and days worked instead (Tết, a flood) and other hours change when something counted in working time is due:
what was left of it from the first changed day on is left in the new calendar. Before anything is set it is told how
many open cases get another due time; afterwards a job moves them, a few at a time, each with an entry of its own.
Reminders follow when their moment comes.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, cast, get_args
from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.cases.engine.flow import counted_in
from nenso.cases.engine.loading import ENDED, WITHOUT, load
from nenso.cases.engine.offering import offered_for
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.writing import write
from nenso.cases.errors.calendar import CalendarChanged, CalendarMoving, DaysWrong
from nenso.cases.models import Case, Status
from nenso.people.changes import announce, subscribe
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.paths import lies_within
from nenso.runtime.statements import update
from nenso.runtime.text import normalise
from nenso.territory import calendars
from nenso.territory.calendar import Calendar, DayKind, SpecialDay, hours_of
from nenso.territory.calendars import Local, calendar_as, special
from nenso.territory.models import CalendarDay, WorkingHours

SYSTEM = Actor(system="cases.calendar", scope=("vn",), readers=frozenset())
MOVE = "cases.move_due_times"
MOST_DAYS = 60
MOST_COUNTED = 20_000
"""Cases looked at to tell how many change; beyond it the number is told as a lower bound."""

CALENDAR_ACTION = "calendar"
Unit = Literal["working_days", "working_hours"]

subscribe("calendar", lambda _: calendars.forget())


@dataclass(frozen=True)
class Change:
    """What an agency wants its calendar to say: days off or worked (None: as above), or hours since a day."""

    days: Mapping[date, SpecialDay | None] = field(default_factory=dict)
    hours_since: date | None = None
    hours: str = ""
    source: str = ""

    @property
    def first(self) -> datetime:
        """The moment before which nothing changes."""
        day = min(self.days) if self.days else self.hours_since or clock.today()
        return datetime.combine(day, time(), clock.VIETNAM)


@dataclass(frozen=True)
class Effect:
    """How many open cases get another due time; ``more``: at least so many."""

    cases: int
    more: bool = False


def days_off(first: date, last: date | None, kind: str, name: str, *, hours: str = "", source: str = "") -> Change:
    """Return the change that makes every day from ``first`` to ``last`` a day of ``kind``. Raises ``DaysWrong``."""
    last = last or first
    if kind not in get_args(DayKind) or not name.strip() or not first <= last or (last - first).days >= MOST_DAYS:
        raise DaysWrong(most=MOST_DAYS)
    calendars.must_be_hours(hours)
    made = hours_of(hours) if hours else None
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    name, source = normalise(name)[:200], normalise(source)[:300]
    return Change({day: SpecialDay(day, cast("DayKind", kind), name, "official", source, made) for day in days})


def effect_of(actor: Actor, agency: Agency, change: Change) -> Effect:
    """Return how many open cases of ``agency`` and below would be due at another time; for its administrators.

    Only the number leaves. Raises ``NotAdministrator``.
    """
    with acting(actor):
        must_administer(agency)
    after = _local(agency.path, change)
    with acting(SYSTEM):
        open_cases = _open_cases(agency.path, change.first).select_related("agency", "edition", "adaptation")
        found = list(open_cases.defer("form", "documents", *WITHOUT)[: MOST_COUNTED + 1])
        calendars_of: dict[str, tuple[Calendar, Calendar]] = {}
        moved = 0
        for case in found[:MOST_COUNTED]:
            unit = counted_in(offered_for(case).procedure)
            if unit is None or case.due_at is None:
                continue
            path = case.agency.path
            if path not in calendars_of:
                calendars_of[path] = calendars.calendar_for(path), calendar_as(path, after)
            moved += _moved(case.due_at, _since(case, change.first), *calendars_of[path], unit) != case.due_at
    return Effect(moved, len(found) > MOST_COUNTED)


def change_calendar(actor: Actor, agency: Agency, change: Change, *, seen: str | None = None) -> None:
    """Set what ``change`` says for ``agency`` and all below it, and let the due times of open cases follow.

    ``seen``: :func:`calendar_mark` as it was when the change was thought out. Raises ``NotAdministrator``,
    ``CalendarChanged``, ``CalendarMoving`` while an earlier change is still being carried out, ``CalendarNotYours``.
    """
    with acting(actor):
        must_administer(agency)
        if seen is not None and seen != calendar_mark(agency):
            raise CalendarChanged
        _must_not_be_moving(agency.path)
        before = _standing(agency.path, change)
        _set(actor, agency.path, change)
        from nenso.cases.tasks import move_due_times
        from nenso.runtime.jobs import defer

        defer(move_due_times, path=agency.path, before=_as_json(before), since=change.first.isoformat(), after="")
        announce("calendar", agency.path)


def calendar_mark(agency: Agency) -> str:
    """Return a mark of what ``agency`` itself has set: another one when anything of it changed."""
    days = CalendarDay.objects.filter(agency_path=agency.path).order_by("date")
    hours = WorkingHours.objects.filter(agency_path=agency.path).order_by("valid_from")
    rows = [*days.values_list("date", "kind", "name", "hours"), *hours.values_list("valid_from", "hours")]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:20]


def move_some(path: str, before: Mapping[str, Any], since: datetime, after: UUID | None, *, most: int) -> UUID | None:
    """Move the due times of at most ``most`` open cases below ``path``; return the last one looked at, None at the end.

    ``before`` is what the agency's own calendar said before the change; the calendar of now is the new one.
    """
    calendars.forget()
    old = _from_json(path, before)
    with acting(SYSTEM):
        cases = _open_cases(path, since)
        keys = list((cases.filter(id__gt=after) if after else cases).values_list("id", flat=True)[:most])
        for key in keys:
            _move(key, old, since)
    return keys[-1] if len(keys) == most else None


def _move(key: UUID, old: Local, since: datetime) -> None:
    """Move the due times of one case and of its open steps, and say so on the case."""
    turn = turn_on(SYSTEM, load(key))
    case = turn.case
    if case.status in ENDED:
        return
    former, due = calendar_as(case.agency.path, old), case.due_at
    unit = counted_in(turn.offered.procedure)
    if unit is not None and due is not None and due > since:
        turn.set(due_at=_moved(due, _since(case, since), former, turn.calendar, unit))
    changed = _move_steps(turn, former, since)
    if case.due_at == due and not changed:
        return
    said = {"was_due": clock.written(due) if due else None, "due": clock.written(case.due_at) if case.due_at else None}
    turn.enter(kind="act", action=CALENDAR_ACTION, data=said)
    turn.said.append(("case.calendar_changed", said))
    send(*write(turn), *(update(task, ("due_at",)) for task in changed))


def _move_steps(turn: Turn, former: Calendar, since: datetime) -> list[Any]:
    changed = []
    for task in turn.loaded.open_tasks:
        step = turn.offered.procedure.steps.get(task.step)
        duration = turn.reasoning().choose(step.within) if step is not None and step.within is not None else None
        if duration is None or not duration.follows_calendar or task.due_at is None or task.due_at <= since:
            continue
        unit: Unit = "working_hours" if duration.unit == "working_hours" else "working_days"
        due = _moved(task.due_at, max(since, task.opened_at), former, turn.calendar, unit)
        if due != task.due_at:
            task.due_at = due
            changed.append(task)
    return changed


def _moved(due: datetime, since: datetime, old: Calendar, new: Calendar, unit: Unit) -> datetime:
    """Return when ``due`` is where ``new`` counts from ``since`` on: as much working time is left."""
    return due if due <= since else new.add(since, old.spent(since, due, unit), unit)


def _since(case: Case, first: datetime) -> datetime:
    return max(first, case.accepted_at or case.filed_at or first)


def _open_cases(path: str, since: datetime) -> Any:
    cases = Case.objects.filter(agency__path__below=path) | Case.objects.filter(agency__path=path)
    return cases.filter(status__gt=Status.DRAFT, due_at__gt=since).exclude(status__in=ENDED).order_by("id")


def _must_not_be_moving(path: str) -> None:
    waiting = ProcrastinateJob.objects.filter(task_name=MOVE, status__in=("todo", "doing"))
    for other in waiting.values_list("args__path", flat=True):
        if lies_within(path, other) or lies_within(other, path):
            raise CalendarMoving


def _set(actor: Actor, path: str, change: Change) -> None:
    for day, wanted in change.days.items():
        if wanted is None:
            calendars.unset_day(actor, path, day)
        else:
            text = _hours_text(wanted)
            calendars.set_day(actor, path, day, wanted.kind, wanted.name, hours=text, source=wanted.source)
    if change.hours_since is not None:
        calendars.set_hours(actor, path, change.hours_since, change.hours, source=change.source)


def _standing(path: str, change: Change) -> Local:
    """Return what the agency's own calendar says now of everything that ``change`` is about."""
    rows = CalendarDay.objects.filter(agency_path=path, date__in=list(change.days))
    own = {row.date: special(row) for row in rows}
    hours = _own_hours(path) if change.hours_since is not None else None
    return Local(path, {day: own.get(day) for day in change.days}, hours)


def _local(path: str, change: Change) -> Local:
    """Return what the agency's own calendar would say after ``change``."""
    hours = None
    if change.hours_since is not None:
        hours = _own_hours(path) | {change.hours_since: change.hours}
    return Local(path, change.days, hours)


def _own_hours(path: str) -> dict[date, str]:
    return dict(WorkingHours.objects.filter(agency_path=path).values_list("valid_from", "hours"))


def _hours_text(day: SpecialDay) -> str:
    return " ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in day.hours or ())


def _as_json(local: Local) -> dict[str, Any]:
    days = {
        day.isoformat(): None if set_ is None else [set_.kind, set_.name, _hours_text(set_)]
        for day, set_ in local.days.items()
    }
    hours = None if local.hours is None else {day.isoformat(): text for day, text in local.hours.items()}
    return {"days": days, "hours": hours}


def _from_json(path: str, said: Mapping[str, Any]) -> Local:
    days: dict[date, SpecialDay | None] = {}
    for text, set_ in said["days"].items():
        day = date.fromisoformat(text)
        days[day] = (
            None if set_ is None else SpecialDay(day, set_[0], set_[1], hours=hours_of(set_[2]) if set_[2] else None)
        )
    hours = said["hours"]
    return Local(path, days, None if hours is None else {date.fromisoformat(day): text for day, text in hours.items()})


def own_days(agency: Agency, years: Iterable[int]) -> Sequence[CalendarDay]:
    """Return the days that apply to ``agency`` in some years, by date: the country's, those above it, its own."""
    which = CalendarDay.objects.filter(agency_path__isnull=True) | CalendarDay.objects.filter(
        agency_path__covers=agency.path
    )
    return list(which.filter(date__year__in=list(years)).order_by("date", "agency_path"))


def own_hours(agency: Agency) -> Sequence[WorkingHours]:
    """Return the hours set for ``agency`` and above it, the latest first."""
    return list(WorkingHours.objects.filter(agency_path__covers=agency.path).order_by("-valid_from", "-agency_path"))
