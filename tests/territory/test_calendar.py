"""Deadlines counted by hand on the calendar of 2026, and by the rules of the Labour Code and the one-stop shop."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from nenso.runtime.clock import VIETNAM
from nenso.territory.calendar import Calendar, SpecialDay, hours_of
from nenso.territory.errors import CalendarNotKnown
from nenso.territory.shipped import calendar_days

NATIONAL = Calendar(SpecialDay(day.date, day.kind, day.name, day.status, day.source) for day in calendar_days())


def at(text: str) -> datetime:
    """``13/02/2026 15:30`` on Viet Nam's clock."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("received", "amount", "unit", "due"),
    [
        # an ordinary week
        ("05/01/2026 10:00", 1, "working_days", "06/01/2026 10:00"),
        ("05/01/2026 07:30", 1, "working_days", "05/01/2026 17:00"),
        ("05/01/2026 07:00", 1, "working_days", "05/01/2026 17:00"),
        ("05/01/2026 11:45", 4, "working_hours", "05/01/2026 17:00"),
        ("05/01/2026 10:30", 4, "working_hours", "05/01/2026 16:00"),
        ("05/01/2026 16:00", 2, "working_hours", "06/01/2026 08:30"),
        ("16/01/2026 17:30", 1, "working_days", "19/01/2026 17:00"),
        # 1 January is a holiday, 2 January off, made up on Saturday 10 January
        ("31/12/2025 14:00", 1, "working_days", "05/01/2026 14:00"),
        ("09/01/2026 10:00", 2, "working_days", "12/01/2026 10:00"),
        ("09/01/2026 16:30", 1, "working_hours", "10/01/2026 08:00"),
        # Tết Bính Ngọ: 16-20 February, a weekend on either side
        ("13/02/2026 15:30", 4, "working_hours", "23/02/2026 10:00"),
        ("13/02/2026 15:30", 3, "working_days", "25/02/2026 15:30"),
        ("17/02/2026 09:00", 1, "working_hours", "23/02/2026 08:30"),
        # Giỗ Tổ on a Sunday is given on Monday 27 April; 30 April and 1 May
        ("23/04/2026 08:00", 5, "working_days", "05/05/2026 08:00"),
        ("29/04/2026 16:59", 1, "working_days", "04/05/2026 16:59"),
        # Saturday 22 August is worked for 31 August; then 1 and 2 September
        ("21/08/2026 16:00", 2, "working_days", "24/08/2026 16:00"),
        ("28/08/2026 16:00", 1, "working_days", "03/09/2026 16:00"),
        # the new holiday of 24 November
        ("23/11/2026 17:30", 1, "working_days", "25/11/2026 17:00"),
        # a quarter of a working day is two hours
        ("05/01/2026 08:00", Decimal("0.25"), "working_days", "05/01/2026 10:00"),
        ("05/01/2026 08:00", 0.25, "working_days", "05/01/2026 10:00"),
        ("05/01/2026 08:00", Decimal("1.5"), "working_hours", "05/01/2026 09:30"),
        # running time does not care
        ("13/02/2026 15:30", 72, "hours", "16/02/2026 15:30"),
        ("13/02/2026 15:30", 15, "minutes", "13/02/2026 15:45"),
        ("13/02/2026 15:30", 3, "days", "16/02/2026 15:30"),
        ("31/08/2026 09:00", 6, "months", "28/02/2027 09:00"),
        ("31/12/2027 09:00", 2, "months", "29/02/2028 09:00"),
        # before a moment
        ("07/01/2026 17:00", -1, "working_days", "06/01/2026 17:00"),
        ("23/02/2026 08:30", -2, "working_hours", "13/02/2026 16:00"),
        ("05/05/2026 08:00", -5, "working_days", "23/04/2026 08:00"),
        ("31/03/2026 09:00", -1, "months", "28/02/2026 09:00"),
        # nothing at all, outside hours
        ("14/02/2026 10:00", 0, "working_days", "23/02/2026 07:30"),
    ],
)
def test_a_term_ends_when_counting_on_the_wall_calendar_says(received, amount, unit, due):
    assert NATIONAL.add(at(received), amount, unit) == at(due)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("13/02/2026 08:00", "13/02/2026 17:00"),
        ("13/02/2026 15:00", "13/02/2026 17:00"),
        ("13/02/2026 15:01", "23/02/2026 17:00"),
        ("13/02/2026 18:00", "23/02/2026 17:00"),
        ("14/02/2026 08:00", "23/02/2026 17:00"),
        ("10/01/2026 09:00", "10/01/2026 17:00"),
        ("12/01/2026 06:00", "12/01/2026 17:00"),
        ("09/01/2026 16:00", "10/01/2026 17:00"),
    ],
)
def test_a_file_received_after_three_is_due_on_the_next_working_day(received, due):
    assert NATIONAL.same_day(at(received)) == at(due)


def test_the_cutoff_can_be_another_hour():
    assert NATIONAL.same_day(at("05/01/2026 10:30"), time(10)) == at("06/01/2026 17:00")


