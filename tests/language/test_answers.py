"""Answers looked at one by one: text, numbers, dates, identifiers, places; every refusal told in both languages."""

import json
import time
import unicodedata

import jsonschema_rs
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from nenso.language.field_problems import TEXTS
from nenso.language.schema import json_schema
from support.forms_world import HELD, MERGED, form_of, told, worked_out

EVERYTHING = """
- {name: text, type: text, label: A, max: 6, min: 2}
- {name: code, type: text, label: A, pattern: "[A-Z]{2}[0-9]+"}
- {name: long, type: multiline, label: A}
- {name: person, type: person_name, label: A}
- {name: whole, type: integer, label: A, min: 1, max: 10}
- {name: fee, type: money, label: A}
- {name: ratio, type: number, label: A, min: 0.5}
- {name: day, type: date, label: A, min: "2026-01-01", max: today}
- {name: hour, type: time, label: A}
- {name: moment, type: datetime, label: A}
- {name: period, type: period, label: A}
- {name: yes, type: yes_no, label: A}
- {name: one, type: choice, label: A, options: {male: Nam, female: Nữ}}
- {name: many, type: choices, label: A, options: {a: A, b: B, c: C}, max: 2}
- {name: listed, type: choice, label: A, options: {from: "['x', form.text]"}}
- {name: number, type: person_id, label: A, agrees: {born_on: form.day, sex: form.one}}
- {name: tax, type: tax_code, label: A}
- {name: phone, type: phone, label: A}
- {name: mail, type: email, label: A}
- {name: web, type: url, label: A}
- {name: place, type: place, level: commune, label: A}
- {name: province, type: place, level: province, label: A}
- {name: home, type: address, label: A}
- {name: point, type: location, label: A}
- {name: files, type: files, label: A, min: 1, max: 2}
- {name: product, type: record, of: products, label: A}
- {name: products, type: records, of: products, label: A}
- {name: agree, type: consent, label: A, purpose: survey}
- {name: rows, type: table, label: A, fields: [{name: n, type: integer, label: A}]}
- {name: note, type: content, text: Lời dẫn}
"""
FORM = form_of(EVERYTHING)

GOOD = [
    ("text", "Nguyễn", None),
    ("code", "AB12", None),
    ("long", " hai\ndòng ", None),
    ("person", "  Nguyễn   Văn An ", "Nguyễn Văn An"),
    ("whole", 3, None),
    ("whole", 3.0, 3),
    ("fee", 10_000, None),
    ("ratio", 0.5, None),
    ("person", "Lan", None),
    ("person", "Y", None),
    ("person", "H'Hen Niê", None),
    ("person", "Lê Thị Bích-Ngọc", None),
    ("person", "Ngu\u200byễn\u202e An\ufeff", "Nguyễn An"),
    ("ratio", 2, None),
    ("day", "2026-02-28", None),
    ("hour", "15:00", None),
    ("moment", "2026-11-02T15:00:00+07:00", None),
    ("moment", "2026-11-02T15:00", None),
    ("period", "2026-Q3", None),
    ("yes", False, None),
    ("one", "male", None),
    ("many", ["a", "c"], None),
    ("listed", "x", None),
    ("number", "001190000017", None),
    ("tax", "0100109106", None),
    ("phone", "+84 912 345 678", "0912345678"),
    ("mail", "ten.nguoi@coquan.gov.vn", None),
    ("web", "https://nenso.vn/a?b=c", None),
    ("place", "01969", None),
    ("province", "19", None),
    ("home", {"place": "01969", "line": "Số 1", "hamlet": ""}, {"place": "01969", "line": "Số 1"}),
    ("point", {"latitude": 21.0, "longitude": 105.8}, None),
    ("files", ["f1", "f2"], None),
    ("product", "rice", None),
    ("products", ["rice", "tea"], None),
    ("agree", True, None),
    ("rows", [{"n": 1}, {"n": 2}], None),
]

