"""Expressions at work: bounded, the same in many threads, and reading only what they name."""

import sys
import threading
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nenso.language import expressions
from nenso.language.expressions import (
    ANYTHING,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    TEXT,
    YES_NO,
    Environment,
    ExpressionFailed,
    InvalidExpression,
    Stopped,
    accepts,
    group_of,
    list_of,
)
from support import expression_world as world


def value(source, names=None, expected=None):
    return expressions.compile(source, world.ENVIRONMENT, expected).value(names or world.NAMES)


def test_a_loop_over_too_much_ends_at_once_and_is_an_error():
    numbers = Environment({"many": list_of(INTEGER)})
    program = expressions.compile("many.all(a, many.all(b, a + b >= 0))", numbers)
    with pytest.raises(ExpressionFailed, match="too many steps"):
        program.value({"many": list(range(1_000))})


def test_a_sum_of_very_many_terms_is_refused_instead_of_ending_the_process():
    (problem,) = expressions.check("+".join(["1"] * 400), world.ENVIRONMENT)
    assert problem.code == "expression.too_deep"


@pytest.mark.parametrize("depth", [100, 400])
def test_brackets_without_end_are_refused(depth):
    problems = expressions.check("[" * depth + "]" * depth, world.ENVIRONMENT)
    assert [problem.code for problem in problems] == ["expression.too_deep"]


