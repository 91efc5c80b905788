"""Each agency's own calendar: the nation's, with what it or an agency above it has set."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError

from nenso.journal.reading import entries_of
from nenso.runtime.acting import NOBODY, Actor, Seat, acting
from nenso.runtime.ids import uuid7
from nenso.territory.calendar import SpecialDay
from nenso.territory.calendars import Local, calendar_as, calendar_for, forget, set_day, set_hours, unset_day
from nenso.territory.errors import CalendarNotYours, HoursWrong
from nenso.territory.models import CalendarDay

pytestmark = pytest.mark.django_db

PROVINCE, COMMUNE, OTHER = "vn.p19", "vn.p19.c01969", "vn.p01.c00004"
PROVINCE_ID, COMMUNE_ID = UUID(int=19), UUID(int=1969)
FLOOD = date(2026, 9, 14)


def administrator(agency: UUID, path: str, *roles: str) -> Actor:
    seat = Seat(agency, path, "province", frozenset(roles or {"admin"}))
    return Actor(account=uuid7(), seats=(seat,), readers=frozenset({"public", f"admin@{agency}"}))


@pytest.fixture(autouse=True)
def _fresh():
    forget()
    yield
    forget()


def works(path: str | None, day: date = FLOOD) -> bool:
    with acting(NOBODY):
        return calendar_for(path).is_working_day(day)


def test_without_anything_set_the_nation_calendar_holds_everywhere():
    with acting(NOBODY):
        for path in (None, PROVINCE, COMMUNE):
            calendar = calendar_for(path)
            assert not calendar.is_working_day(date(2026, 2, 17))
            assert calendar.is_working_day(date(2026, 8, 22))
            assert calendar.undecided(2027)


def test_a_calendar_is_kept_in_memory(django_assert_num_queries):
    with acting(NOBODY):
        calendar_for(COMMUNE)
        with django_assert_num_queries(0):
            calendar_for(COMMUNE)


def test_a_day_off_of_the_province_holds_for_its_communes_only():
    with acting(NOBODY):
        set_day(administrator(PROVINCE_ID, PROVINCE), PROVINCE, FLOOD, "holiday", "Nghỉ do lũ", source="CV 12/UBND")
    forget()
    assert not works(PROVINCE)
    assert not works(COMMUNE)
    assert works(OTHER)
    assert works(None)


def test_the_nearest_agency_decides():
    with acting(NOBODY):
        set_day(administrator(PROVINCE_ID, PROVINCE), PROVINCE, FLOOD, "holiday", "Nghỉ do lũ")
        set_day(administrator(COMMUNE_ID, COMMUNE), COMMUNE, FLOOD, "working_saturday", "Trực", hours="07:30-11:30")
    forget()
    assert not works(PROVINCE)
    with acting(NOBODY):
        assert [str(edge) for edge in calendar_for(COMMUNE).hours_on(FLOOD)[0]] == ["07:30:00", "11:30:00"]


def test_a_day_taken_back_is_what_it_was():
    administering = administrator(PROVINCE_ID, PROVINCE)
    with acting(NOBODY):
        set_day(administering, PROVINCE, FLOOD, "holiday", "Nghỉ do lũ")
        unset_day(administering, PROVINCE, FLOOD)
    forget()
    assert works(PROVINCE)


def test_setting_a_day_is_journalled():
    administering = administrator(PROVINCE_ID, PROVINCE)
    with acting(NOBODY):
        day = set_day(administering, PROVINCE, FLOOD, "holiday", "Nghỉ do lũ")
    with acting(replace(administering, scope=(PROVINCE,))):
        assert [entry.kind for entry in entries_of(day.id)] == ["calendar.day_set"]


@pytest.mark.parametrize(
    "actor",
    [
        NOBODY,
        administrator(COMMUNE_ID, COMMUNE),
        administrator(UUID(int=1), OTHER),
        administrator(PROVINCE_ID, PROVINCE, "leader"),
        administrator(UUID(int=2), "vn.p1"),
    ],
)
def test_nobody_else_sets_the_calendar_of_a_province(actor: Actor):
    with pytest.raises(CalendarNotYours):
        set_day(actor, PROVINCE, FLOOD, "holiday", "Nghỉ")
    with pytest.raises(CalendarNotYours):
        unset_day(actor, PROVINCE, FLOOD)


def test_the_database_itself_keeps_the_nations_days_from_every_administrator():
    administering = administrator(PROVINCE_ID, PROVINCE)
    with acting(administering):
        national = CalendarDay.objects.filter(date=date(2026, 4, 30), agency_path=None)
        assert national.update(name="x") == 0
        assert national.update(decided_by=PROVINCE_ID) == 0
        assert national.delete()[0] == 0
    with acting(administering), pytest.raises(DatabaseError):
        CalendarDay.objects.create(date=FLOOD, kind="holiday", name="x", decided_by=COMMUNE_ID, agency_path=COMMUNE)


def test_an_agency_may_have_hours_of_its_own():
    with acting(NOBODY):
        early = calendar_for(None, "07:00-11:30 13:00-16:30")
        assert [str(opening) for opening, _ in early.hours_on(FLOOD)] == ["07:00:00", "13:00:00"]


def test_hours_hold_from_their_day_on_for_all_below_until_a_nearer_agency_sets_others():
    above, own = administrator(PROVINCE_ID, PROVINCE), administrator(COMMUNE_ID, COMMUNE)
    with acting(NOBODY):
        set_hours(above, PROVINCE, date(2026, 9, 1), "07:00-11:30 13:30-17:00", source="QĐ 31/QĐ-UBND")
        set_hours(own, COMMUNE, date(2026, 9, 14), "08:00-12:00")
        set_hours(own, COMMUNE, date(2026, 9, 21), "")
        set_hours(above, PROVINCE, date(2026, 9, 28), "")
    found = {}
    with acting(NOBODY):
        for path in (COMMUNE, PROVINCE, OTHER):
            forget()
            hours = [
                calendar_for(path).hours_on(date(2026, *day)) for day in ((8, 27), (9, 7), (9, 14), (9, 21), (9, 28))
            ]
            found[path] = [f"{day[0][0]:%H:%M}" for day in hours]
    assert found == {
        COMMUNE: ["07:30", "07:00", "08:00", "07:00", "07:30"],
        PROVINCE: ["07:30", "07:00", "07:00", "07:00", "07:30"],
        OTHER: ["07:30"] * 5,
    }


def test_hours_that_cannot_be_read_are_refused_and_so_is_who_does_not_administer():
    own = administrator(COMMUNE_ID, COMMUNE)
    with acting(NOBODY):
        for written in ("sáng", "11:30-07:30", "07:30-11:30 11:00-12:00", "7:30-11:30"):
            with pytest.raises(HoursWrong):
                set_hours(own, COMMUNE, FLOOD, written)
            with pytest.raises(HoursWrong):
                set_day(own, COMMUNE, FLOOD, "working_saturday", "Làm bù", hours=written)
        with pytest.raises(CalendarNotYours):
            set_hours(own, PROVINCE, FLOOD, "08:00-12:00")


def test_what_an_agency_above_set_for_one_below_is_not_changed_from_below():
    with acting(NOBODY):
        set_day(administrator(PROVINCE_ID, PROVINCE), COMMUNE, FLOOD, "holiday", "Nghỉ do lũ")
        own = administrator(COMMUNE_ID, COMMUNE)
        with pytest.raises(CalendarNotYours):
            set_day(own, COMMUNE, FLOOD, "working_saturday", "Vẫn làm")
        with pytest.raises(CalendarNotYours):
            unset_day(own, COMMUNE, FLOOD)
    forget()
    assert not works(COMMUNE)


def test_a_calendar_is_shown_as_it_would_be_before_anything_is_set():
    off = SpecialDay(FLOOD, "holiday", "Nghỉ do lũ")
    with acting(NOBODY):
        thought = Local(PROVINCE, {FLOOD: off}, {FLOOD: "08:00-12:00"})
        assert not calendar_as(COMMUNE, thought).is_working_day(FLOOD)
        assert calendar_as(COMMUNE, thought).hours_on(date(2026, 9, 15))[0][0].hour == 8
        assert calendar_as(OTHER, thought).is_working_day(FLOOD)
    assert works(COMMUNE)