@pytest.mark.parametrize(
    ("moment", "next_one"),
    [
        ("05/01/2026 07:29", "05/01/2026 07:30"),
        ("05/01/2026 09:00", "05/01/2026 09:00"),
        ("05/01/2026 11:30", "05/01/2026 13:00"),
        ("05/01/2026 17:00", "06/01/2026 07:30"),
        ("13/02/2026 17:00", "23/02/2026 07:30"),
        ("10/01/2026 16:59", "10/01/2026 16:59"),
    ],
)
def test_outside_hours_the_next_working_moment_is_the_next_opening(moment, next_one):
    assert NATIONAL.next_working(at(moment)) == at(next_one)


def test_the_next_morning_skips_days_off():
    assert NATIONAL.next_morning(at("13/02/2026 09:00")) == at("23/02/2026 07:30")
    assert NATIONAL.next_morning(at("05/01/2026 16:00")) == at("06/01/2026 07:30")


def test_the_clock_of_a_moment_in_utc_is_viet_nams():
    """02:00 UTC is 09:00 in Viet Nam: one working day later is 09:00 there."""
    due = NATIONAL.add(datetime(2026, 1, 5, 2, tzinfo=UTC), 1, "working_days")
    assert due == datetime(2026, 1, 6, 2, tzinfo=UTC)
    assert due.utcoffset() == timedelta(hours=7)


def test_2026_has_249_working_days():
    """261 weekdays, as the year begins on a Thursday; 14 of them off; two Saturdays worked: 261 - 14 + 2.

    Off: 1–2/1, 16–20/2, 27/4, 30/4, 1/5, 31/8, 1–2/9, 24/11.
    """
    assert NATIONAL.working_between(at("01/01/2026 00:00"), at("01/01/2027 00:00")) == timedelta(hours=249 * 8)
    assert NATIONAL.spent(at("01/01/2026 00:00"), at("01/01/2027 00:00"), "working_days") == 249


def test_a_clock_that_stood_still_gives_what_was_left():
    """Three working days from Monday 10:00 are 24 h; by Tuesday 15:30 12 are spent; 12 are left from Thursday 08:00."""
    start, stopped, resumed = at("02/03/2026 10:00"), at("03/03/2026 15:30"), at("05/03/2026 08:00")
    spent = NATIONAL.spent(start, stopped, "working_days")
    assert spent == Fraction(3, 2)
    assert NATIONAL.add(resumed, 3 - spent, "working_days") == at("06/03/2026 13:30")


def test_a_local_half_saturday_counts_as_one_working_day_of_its_own_length():
    calendar = Calendar(
        [SpecialDay(date(2026, 3, 7), "working_saturday", "Trực sáng thứ Bảy", hours=hours_of("07:30-11:30"))]
    )
    assert calendar.add(at("06/03/2026 17:00"), 1, "working_days") == at("07/03/2026 11:30")
    assert calendar.add(at("06/03/2026 17:00"), 8, "working_hours") == at("09/03/2026 11:30")
    assert calendar.same_day(at("07/03/2026 12:00")) == at("09/03/2026 17:00")


def test_a_later_special_day_replaces_an_earlier_one_of_the_same_date():
    flood = SpecialDay(date(2026, 3, 9), "holiday", "Bão")
    opened = SpecialDay(date(2026, 3, 9), "working_saturday", "Làm việc")
    assert not Calendar([flood]).is_working_day(date(2026, 3, 9))
    assert Calendar([flood, opened]).is_working_day(date(2026, 3, 9))


def test_the_government_has_decided_2026_but_not_2027():
    assert NATIONAL.undecided(2026) == ()
    undecided = {day.date for day in NATIONAL.undecided(2027)}
    assert date(2027, 2, 6) in undecided
    assert {day.month for day in undecided} == {2, 9}
    assert date(2027, 4, 30) not in undecided


def test_a_term_over_tet_2027_says_that_it_rests_on_undecided_days():
    assert NATIONAL.undecided_between(at("01/02/2027 08:00"), at("20/02/2027 08:00"))
    assert not NATIONAL.undecided_between(at("01/03/2027 08:00"), at("20/03/2027 08:00"))


def test_a_year_without_a_calendar_is_said_not_guessed():
    for ask in (
        lambda: NATIONAL.add(at("01/01/2040 08:00"), 1, "working_days"),
        lambda: NATIONAL.add(at("31/12/2035 08:00"), 10, "working_days"),
        lambda: NATIONAL.add(at("02/01/2020 08:00"), -10, "working_days"),
        lambda: NATIONAL.undecided(2099),
        lambda: NATIONAL.next_working(at("31/12/2019 08:00")),
    ):
        with pytest.raises(CalendarNotKnown):
            ask()


def test_half_months_and_unknown_units_are_refused():
    with pytest.raises(ValueError, match="whole"):
        NATIONAL.add(at("05/01/2026 08:00"), Decimal("0.5"), "months")
    with pytest.raises(ValueError, match="unit"):
        NATIONAL.add(at("05/01/2026 08:00"), 1, "fortnights")
    with pytest.raises(ValueError, match="evenly"):
        NATIONAL.spent(at("05/01/2026 08:00"), at("06/01/2026 08:00"), "months")


@pytest.mark.parametrize("text", ["", "08:00-07:00", "07:30-11:30 11:00-17:00", "25:00-26:00", "morning"])
def test_hours_that_overlap_or_run_backwards_are_refused(text):
    with pytest.raises(ValueError, match="not hours in order"):
        hours_of(text)


def test_hours_are_read_as_people_write_them():
    assert hours_of("07:30–11:30, 13:00–17:00") == ((time(7, 30), time(11, 30)), (time(13), time(17)))