def test_the_recursion_limit_of_python_is_never_met():
    limit = sys.getrecursionlimit()
    for piece in ("!", "-", "form.", "a(", "{'a':", "1?", "[0]"):
        expressions.check(piece * (990 // len(piece)), world.ENVIRONMENT)
    assert sys.getrecursionlimit() == limit


def test_several_wrong_names_are_all_told():
    problems = expressions.check("form.full_nam == form.sexx", world.ENVIRONMENT)
    assert [(one.position, one.nearest) for one in problems] == [(5, "full_name"), (22, "sex")]


def test_the_position_of_a_type_error_after_a_path_and_vietnamese_is_that_of_the_source():
    source = "form.mother.full_name == 'Nguyễn' && form.copies"
    (problem,) = expressions.check(source, world.ENVIRONMENT)
    assert source[problem.position :].startswith("&&")


def test_types_that_do_not_mix_are_told_with_what_converts_them():
    (problem,) = expressions.check("form.copies > form.area", world.ENVIRONMENT)
    assert "double(…)" in problem.en
    assert "double(…)" in problem.vi


def test_an_expression_must_give_what_its_place_asks_for():
    (problem,) = expressions.check("form.copies", world.ENVIRONMENT, YES_NO)
    assert problem.code == "expression.expected"
    assert problem.vi == "ở đây cần có/không, biểu thức cho số nguyên"
    assert problem.en == "yes/no is needed here, the expression gives integer"


def test_any_of_several_types_will_do():
    assert expressions.check("form.copies", world.ENVIRONMENT, (YES_NO, INTEGER)) == []


def test_an_integer_may_stand_for_a_number_and_comes_back_as_one():
    found = value("form.copies + 1", expected=NUMBER)
    assert (found, type(found)) == (4.0, float)


def test_a_moment_asked_for_as_a_date_is_the_day_in_viet_nam():
    names = {**world.NAMES, "form": {"at": "2026-11-02T18:30:00+00:00"}}
    assert value("form.at", names, DATE) == date(2026, 11, 3)
    assert value("form.at + days(1)", names, DATE) == date(2026, 11, 4)


def test_dates_before_1911_count_whole_days_although_local_time_was_not_on_the_hour():
    names = {**world.NAMES, "form": {"born_on": "1900-01-01"}, "today": date(1900, 1, 31)}
    assert value("days(today - form.born_on)", names) == 30


def test_a_text_in_decomposed_form_in_a_formula_equals_the_same_text_composed():
    names = {**world.NAMES, "form": {"full_name": "Nguyễn"}}
    assert value("form.full_name == 'Nguye\u0302\u0303n'", names) is True


def test_a_record_comes_back_as_the_register_gave_it():
    assert value("find('persons', 'p2')") is world.World.people["p2"]


def test_rows_come_back_as_they_were_given():
    (row,) = value("form.items.filter(i, i.quantity == 2)")
    assert row is world.NAMES["form"]["items"][0]


def test_a_record_given_by_its_id_is_loaded_only_when_walked():
    asked = []

    class Counting(world.World):
        def record(self, register, identifier):
            asked.append((register, identifier))
            return super().record(register, identifier)

    names = {**world.NAMES, "lookup": Counting()}
    assert value("form.buyer.id == 'p2' && form.buyer != applicant && filled(form.buyer)", names) is True
    assert asked == []
    assert value("form.buyer.full_name", names) == "Lê Văn Cường"
    assert asked == [("persons", "p2")]


def test_find_is_not_asked_with_an_empty_key_or_where_the_other_side_decides():
    class Silent(world.World):
        def find(self, register, key):
            raise AssertionError("asked")

    names = {**world.NAMES, "lookup": Silent()}
    assert value("filled(find('persons', form.father.id))", names) is False
    assert value("form.agree || find('persons', this.id).poor", names) is True


def test_reads_tells_the_paths_and_the_columns_of_rows():
    program = expressions.compile(
        "sum(form.items.map(i, i.product.price * i.quantity)) > setting.fee", world.ENVIRONMENT
    )
    assert program.reads == {
        ("form", "items"),
        ("form", "items", "product", "price"),
        ("form", "items", "quantity"),
        ("setting", "fee"),
    }


def test_reads_tells_when_all_of_a_group_is_read():
    assert expressions.compile("filled(form.mother)", world.ENVIRONMENT).reads == {("form", "mother", "*")}


def test_holds_says_what_is_asked_for_when_stopped():
    program = expressions.compile("form.poor", world.ENVIRONMENT, YES_NO)
    assert program.holds(world.NAMES) is False
    assert program.holds(world.NAMES, when_stopped=True) is True


def test_a_program_is_compiled_once():
    assert expressions.compile("1 + 1", world.ENVIRONMENT) is expressions.compile("1 + 1", world.ENVIRONMENT)


def test_a_wrong_expression_cannot_be_compiled():
    with pytest.raises(InvalidExpression) as invalid:
        expressions.compile("form.copies +", world.ENVIRONMENT)
    assert invalid.value.problems[0].code == "expression.syntax"


def test_many_threads_work_the_same_program_out_over_their_own_names():
    program = expressions.compile(
        "sum(form.items.map(i, i.quantity)) + find('products', 'rice', 1).stock", world.ENVIRONMENT
    )
    wrong = []

    def work(number):
        names = {"form": {"items": [{"quantity": number}] * 3}, "lookup": world.World()}
        wrong.extend(found for _ in range(200) if (found := program.value(names)) != 3 * number + 5)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_lookup_may_work_expressions_out_itself():
    class Nested(world.World):
        def find(self, register, key):
            return {"id": "x", "full_name": value("find('persons', 'p1').full_name")}

    assert (
        value("find('persons', 'p9').full_name + form.sex", {**world.NAMES, "lookup": Nested()}) == "Trần Thị Bìnhmale"
    )


def test_the_same_days_later_month_is_the_last_day_where_there_is_none():
    assert value("add_months(add_years(find('persons', 'p2').born_on, 4), 1)") == date(2004, 3, 29)


def test_type_of_tells_the_type_without_the_engine():
    assert expressions.type_of("form.items.map(i, i.product.price)", world.ENVIRONMENT) == list_of(INTEGER)
    assert expressions.type_of("today + days(3)", world.ENVIRONMENT) == DATE
    assert expressions.type_of("nonsense", world.ENVIRONMENT) == ANYTHING


def test_which_types_may_stand_for_which():
    assert accepts(NUMBER, INTEGER)
    assert not accepts(INTEGER, NUMBER)
    assert accepts(DATE, DATETIME)
    assert not accepts(TEXT, INTEGER)
    assert accepts(list_of(NUMBER), list_of(INTEGER))
    assert not accepts(world.PERSON, world.PRODUCT)


SIMPLE = Environment({"f": group_of({"a": TEXT, "b": TEXT, "yes": YES_NO, "no": YES_NO, "g": group_of({"c": TEXT})})})
_leaves = st.sampled_from(
    ["filled(f.a)", "filled(f.g)", "f.a == 'x'", "'y' != f.b", "f.yes", "f.no", "f.g.c == ''", "filled(f.no)"]
)
_conditions = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds("!({})".format, inner),
        st.builds("({} && {})".format, inner, inner),
        st.builds("{} || {}".format, inner, inner),
    ),
    max_leaves=6,
)
_answers = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(["", "x", "z"]),
        "b": st.sampled_from(["y", ""]),
        "yes": st.booleans(),
        "no": st.none() | st.booleans(),
        "g": st.sampled_from([{}, {"c": ""}, {"c": "q"}]),
    },
)


@settings(max_examples=150, deadline=None)
@given(source=_conditions, answers=_answers)
def test_conditions_answered_without_the_engine_get_the_engines_answer(source, answers):
    program = expressions.compile(source, SIMPLE)

    def outcome(work):
        try:
            return work({"f": answers})
        except Stopped:
            return None

    if expressions.type_of(source, SIMPLE) == YES_NO and program.has_engine:
        assert outcome(program.value) == outcome(program.worked_out)