BAD = [
    ("text", "Nguyễn Văn", "text", "field.max_length"),
    ("text", "a", "text", "field.min_length"),
    ("text", 5, "text", "field.text"),
    ("code", "ab12", "code", "field.pattern"),
    ("code", "AB12 ", None, None),
    ("code", "xAB12", "code", "field.pattern"),
    ("person", "a" * 201, "person", "field.max_length"),
    ("person", "Nguyễn 😀 An", "person", "person_name.signs"),
    ("person", "<b>An</b>", "person", "person_name.signs"),
    ("person", "=1+1", "person", "person_name.signs"),
    ("person", "Nguyễn\x07 An", "person", "person_name.signs"),
    ("whole", 0, "whole", "field.minimum"),
    ("whole", 11, "whole", "field.maximum"),
    ("whole", 1.5, "whole", "field.integer"),
    ("whole", True, "whole", "field.integer"),
    ("whole", "3", "whole", "field.integer"),
    ("fee", 10**16, "fee", "field.maximum"),
    ("ratio", 0.25, "ratio", "field.minimum"),
    ("day", "2026-02-31", "day", "date.invalid"),
    ("day", "31/02/2026", "day", "date.invalid"),
    ("day", "2026-2-3", "day", "date.invalid"),
    ("day", "2026-11-03", "day", "field.latest"),
    ("day", "2025-12-31", "day", "field.earliest"),
    ("day", "0001-01-01", "day", "date.invalid"),
    ("day", "9999-12-31", "day", "date.invalid"),
    ("moment", "9999-12-31T23:59:59-12:00", "moment", "datetime.invalid"),
    ("whole", 10**30, "whole", "field.too_large"),
    ("hour", "25:00", "hour", "time.invalid"),
    ("moment", "2026-02-30T10:00", "moment", "datetime.invalid"),
    ("moment", "hôm nay", "moment", "datetime.invalid"),
    ("period", "2026-Q5", "period", "period.invalid"),
    ("yes", "có", "yes", "field.yes_no"),
    ("one", "mael", "one", "field.option"),
    ("many", ["a", "d"], "many[1]", "field.option"),
    ("many", ["a", "b", "c"], "many", "field.max_items"),
    ("many", ["a", "a"], "many", "field.twice"),
    ("many", "a", "many", "field.list"),
    ("listed", "y", "listed", "field.option"),
    ("number", "12345", "number", "person_id.shape"),
    ("number", "003190000017", "number", "person_id.province"),
    ("tax", "0100109107", "tax", "tax_code.check_digit"),
    ("tax", "123", "tax", "tax_code.shape"),
    ("phone", "12345", "phone", "phone.invalid"),
    ("mail", "không phải", "mail", "email.invalid"),
    ("mail", "a@b", "mail", "email.invalid"),
    ("web", "javascript:alert(1)", "web", "url.invalid"),
    ("place", "99999", "place", "place.unknown"),
    ("place", "19", "place", "place.level"),
    ("place", "Bắc Kạn", "place", "place.unnamed"),
    ("province", "01969", "province", "place.level"),
    ("home", {"place": "99999"}, "home.place", "place.unknown"),
    ("home", {"street": "x"}, "home", "field.unknown"),
    ("home", "Số 1", "home", "field.group"),
    ("point", {"latitude": 91, "longitude": 0}, "point.latitude", "field.maximum"),
    ("point", {"latitude": 1}, "point", "field.invalid"),
    ("files", ["a", "b", "c"], "files", "field.max_items"),
    ("product", "gold", "product", "record.unknown"),
    ("products", ["rice", "gold"], "products[1]", "record.unknown"),
    ("agree", "yes", "agree", "field.yes_no"),
    ("rows", [{"n": "a"}], "rows[0].n", "field.integer"),
    ("rows", ["a"], "rows", "field.list"),
    ("rows", [{"m": 1}], "rows[0].m", "field.unknown"),
    ("nothing", 1, "nothing", "field.unknown"),
    ("note", "x", "note", "field.unknown"),
]


@pytest.mark.parametrize(("name", "answer", "kept"), GOOD)
def test_a_good_answer_is_kept_in_its_normal_form(name, answer, kept):
    found = worked_out(FORM, {name: answer})
    assert found.problems == ()
    assert found.values == {name: answer if kept is None else kept}


@pytest.mark.parametrize(("name", "answer", "path", "code"), BAD)
def test_a_bad_answer_is_told_where_and_what(name, answer, path, code):
    found = worked_out(FORM, {name: answer}, stage="draft")
    assert told(found) == ([] if code is None else [(path, code)])


