"""A day off that is declared late, a Saturday worked instead, other hours: due times follow, and it is told before."""

from datetime import date

import pytest

from factories.agencies import THAI_NGUYEN, agency, official
from nenso.agencies.errors import NotAdministrator
from nenso.cases.acts.calendar_changes import (
    Change,
    calendar_mark,
    change_calendar,
    days_off,
    effect_of,
)
from nenso.cases.acts.ending import withdraw
from nenso.cases.engine.timers import due_moments, run_moment
from nenso.cases.errors.calendar import CalendarChanged, CalendarMoving, DaysWrong
from nenso.cases.models import Case, Entry, Task
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import forget
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, at, did, filed, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]
FLOOD = date(2026, 11, 4)
"""A Wednesday, between a permit's acceptance on Monday and its due time on Thursday at 08:00."""


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


@pytest.fixture
def admin(db: None) -> Actor:
    """The administrator of the province."""
    with at("2026-10-01T08:00"):
        return official("admin", THAI_NGUYEN, full_name="Hà Thị Thu")


@pytest.fixture
def permit(mother: Actor, officials: OFFICIALS) -> Case:
    """A permit accepted on Monday 2 November at 08:00, due in three working days."""
    with at("2026-11-02T08:00"):
        return did(officials["clerk"], filed(mother, "permit", {"poor": True}, agency=agency().id), "accept")


def change(who: Actor, path: str, wanted: Change, moment: str = "2026-11-03T09:00") -> int:
    """Declare a change and carry it out; return how many cases it was said to move."""
    with at(moment), acting(EVERYTHING):
        told = effect_of(who, agency(path), wanted).cases
        change_calendar(who, agency(path), wanted)
        do_waiting_jobs()
    forget()
    return told


def due(case: Case) -> object:
    with acting(EVERYTHING):
        return Case.objects.get(pk=case.pk).due_at


def test_a_day_off_of_the_province_moves_what_is_due_after_it_by_one_working_day(admin: Actor, permit: Case) -> None:
    assert due(permit) == local("2026-11-05T08:00")
    assert change(admin, THAI_NGUYEN, days_off(FLOOD, None, "holiday", "Nghỉ do lũ", source="CV 12/UBND")) == 1
    assert due(permit) == local("2026-11-06T08:00")
    with acting(EVERYTHING):
        entry = Entry.objects.filter(case_id=permit.id).latest("seq")
        assert (entry.action, entry.data["was_due"][:10], entry.data["due"][:10]) == (
            "calendar",
            "2026-11-05",
            "2026-11-06",
        )
    assert change(admin, THAI_NGUYEN, Change({FLOOD: None})) == 1
    assert due(permit) == local("2026-11-05T08:00"), "taken back, it is due as before"


def test_steps_follow_their_case(admin: Actor, mother: Actor, officials: OFFICIALS) -> None:
    with at("2026-11-03T10:00"):
        did(officials["clerk"], filed(mother, "waiting", {"opens": "2026-11-03"}, agency=agency().id), "accept")
        for case, moment in due_moments():
            run_moment(case, moment)
    with acting(EVERYTHING):
        before = {task.step: task.due_at for task in Task.objects.filter(closed_at=None) if task.due_at}
    change(admin, THAI_NGUYEN, days_off(FLOOD, None, "holiday", "Nghỉ do lũ"), "2026-11-03T11:00")
    with acting(EVERYTHING):
        after = {task.step: task.due_at for task in Task.objects.filter(closed_at=None) if task.due_at}
    assert {step: moment.date() for step, moment in before.items()} == {"examine": FLOOD}
    assert {step: moment.date() for step, moment in after.items()} == {"examine": date(2026, 11, 5)}


def test_other_hours_keep_the_days_that_are_left(admin: Actor, permit: Case) -> None:
    """On Thursday half an hour of eight is left: in hours from 08:00 on it ends at 08:30."""
    assert change(admin, THAI_NGUYEN, Change(hours_since=FLOOD, hours="08:00-12:00 13:30-17:30")) == 1
    assert due(permit) == local("2026-11-05T08:30")


def test_nobody_elsewhere_and_nothing_that_ended_or_is_due_before_is_moved(
    admin: Actor, mother: Actor, permit: Case
) -> None:
    with at("2026-11-02T09:00"):
        ended = filed(mother, "permit", {"poor": True}, agency=agency().id)
        withdraw(mother, ended.id, "Đổi ý", key="rut-ho-so-1")
    was = due(ended)
    assert change(admin, "vn.p19.c01840", days_off(FLOOD, None, "holiday", "Nghỉ do lũ")) == 0
    assert change(admin, THAI_NGUYEN, days_off(date(2026, 11, 5), None, "holiday", "Nghỉ")) == 1
    assert (due(permit), due(ended)) == (local("2026-11-06T08:00"), was)
    assert change(admin, THAI_NGUYEN, days_off(date(2026, 11, 9), date(2026, 11, 10), "holiday", "Nghỉ")) == 0


def test_a_second_change_waits_for_the_first_and_who_read_an_older_calendar_is_told(admin: Actor, permit: Case) -> None:
    province, flood = agency(THAI_NGUYEN), days_off(FLOOD, None, "holiday", "Nghỉ do lũ")
    mark = calendar_mark(province)
    with at("2026-11-03T09:00"), acting(EVERYTHING):
        change_calendar(admin, province, flood, seen=mark)
        for path in (THAI_NGUYEN, "vn.p19.c01969"):
            with pytest.raises(CalendarMoving):
                change_calendar(admin, agency(path), days_off(date(2026, 11, 5), None, "holiday", "Nghỉ"))
        do_waiting_jobs()
        with pytest.raises(CalendarChanged):
            change_calendar(admin, province, flood, seen=mark)
    assert due(permit) == local("2026-11-06T08:00")


def test_only_administrators_and_only_what_can_be_read(admin: Actor, officials: OFFICIALS) -> None:
    with at("2026-11-03T09:00"):
        flood = days_off(FLOOD, None, "holiday", "Nghỉ do lũ")
        for use in (effect_of, change_calendar):
            with pytest.raises(NotAdministrator):
                use(officials["clerk"], agency(), flood)
    for wrong in (("holiday", " "), ("feast", "Tết")):
        with pytest.raises(DaysWrong):
            days_off(FLOOD, None, *wrong)
    for last in (date(2026, 11, 3), date(2027, 6, 1)):
        with pytest.raises(DaysWrong):
            days_off(FLOOD, last, "holiday", "Nghỉ")
