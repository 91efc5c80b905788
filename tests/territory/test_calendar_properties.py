"""What is true of every term, whatever moment it begins."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nenso.territory.calendar import Calendar, SpecialDay
from nenso.territory.shipped import calendar_days

NATIONAL = Calendar(SpecialDay(day.date, day.kind, day.name, day.status, day.source) for day in calendar_days())

BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=4 * 365)).map(lambda after: BEGINNING + after)
AMOUNTS = st.fractions(min_value=0, max_value=400, max_denominator=100)


@given(MOMENTS, AMOUNTS)
def test_working_hours_added_are_the_working_time_between(start, amount):
    end = NATIONAL.add(start, amount, "working_hours")
    assert abs(NATIONAL.working_between(start, end) - timedelta(hours=1) * float(amount)) < timedelta(milliseconds=1)


@given(MOMENTS, st.integers(min_value=1, max_value=300))
def test_working_days_added_are_the_working_days_spent(start, amount):
    end = NATIONAL.add(start, amount, "working_days")
    assert abs(NATIONAL.spent(start, end, "working_days") - amount) < 1e-9
    assert NATIONAL.working_between(start, end) == timedelta(hours=8 * amount)


@given(MOMENTS, MOMENTS)
def test_going_on_from_where_a_clock_stopped_comes_to_the_same_end(start, other):
    first, last = sorted((start, other))
    assert NATIONAL.working_between(first, last) == -NATIONAL.working_between(last, first)
    if NATIONAL.working_between(first, last):
        reached = NATIONAL.add(first, NATIONAL.spent(first, last, "working_hours"), "working_hours")
        assert reached <= last
        assert NATIONAL.working_between(reached, last) == timedelta(0)


@given(MOMENTS, MOMENTS, AMOUNTS, st.sampled_from(["working_hours", "working_days", "hours", "days"]))
def test_who_files_later_is_never_due_earlier(start, other, amount, unit):
    first, last = sorted((start, other))
    assert NATIONAL.add(first, amount, unit) <= NATIONAL.add(last, amount, unit)


@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_a_longer_term_never_ends_earlier(start, one, other):
    shorter, longer = sorted((one, other))
    assert NATIONAL.add(start, shorter, "working_days") <= NATIONAL.add(start, longer, "working_days")


@given(MOMENTS)
def test_terms_end_in_working_hours(start):
    for end in (
        NATIONAL.next_working(start),
        NATIONAL.next_morning(start),
        NATIONAL.same_day(start) - timedelta(microseconds=1),
        NATIONAL.add(start, 3, "working_days") - timedelta(microseconds=1),
    ):
        assert NATIONAL.next_working(end) == end
        assert NATIONAL.is_working_day(end.date())


@given(MOMENTS)
def test_a_same_day_file_is_due_within_the_first_two_working_days(start):
    due = NATIONAL.same_day(start)
    assert start < due
    assert NATIONAL.working_between(start, due) <= timedelta(hours=10)


@given(MOMENTS, st.integers(min_value=-300, max_value=300))
def test_running_time_is_undone_by_taking_it_back(start, amount):
    for unit in ("minutes", "hours", "days"):
        assert NATIONAL.add(NATIONAL.add(start, amount, unit), -amount, unit) == start