@pytest.mark.parametrize(("name", "answer", "path", "code"), [row for row in BAD if row[3]])
def test_every_refusal_speaks_vietnamese_and_english(name, answer, path, code):
    (problem,) = worked_out(FORM, {name: answer}, stage="draft").problems
    assert problem.text("vi") != problem.text("en")
    assert "{" not in problem.vi + problem.en
    json.dumps(problem.as_json())


def test_no_sentence_is_left_in_one_language():
    assert all(vi and en and vi != en for vi, en in TEXTS.values())


@pytest.mark.parametrize("empty", ["", "   ", None, [], {}])
def test_an_empty_answer_is_no_answer(empty):
    names = ["text", "long", "person", "whole", "day", "many", "home", "rows", "product"]
    assert worked_out(FORM, dict.fromkeys(names, empty), stage="draft").values == {}


def test_a_decomposed_name_is_stored_composed_and_counted_in_characters():
    decomposed = unicodedata.normalize("NFD", "Nguyễn")
    assert len(decomposed) == 8
    found = worked_out(FORM, {"text": decomposed})
    assert found.values == {"text": "Nguyễn"}
    assert found.ok


@pytest.mark.parametrize("text", ["a\x00b", "x\ud800"])
def test_what_the_database_cannot_keep_is_refused_and_nothing_of_it_kept(text):
    found = worked_out(FORM, {"long": text})
    assert told(found) == [("long", "field.character")]
    assert found.values == {}


def test_a_nul_is_found_inside_an_address_and_a_row_too():
    given = {"home": {"line": "a\x00"}, "many": ["a\x00"]}
    assert {path for path, code in told(worked_out(FORM, given)) if code == "field.character"} == {
        "home.line",
        "many[0]",
    }


def test_an_unknown_field_is_told_with_the_nearest_one():
    (problem,) = worked_out(FORM, {"persn": "An"}).problems
    assert problem.facts == {"name": "persn", "nearest": "person"}
    assert "person" in problem.vi
    assert "person" in problem.en


def test_a_hundred_thousand_unknown_fields_are_refused_at_once():
    begun = time.perf_counter()
    found = worked_out(FORM, {f"unknown_{number}": 1 for number in range(100_000)})
    assert not found.ok
    assert len(found.problems) < 200
    assert time.perf_counter() - begun < 5


def test_a_number_that_contradicts_the_birth_year_is_refused():
    found = worked_out(FORM, {"day": "2026-01-15", "number": "001190000017"})
    (problem,) = found.problems
    assert (problem.path, problem.code) == ("number", "person_id.birth_year")
    assert problem.facts == {"stated": 1990, "given": 2026}


def test_a_number_that_contradicts_the_sex_is_refused():
    (problem,) = worked_out(FORM, {"one": "male", "number": "001190000017"}).problems
    assert (problem.path, problem.code) == ("number", "person_id.sex")


def test_a_number_agrees_with_birth_date_and_sex():
    assert worked_out(FORM, {"day": "2026-01-15", "one": "female", "number": "001326000017"}).problems == ()


def test_a_commune_abolished_in_2025_is_told_with_what_it_became_since_when_and_by_which_act():
    (problem,) = worked_out(FORM, {"place": "01975"}).problems
    assert problem.code == "place.abolished"
    assert problem.facts == {
        "code": "01975",
        "name": "xã Vi Hương",
        "became": "xã Phủ Thông, tỉnh Thái Nguyên",
        "became_code": "01969",
        "since": "2025-07-01",
        "decree": MERGED,
    }
    assert problem.vi == (
        f"xã Vi Hương (01975) không còn từ 01/07/2025 theo {MERGED}; nay là xã Phủ Thông, tỉnh Thái Nguyên (01969)."
    )
    assert problem.en == (
        f"xã Vi Hương (01975) ceased on 2025-07-01 under {MERGED}; it is now xã Phủ Thông, tỉnh Thái Nguyên (01969)."
    )


def test_a_split_ward_is_told_with_its_candidates_and_never_guessed():
    (problem,) = worked_out(FORM, {"home": {"place": "00070"}}).problems
    assert (problem.path, problem.code) == ("home.place", "place.split")
    assert problem.facts["candidates"] == [
        {"code": "00004", "name": "phường Ba Đình"},
        {"code": "00008", "name": "phường Ngọc Hà"},
    ]
    assert "phường Ba Đình (00004), phường Ngọc Hà (00008)" in problem.vi


