"""The corpus: what each expression gives over one set of names. An engine that passes it may take the place."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nenso.language import expressions
from nenso.language.expressions import ExpressionFailed, Stopped
from support import expression_world as world

VALUES: list[tuple[str, Any]] = [
    # literals, arithmetic, types
    ("1 + 2 * 3", 7),
    ("7 / 2", 3),
    ("7 % 2", 1),
    ("7.0 / 2.0", 3.5),
    ("-form.copies", -3),
    ("(1 + 2) * 3", 9),
    ("'a' + 'b'", "ab"),
    ('"Đ" + r"\\d"', "Đ\\d"),
    ("'it\\'s'", "it's"),
    ("[1, 2, 3]", [1, 2, 3]),
    ("[1, 2] + [3]", [1, 2, 3]),
    ("{'a': 1}", {"a": 1}),
    ("true && !false", True),
    ("form.copies > 2 ? 'nhiều' : 'ít'", "nhiều"),
    ("double(form.copies) * 0.5", 1.5),
    ("int(form.area)", 12),
    ("string(form.copies)", "3"),
    ("size([1, 2])", 2),
    ("0x10", 16),
    ("1 in [1, 2]", True),
    # paths
    ("form.full_name", "Nguyễn Văn An"),
    ("form.mother.full_name", "Trần Thị Bình"),
    ("form.copies", 3),
    ("form.area", 12.5),
    ("form.agree", True),
    ("form.mother.alive", False),
    ("form.born_on", date(2026, 9, 3)),
    ("form.at", datetime(2026, 11, 2, 8, 30, tzinfo=UTC)),
    ("form.year", "2026-Q3"),
    ("form.skills", ["dvc", "pay"]),
    ("form.skills[1]", "pay"),
    ("form.items[0].quantity", 2),
    ("form.items[1].product.price", 90_000),
    ("setting.fee * form.copies", 24_000),
    ("this.id", "p1"),
    ("case.code", "H19-1"),
    # empty: texts and lists are there, and empty
    ("form.father.full_name", ""),
    ("form.father.full_name == ''", True),
    ("form.no_year == ''", True),
    ("form.items[1].note", ""),
    ("size(form.empty_items)", 0),
    ("form.empty_items.all(i, i.quantity > 5)", True),
    ("form.empty_items.exists(i, i.quantity > 5)", False),
    ("sum(form.empty_items.map(i, i.quantity))", 0),
    ("sum(form.empty_items.map(i, i.weight))", 0.0),
    # filled
    ("filled(form.full_name)", True),
    ("filled(form.father.full_name)", False),
    ("filled(form.father)", False),
    ("filled(form.mother)", True),
    ("filled(form.mother.alive)", True),
    ("filled(form.poor)", False),
    ("filled(form.mother.born_year)", False),
    ("filled(form.items)", True),
    ("filled(form.empty_items)", False),
    ("filled(form.buyer)", True),
    ("filled(form.nobody)", False),
    ("filled(form.buyer.full_name)", True),
    ("filled(form.nobody.full_name)", False),
    ("filled(find('persons', 'p2'))", True),
    ("filled(find('persons', 'nobody'))", False),
    ("filled(find('persons', ''))", False),
    ("!filled(this.full_name) && filled(this.id)", True),
    ("filled(form.mother.full_name) || filled(form.father.full_name)", True),
    ("form.items.filter(i, filled(i.note)).size()", 1),
    ("form.items.exists(i, !filled(i.gift))", True),
    # an absent side is absorbed where the other decides
    ("form.mother.born_year > 1950 || true", True),
    ("true || form.mother.born_year > 1950", True),
    ("form.mother.born_year > 1950 && false", False),
    ("form.poor || form.agree", True),
    ("!form.agree && form.poor", False),
    ("form.items.exists(i, i.gift)", True),
    ("form.agree ? 1 : form.mother.born_year", 1),
    # text
    ("length(form.full_name)", 13),
    ("length('Nguyễn')", 6),
    ("size('Nguyễn')", 6),
    ("length(form.skills)", 2),
    ("form.full_name.startsWith('Nguyễn')", True),
    ("form.full_name.endsWith('An')", True),
    ("form.full_name.contains('Văn')", True),
    ("form.full_name.matches('^[\\\\p{L} ]+$')", True),
    ("'dvc' in form.skills", True),
    ("form.sex == 'male'", True),
    ("form.sex != 'female'", True),
    ("form.sex in ['male', 'female']", True),
    # dates
    ("today - form.born_on <= days(60)", True),
    ("today - form.born_on < days(60)", False),
    ("today - form.born_on", timedelta(days=60)),
    ("days(today - form.born_on)", 60),
    ("form.born_on + days(1)", date(2026, 9, 4)),
    ("form.born_on < today", True),
    ("add_months(form.born_on, 3)", date(2026, 12, 3)),
    ("add_months(find('persons', 'p1').born_on, 1)", date(1990, 2, 28)),
    ("add_years(form.buyer.born_on, 1)", date(2001, 2, 28)),
    ("age(form.buyer.born_on, today)", 26),
    ("age(form.born_on)", 0),
    ("age(find('persons', 'p1').born_on, today) == 36", True),
    ("year(today)", 2026),
    ("month(form.born_on)", 9),
    ("year(form.year)", 2026),
    ("month(form.year)", 7),
    ("form.year.start", date(2026, 7, 1)),
    ("form.year.end", date(2026, 9, 30)),
    ("period == '2026'", True),
    ("form.year.end < today", True),
    ("now - form.at", timedelta(hours=-6, minutes=-30)),
    ("form.at + duration('1h')", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
    ("today.getFullYear('+07:00')", 2026),
    ("working_days(form.born_on, form.born_on + days(7))", 5),
    ("working_days(today, 5)", date(2026, 11, 9)),
    # lists and rows
    ("form.items.map(i, i.quantity)", [2, 1]),
    ("sum(form.items.map(i, i.quantity))", 3),
    ("sum(form.items.map(i, i.weight))", 1.75),
    ("sum(form.items.map(i, i.product.price * i.quantity))", 130_000),
    ("avg(form.items.map(i, i.quantity))", 1.5),
    ("max(form.items.map(i, i.product.price))", 90_000),
    ("min(form.items.map(i, i.on))", date(2026, 11, 1)),
    ("max(1, 2)", 2),
    ("min(2.5, 1.5)", 1.5),
    ("first(form.skills)", "dvc"),
    ("last(form.items).product.price", 90_000),
    ("first(form.items.filter(i, i.quantity == 1)).weight", 0.25),
    ("form.items.all(i, i.on <= today + days(1))", True),
    ("form.items.exists_one(i, i.product.name == 'Gạo')", True),
    ("form.items.exists(i, i.tags.exists(t, t == 'b'))", True),
    ("form.items.filter(i, i.weight > 1.0).map(i, i.product.name)", ["Gạo"]),
    ("form.items.map(i, find('persons', i.product.seller.id).full_name)", ["Lê Văn Cường", "Trần Thị Bình"]),
    ("round(2.5)", 3),
    ("round(-2.5)", -3),
    ("round(2.675, 2)", 2.68),
    ("round(form.area) + form.copies", 16),
    # records
    ("find('persons', this.id).full_name", "Trần Thị Bình"),
    ("find('persons', 'p2').mother.full_name", "Trần Thị Bình"),
    ("form.buyer.full_name", "Lê Văn Cường"),
    ("form.buyer.mother.place.name", "Xã 00004"),
    ("form.buyer.poor", True),
    ("form.buyer.id", "p2"),
    ("form.buyer == applicant", False),
    ("form.buyer.mother == applicant", True),
    ("form.buyer.mother.id == applicant.id", True),
    ("applicant in form.people", True),
    ("form.nobody in form.people || true", True),
    ("form.where == applicant.place", True),
    ("form.where.code", "00004"),
    ("form.people.exists(p, p == form.buyer)", True),
    ("form.people.map(p, p.full_name)", ["Trần Thị Bình", "Lê Văn Cường"]),
    ("(form.agree ? form.buyer : applicant).full_name", "Lê Văn Cường"),
    ("merge(form.father, {'full_name': form.full_name})", {"full_name": "Nguyễn Văn An"}),
    ("merge(this, {'buyer': form.buyer})", {"id": "p1", "buyer": "p2"}),
    # the case and the world around
    ("in_step(case, 'examine')", True),
    ("in_step(case, 'sign')", False),
    ("after_step(case, 'receive')", True),
    ("after_step(case, 'examine')", False),
    ("sampled(1.0)", True),
    ("sampled(0.0)", False),
    ("agrees('001090000017', find('persons', 'p1').born_on)", True),
    ("agrees('001190000017', find('persons', 'p1').born_on, 'female')", True),
    ("agrees('001090000017', find('persons', 'p1').born_on, 'female')", False),
    ("agrees('001090000017', form.born_on)", False),
    ("value('on_time', unit, period)", 0.75),
    ("value('on_time', unit, today) >= 0.5", True),
]

STOPPED = [
    "form.mother.born_year",
    "form.mother.born_year > 1950",
    "form.poor",
    "!form.poor",
    "form.poor || form.mother.born_year > 1",
    "form.agree && form.poor",
    "form.nobody",
    "form.nobody.full_name",
    "form.nobody.full_name == ''",
    "form.buyer.mother.mother.full_name",
    "find('persons', 'nobody')",
    "find('persons', 'nobody').full_name",
    "find('persons', form.father.id).full_name == 'x'",
    "form.items.all(i, i.gift)",
    "form.items[7].quantity",
    "form.no_year.start < today",
    "avg(form.empty_items.map(i, i.weight))",
    "min(form.empty_items.map(i, i.quantity))",
    "first(form.empty_items).quantity",
    "first(form.empty_items.map(i, i.quantity))",
    "agrees(form.father.id, form.born_on)",
    "value('unheard_of', unit, period)",
    "form.nobody == applicant",
]

FAILED = [
    ("1 / 0", "division by zero"),
    ("form.copies % 0", "division by zero"),
    ("9223372036854775807 + form.copies", "the number is too large"),
    ("form.items.map(i, i.quantity)[9]", "there is no such element"),
]

REFUSED: list[tuple[str, str, int, str]] = [
    ("form.full_nam", "expression.unknown_name", 5, "full_name"),
    ("fom.full_name", "expression.unknown_name", 0, "form"),
    ("form.items.map(i, i.quantiti)", "expression.unknown_name", 20, "quantity"),
    ("find('persons', this.id).ful_name", "expression.unknown_name", 25, "full_name"),
    ("find('person', this.id)", "expression.unknown_register", 5, "persons"),
    ("find('products', 'x')", "expression.arguments", 0, ""),
    ("find(form.full_name, 'x')", "expression.find", 5, ""),
    ("leng(form.full_name)", "expression.unknown_function", 0, "length"),
    ("form.full_name.upper()", "expression.unknown_function", 15, ""),
    ("form.sex == 'mael'", "expression.unknown_code", 12, "male"),
    ("in_step(case, 'exam')", "expression.unknown_step", 14, "examine"),
    ("form.copies + 1.5", "expression.type", 12, ""),
    ("form.copies == '3'", "expression.type", 12, ""),
    ("today > 1", "expression.type", 6, ""),
    ("form.buyer == 'p2'", "expression.type", 11, ""),
    ("form.buyer == form.where", "expression.type", 11, ""),
    ("!form.full_name", "expression.type", 0, ""),
    ("form.full_name.x", "expression.no_parts", 15, ""),
    ("has(form.copies)", "expression.has", 0, "filled"),
    ("null == form.copies", "expression.null", 0, ""),
    ("form.full_name.matches('[')", "expression.pattern", 23, ""),
    ("form.full_name.all(c, true)", "expression.type", 15, ""),
    ("1 +", "expression.syntax", 3, ""),
    ("'abc", "expression.syntax", 0, ""),
    ("form.copies 3", "expression.syntax", 12, ""),
    ("(1", "expression.syntax", 2, ""),
    ("", "expression.syntax", 0, ""),
    ("form.buyer.mother.mother.mother.full_name", "expression.too_far", 32, ""),
    ("(" * 40 + "1" + ")" * 40, "expression.too_deep", 24, ""),
    ("'" + "a" * 1000 + "'", "expression.too_long", 1000, ""),
    (
        "form.items.map(i, form.items.map(j, form.items.map(k, 1)))",
        "expression.loops",
        47,
        "",
    ),
]


def test_the_corpus_is_large_enough_to_change_the_engine_by():
    assert len(VALUES) + len(STOPPED) + len(FAILED) > 120


@pytest.mark.parametrize(("source", "expected"), VALUES)
def test_an_expression_gives_its_value(source, expected):
    assert expressions.check(source, world.ENVIRONMENT) == []
    found = expressions.compile(source, world.ENVIRONMENT).value(world.NAMES)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("source", STOPPED)
def test_an_expression_that_needs_what_is_absent_stops(source):
    program = expressions.compile(source, world.ENVIRONMENT)
    with pytest.raises(Stopped):
        program.value(world.NAMES)


@pytest.mark.parametrize(("source", "reason"), FAILED)
def test_any_other_failure_is_an_error_that_tells_why(source, reason):
    with pytest.raises(ExpressionFailed) as failed:
        expressions.compile(source, world.ENVIRONMENT).value(world.NAMES)
    assert failed.value.facts == {"source": source, "reason": reason, "reason_vi": failed.value.facts["reason_vi"]}
    assert failed.value.facts["reason_vi"] in failed.value.text("vi")


@pytest.mark.parametrize(("source", "code", "position", "nearest"), REFUSED)
def test_what_is_wrong_is_told_with_its_place_and_the_nearest_word(source, code, position, nearest):
    (problem,) = expressions.check(source, world.ENVIRONMENT)
    assert (problem.code, problem.position, problem.nearest) == (code, position, nearest)
    assert problem.vi
    assert problem.en
    assert problem.vi != problem.en
