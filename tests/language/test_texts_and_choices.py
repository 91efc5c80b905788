"""Texts with expressions in braces, choices ⑂, periods and paths."""

from datetime import UTC, date, datetime

import pytest

from nenso.language.choices import choose, evaluate_choice, holds, work_out
from nenso.language.declarations.procedures import Deadline
from nenso.language.declarations.values import Choice, Expression, Text, Value
from nenso.language.expressions import INTEGER, InvalidExpression, Stopped
from nenso.language.paths import joined, parted, without_indexes
from nenso.language.periods import bounds, is_period, period_of
from nenso.language.texts import compile_text, render_text, shown
from support.expression_world import ENVIRONMENT, NAMES


def text(value):
    return Text.parse(value)


def test_expressions_in_a_text_are_replaced_and_dates_read_as_people_write_them():
    assert (
        render_text(text("{form.full_name} – {form.born_on}"), NAMES, "vi", ENVIRONMENT) == "Nguyễn Văn An – 03/09/2026"
    )


def test_a_text_has_its_own_words_in_each_language_and_falls_back_to_vietnamese():
    both = text({"vi": "Trẻ {form.full_name}", "en": "Child {form.full_name}"})
    assert render_text(both, NAMES, "en", ENVIRONMENT) == "Child Nguyễn Văn An"
    assert render_text(text("Chỉ tiếng Việt"), NAMES, "en", ENVIRONMENT) == "Chỉ tiếng Việt"


def test_what_is_not_there_shows_as_an_ellipsis():
    found = render_text(text("{form.mother.born_year}, {form.father.full_name}, {1 / 0}"), NAMES, "vi", ENVIRONMENT)
    assert found == "…, …, …"


def test_a_text_with_a_wrong_expression_cannot_be_compiled():
    with pytest.raises(InvalidExpression):
        compile_text(text({"vi": "{form.full_name}", "en": "{form.nothing}"}), ENVIRONMENT)
    assert compile_text(text("{form.copies} bản"), ENVIRONMENT).render(NAMES) == "3 bản"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (True, "Có", "yes"),
        (False, "Không", "no"),
        (date(2026, 1, 2), "02/01/2026", "02/01/2026"),
        (datetime(2026, 11, 2, 2, 0, tzinfo=UTC), "09:00 02/11/2026", "09:00 02/11/2026"),
        (2.5, "2,5", "2.5"),
        (3.0, "3", "3"),
        (12_000, "12000", "12000"),
        ({"id": "x", "full_name": "An"}, "An", "An"),
        ({}, "…", "…"),
        (["a", "b"], "a, b", "a, b"),
        (None, "…", "…"),
    ],
)
def test_values_are_shown_as_people_read_them(value, vi, en):
    assert (shown(value, "vi"), shown(value, "en")) == (vi, en)


AMOUNT = Choice[Value].model_validate(
    [{"if": "form.poor", "then": 0}, {"if": "form.copies > 2", "then": "form.copies * 10"}, {"then": 5}]
)


def test_the_first_branch_that_holds_is_taken_and_one_that_stops_does_not_hold():
    assert evaluate_choice(AMOUNT, NAMES, ENVIRONMENT, INTEGER) == 30
    assert evaluate_choice(AMOUNT, {**NAMES, "form": {"copies": 1}}, ENVIRONMENT) == 5
    assert evaluate_choice(AMOUNT, {**NAMES, "form": {"poor": True, "copies": 9}}, ENVIRONMENT) == 0


def test_no_branch_may_hold():
    only = Choice[Value].model_validate([{"if": "form.poor", "then": 1}])
    assert choose(only, NAMES, ENVIRONMENT) is None
    assert evaluate_choice(only, NAMES, ENVIRONMENT) is None


def test_what_is_chosen_may_be_a_whole_declaration():
    deadline = Choice[Deadline].model_validate({"within": "3 working days"})
    chosen = choose(deadline, NAMES, ENVIRONMENT)
    assert str(choose(chosen.within, NAMES, ENVIRONMENT)) == "3 working days"


def test_a_value_that_stops_says_so():
    assert work_out(7, NAMES, ENVIRONMENT) == 7
    assert holds(Expression("form.poor"), NAMES, ENVIRONMENT) is False
    with pytest.raises(Stopped):
        work_out(Expression("form.mother.born_year"), NAMES, ENVIRONMENT)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period, first, last):
    assert bounds(period) == (first, last)
    assert is_period(period)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "26", "2026-1", "0000"])
def test_what_is_no_period_is_told(text):
    assert not is_period(text)
    with pytest.raises(ValueError, match=r"not a period|year"):
        bounds(text)


def test_a_day_lies_in_a_period_of_each_rhythm():
    day = date(2026, 8, 15)
    assert [period_of(day, rhythm) for rhythm in ("year", "quarter", "month")] == ["2026", "2026-Q3", "2026-08"]


def test_paths_are_made_and_taken_apart():
    assert joined(("items", 0, "product", "price")) == "items[0].product.price"
    assert parted("items[0].product.price") == ("items", 0, "product", "price")
    assert without_indexes("items[12].note") == ("items", "note")