def test_a_consent_that_is_required_must_be_given():
    form = form_of("- {name: agree, type: consent, label: Đồng ý, purpose: survey, required: true}")
    assert told(worked_out(form, {})) == [("agree", "field.required")]
    assert told(worked_out(form, {"agree": False})) == [("agree", "consent.needed")]
    assert worked_out(form, {"agree": True}).ok


def test_fewest_files_are_asked_for_at_filing_only():
    form = form_of("- {name: files, type: files, label: Ảnh, min: 2}")
    assert told(worked_out(form, {"files": ["a"]})) == [("files", "field.min_items")]
    assert worked_out(form, {"files": ["a"]}, stage="draft").ok


def test_one_wrong_answer_does_not_keep_the_rest_from_being_worked_out():
    form = form_of("""
      - {name: a, type: integer, label: A, valid_if: form.a > 1}
      - {name: b, type: integer, label: B}
      - {name: c, type: integer, label: C, compute: form.b * 2}
    """)
    found = worked_out(form, {"a": "x", "b": 2})
    assert told(found) == [("a", "field.integer")]
    assert found.values == {"a": "x", "b": 2, "c": 4}


def test_a_wrong_answer_to_a_hidden_field_is_nobodys_problem():
    form = form_of("""
      - {name: a, type: yes_no, label: A}
      - {name: b, type: integer, label: B, show_if: form.a}
    """)
    found = worked_out(form, {"a": False, "b": "x"})
    assert found.ok
    assert found.values == {"a": False}


def test_a_pattern_that_would_take_for_ever_elsewhere_is_answered_at_once():
    form = form_of('- {name: a, type: text, label: A, pattern: "(a+)+b"}')
    assert told(worked_out(form, {"a": "a" * 900})) == [("a", "field.pattern")]


def test_the_published_schema_is_a_schema_and_takes_what_is_taken_here():
    schema = json_schema(FORM.form)
    jsonschema_rs.meta.validate(schema)
    published = jsonschema_rs.validator_for(schema, validate_formats=True)
    for name, answer, kept in GOOD:
        if kept is None and name != "long":
            assert published.is_valid({name: answer}), (name, answer)
    assert json.loads(json.dumps(schema)) == schema


def test_the_published_schema_tells_what_is_required_titles_and_what_is_computed():
    form = form_of("""
      - {name: a, type: text, label: Tên, hint: Như giấy tờ, required: true}
      - {name: b, type: text, label: B, required: true, show_if: form.a == 'x'}
      - {name: c, type: integer, label: C, compute: length(form.a)}
    """)
    schema = json_schema(form.form)
    assert schema["required"] == ["a"]
    assert schema["properties"]["a"] == {
        "type": "string",
        "maxLength": 1000,
        "title": "Tên",
        "description": "Như giấy tờ",
    }
    assert schema["properties"]["c"]["readOnly"] is True


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
_names = st.sampled_from([*FORM.fields, "unknown"])


@settings(max_examples=200, deadline=None)
@over(answers=st.dictionaries(_names, _json, max_size=6))
def test_anything_at_all_may_be_sent_and_is_answered(answers):
    found = worked_out(FORM, answers)
    json.dumps(found.values)
    again = worked_out(FORM, found.values)
    assert again.values == found.values


def test_deep_nesting_is_refused_not_followed():
    deep = []
    for _ in range(900):
        deep = [deep]
    found = worked_out(FORM, {"text": deep, "many": deep, "home": {"place": deep}, "rows": [{"n": deep}]})
    assert told(found) == [
        ("text", "field.text"),
        ("many", "field.list"),
        ("home", "field.group"),
        ("rows[0].n", "field.integer"),
    ]


def test_the_world_of_these_tests_holds_what_they_say():
    assert HELD.find("persons", ("001190000017",))["sex"] == "female"


def test_a_bound_that_is_worked_out_is_told_as_a_whole_number_when_it_is_one():
    fields = "- {name: most, type: number, label: A}\n- {name: own, type: number, label: B, max: form.most}\n"
    (problem,) = worked_out(form_of(fields), {"most": 10.0, "own": 99}, stage="draft").problems
    assert (problem.text("vi"), problem.text("en")) == ("Lớn nhất là 10.", "10 at most.")
