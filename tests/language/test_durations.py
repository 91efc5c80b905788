"""Durations and moments on a real working calendar: expected times are counted by hand on the wall calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from nenso.language.compiling import compile_procedure_form
from nenso.language.declarations.times import Duration, Moment
from nenso.language.durations import clock_time, compile_moment, end_of_day, shift
from nenso.language.expressions import ExpressionFailed, InvalidExpression, Stopped
from nenso.language.names import FormulaNames
from nenso.runtime.clock import VIETNAM
from nenso.territory.calendar import Calendar, SpecialDay
from support.forms_world import formula_of

TET = [SpecialDay(date(2026, 2, day), "holiday", "Tết Nguyên đán") for day in (16, 17, 18, 19, 20)]
CALENDAR = Calendar(TET)


def local(*parts):
    return datetime(*parts, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        (local(2026, 11, 2, 9, 0), "15 minutes", local(2026, 11, 2, 9, 15)),
        (local(2026, 11, 6, 16, 0), "72 hours", local(2026, 11, 9, 16, 0)),
        (local(2026, 11, 2, 9, 0), "2 weeks", local(2026, 11, 16, 9, 0)),
        (local(2026, 8, 31, 9, 0), "6 months", local(2027, 2, 28, 9, 0)),
        (local(2024, 2, 29, 9, 0), "1 year", local(2025, 2, 28, 9, 0)),
        (local(2026, 11, 2, 9, 0), "4 working hours", local(2026, 11, 2, 14, 30)),
        (local(2026, 11, 6, 16, 0), "4 working hours", local(2026, 11, 9, 10, 30)),
        (local(2026, 11, 2, 10, 0), "3 working days", local(2026, 11, 5, 10, 0)),
        (local(2026, 2, 13, 10, 0), "1 working day", local(2026, 2, 23, 10, 0)),
        (local(2026, 11, 2, 9, 0), "same day", local(2026, 11, 2, 17, 0)),
        (local(2026, 11, 2, 15, 30), "same day", local(2026, 11, 3, 17, 0)),
        (local(2026, 2, 13, 15, 30), "same day", local(2026, 2, 23, 17, 0)),
    ],
)
def test_a_duration_ends_when_the_calendar_says(start, duration, expected):
    assert shift(start, Duration.parse(duration), CALENDAR) == expected


def test_a_duration_may_be_taken_away():
    assert shift(local(2026, 11, 5, 10, 0), Duration.parse("1 working day"), CALENDAR, sign=-1) == local(
        2026, 11, 4, 10, 0
    )


def test_the_cutoff_of_a_same_day_procedure_is_that_of_its_deadline():
    start = local(2026, 11, 2, 16, 0)
    found = shift(start, Duration.parse("same day"), CALENDAR, cutoff=clock_time("16:30"))
    assert found == local(2026, 11, 2, 17, 0)
    assert clock_time(None) == time(15)


PROCEDURE = """
procedure: demo
title: Thử
form:
  - {name: day, type: date, label: Ngày}
  - {name: year, type: period, label: Năm}
  - {name: name, type: text, label: Tên}
  - {name: count, type: integer, label: Số}
steps: {check: {by: officer, actions: {accept: done}}}
"""


@pytest.fixture
def environment():
    formula = formula_of(PROCEDURE)
    names = FormulaNames(formula)
    compile_procedure_form(names, formula.procedures["demo"])
    return names.environment("step", procedure=formula.procedures["demo"], step="check")


CASE = {
    "filed_at": datetime(2026, 11, 2, 1, 0, tzinfo=UTC),
    "due_at": "2026-11-06T10:00:00+00:00",
}


def test_a_moment_counts_from_what_happened_to_the_case(environment):
    moment = compile_moment(Moment.parse("filed + 4 working hours"), environment)
    assert moment.at({"case": CASE}, CALENDAR) == local(2026, 11, 2, 13, 30)
    moment = compile_moment(Moment.parse("due - 1 working day"), environment)
    assert moment.at({"case": CASE}, CALENDAR) == local(2026, 11, 5, 17, 0)


def test_what_has_not_happened_gives_no_moment(environment):
    assert compile_moment(Moment.parse("accepted + 1 hour"), environment).at({"case": CASE}, CALENDAR) is None


def test_opened_is_that_of_the_entry(environment):
    moment = compile_moment(Moment.parse("opened + 30 days"), environment)
    names = {"case": CASE, "this": {"opened_at": local(2026, 11, 2, 9, 0)}}
    assert moment.at(names, CALENDAR) == local(2026, 12, 2, 9, 0)


def test_a_day_is_its_first_minute_where_something_begins_and_its_last_where_it_must_be_over(environment):
    names = {"case": CASE, "form": {"day": "2026-11-10"}}
    begins = compile_moment(Moment.parse("form.day"), environment)
    over = compile_moment(Moment.parse("form.day"), environment, day_is="end")
    assert begins.at(names, CALENDAR) == local(2026, 11, 10, 0, 0)
    assert over.at(names, CALENDAR) == local(2026, 11, 11, 0, 0) - timedelta(microseconds=1)
    assert end_of_day(date(2026, 11, 10)) == over.at(names, CALENDAR)


def test_a_moment_may_count_from_an_expression(environment):
    moment = compile_moment(Moment.parse("form.year.start + 45 days"), environment)
    assert moment.at({"form": {"year": "2026"}}, CALENDAR) == local(2026, 2, 15, 0, 0)
    whole = compile_moment(Moment.parse("form.year"), environment, day_is="end")
    assert whole.at({"form": {"year": "2026-Q3"}}, CALENDAR) == end_of_day(date(2026, 9, 30))
    with pytest.raises(Stopped):
        whole.at({"form": {}}, CALENDAR)


def test_a_moment_that_gives_no_time_is_refused(environment):
    with pytest.raises(InvalidExpression):
        compile_moment(Moment.parse("form.count"), environment)
    with pytest.raises(ExpressionFailed):
        compile_moment(Moment.parse("form.name"), environment).at({"form": {"name": "mai"}}, CALENDAR)
