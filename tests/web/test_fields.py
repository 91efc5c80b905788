"""Every type of field, drawn and read back: what is written on a page is what the form keeps, wrong or not."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.http import QueryDict
from django.template import engines

from nenso.language.compiled import CompiledForm
from nenso.web.forms.answers import accept, add_row, contest, read_answers, remove_row
from nenso.web.forms.controls import Drawing, problems_of
from support.forms_world import form_of, worked_out
from web.sent import hidden_of

EVERY = """
- {name: words, type: text, label: Chữ}
- {name: long, type: multiline, label: Đoạn}
- {name: who, type: person_name, label: Họ tên}
- {name: count, type: integer, label: Số}
- {name: price, type: money, label: Tiền}
- {name: weight, type: number, label: Cân nặng, unit: kg}
- {name: day, type: date, label: Ngày}
- {name: hour, type: time, label: Giờ}
- {name: moment, type: datetime, label: Lúc}
- {name: quarter, type: period, label: Kỳ}
- {name: sure, type: yes_no, label: Chắc}
- {name: one, type: choice, label: Một, options: {a: A, b: B}}
- {name: many, type: choices, label: Nhiều, options: {a: A, b: B, c: C}}
- {name: number, type: person_id, label: Số định danh}
- {name: tax, type: tax_code, label: Mã số thuế}
- {name: phone, type: phone, label: Điện thoại}
- {name: mail, type: email, label: Thư}
- {name: site, type: url, label: Trang}
- {name: home, type: place, level: commune, label: Xã}
- {name: address, type: address, label: Địa chỉ}
- {name: spot, type: location, label: Vị trí}
- {name: agreed, type: consent, label: Đồng ý, purpose: care}
- {name: told, type: content, text: "Một **đoạn** văn"}
- {name: sign, type: signature, label: Ký}
- {name: product, type: record, of: products, label: Sản phẩm}
- name: items
  type: table
  label: Hàng
  fields:
    - {name: name, type: text, label: Tên, required: true}
    - {name: amount, type: integer, label: Lượng}
- name: held
  type: person_name
  label: Người nộp
  prefill: applicant.full_name
- {name: twice, type: integer, label: Gấp đôi, compute: form.count * 2}
- {name: why, type: text, label: Vì sao, show_if: form.sure, required: true}
"""

ANSWERS: dict[str, Any] = {
    "words": "Chữ",
    "long": "Một\nhai",
    "who": "Lý Bảo An",
    "count": 1_234,
    "price": 1_234_567,
    "weight": 3.5,
    "day": "2026-11-02",
    "hour": "15:00",
    "moment": "2026-11-02T15:00+07:00",
    "quarter": "2026-Q3",
    "sure": True,
    "one": "b",
    "many": ["a", "c"],
    "number": "001190000017",
    "tax": "0100109106",
    "phone": "0912345678",
    "mail": "mai@vidu.vn",
    "site": "https://vidu.vn/a",
    "home": "01969",
    "address": {"line": "Phố Chính", "hamlet": "Thôn 1", "place": "01969"},
    "spot": {"latitude": 22.27, "longitude": 105.8},
    "agreed": True,
    "sign": "Lý Bảo An",
    "product": "rice",
    "items": [{"name": "Gạo", "amount": 5}, {"name": "Chè"}],
    "why": "Vì thế",
}

pytestmark = pytest.mark.django_db


def drawn(form: CompiledForm, given: Mapping[str, Any], *, told: bool = False) -> str:
    """Return the fields of a form as a page shows them."""
    drawing = Drawing(worked_out(form, given, choices=True), given, told)
    template = engines["jinja2"].from_string('{% from "web/fields.html" import fields %}{{ fields(controls) }}')
    return str(template.render({"controls": drawing.controls(form.form.fields)}))


def sent(text: str, **changes: Any) -> QueryDict:
    """Return what a browser sends of a page, with some of it written otherwise."""
    form = QueryDict(mutable=True)
    for name, values in (hidden_of(text) | changes).items():
        form.setlist(name, values if isinstance(values, list) else [values])
    return form


def test_what_is_written_in_each_type_of_field_is_what_comes_back() -> None:
    form = form_of(EVERY)
    text = drawn(form, ANSWERS)
    assert "<strong>đoạn</strong>" in text
    assert 'value="1.234.567"' in text
    assert "Xã Phủ Thông, tỉnh Thái Nguyên" in text
    assert 'value="1234"' in text, "four digits are often a year"
    assert "2468" in text
    assert read_answers(form.form.fields, sent(text), ANSWERS).form == ANSWERS
    assert read_answers(form.form.fields, sent(text), {}).form == ANSWERS


def test_what_is_wrong_stays_as_it_was_written_and_is_told_at_its_field() -> None:
    form = form_of(EVERY)
    wrong = {
        "count": "nhiều",
        "day": "2026-02-31",
        "mail": "mai",
        "number": "12",
        "hour": "25:00",
        "price": "1,5 triệu",
    }
    answers = read_answers(form.form.fields, sent(drawn(form, wrong)), {})
    assert {name: answers.form[name] for name in wrong} == wrong
    drawing = Drawing(worked_out(form, answers.form), answers.form, told=True)
    assert any("ngày, tháng và năm" in one["text"] for one in problems_of(drawing.controls(form.form.fields)))
    found = {one["path"] for one in problems_of(drawing.controls(form.form.fields))}
    assert found == set(wrong)
    text = drawn(form, answers.form, told=True)
    assert 'value="31"' in text
    assert 'value="1,5 triệu"' in text
    assert text.count('aria-invalid="true"') >= len(wrong) - 1, "the three boxes of a day are one field"


def test_a_field_that_does_not_apply_is_not_asked_and_what_was_written_in_it_comes_back() -> None:
    form = form_of(EVERY)
    text = drawn(form, ANSWERS | {"sure": False})
    assert 'name="why"' not in text
    answers = read_answers(form.form.fields, sent(text), ANSWERS | {"sure": False})
    assert answers.form["why"] == "Vì thế"


def test_rows_come_and_go_and_empty_ones_are_left_out() -> None:
    form = form_of(EVERY)
    given: dict[str, Any] = {"items": [{"name": "Gạo"}]}
    add_row(given, "items")
    text = drawn(form, given)
    assert 'name="items[1].name"' in text
    assert read_answers(form.form.fields, sent(text), given).form["items"] == [{"name": "Gạo"}]
    written = sent(text, **{"items[1].name": "Chè"})
    assert read_answers(form.form.fields, written, given).form["items"] == [{"name": "Gạo"}, {"name": "Chè"}]
    remove_row(given, "items[0]")
    remove_row(given, "items[7]")
    assert given["items"] == [{}]


def test_what_the_state_holds_is_asked_only_once_it_is_contested() -> None:
    form = form_of(EVERY)
    given: dict[str, Any] = {}
    assert 'name="held"' not in drawn(form, given)
    contest(given, "held")
    text = drawn(form, given)
    assert 'name="held"' in text
    answers = read_answers(form.form.fields, sent(text, held="Trần Thị Bính", **{"why:held": "Sai dấu"}), given)
    worked = worked_out(form, answers.form)
    assert (worked.values["held"], worked.contested) == ("Trần Thị Bính", {"held": "Sai dấu"})
    accept(answers.form, "held")
    assert "held" not in answers.form


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1.234", 1_234), ("1.234.567,5", 1_234_567.5), ("12,5", 12.5), ("12.5", 12.5), ("8.000 đ", 8_000), ("-3", -3)],
)
def test_numbers_are_read_as_people_write_them(written: str, kept: float) -> None:
    form = form_of("- {name: weight, type: number, label: Cân nặng}")
    answers = read_answers(form.form.fields, sent(drawn(form, {}), weight=written), {})
    assert answers.form["weight"] == kept


def test_of_two_fields_with_one_name_the_summary_says_whose_and_of_rows_which() -> None:
    form = form_of("""
        - {name: day, type: date, label: Ngày, required: true}
        - name: mother
          type: group
          label: Người mẹ
          fields: [{name: name, type: text, label: Họ tên, required: true}]
        - name: father
          type: group
          label: Người cha
          fields: [{name: name, type: text, label: Họ tên, required: true}]
        - name: items
          type: table
          label: Hàng
          fields: [{name: amount, type: integer, label: Lượng, required: true}]
        """)
    answers = {"items": [{"amount": 1}, {}]}
    drawing = Drawing(worked_out(form, answers), answers, told=True)
    told = {one["text"] for one in problems_of(drawing.controls(form.form.fields))}
    assert told == {
        "Ngày: Hãy điền mục này.",
        "Người mẹ, Họ tên: Hãy điền mục này.",
        "Người cha, Họ tên: Hãy điền mục này.",
        "2. Lượng: Hãy điền mục này.",
    }


@pytest.mark.parametrize("written", ["9" * 30, "9" * 5_000, "1" * 400 + ",5", "²", "٣"])
def test_a_number_that_nobody_counts_to_is_told_and_breaks_nothing(written: str) -> None:
    form = form_of("- {name: weight, type: number, label: Cân nặng}\n- {name: count, type: integer, label: Số}")
    sent_so = sent(drawn(form, {}), weight=written, count=written)
    answers = read_answers(form.form.fields, sent_so, {})
    drawing = Drawing(worked_out(form, answers.form), answers.form, told=True)
    told = {one["path"] for one in problems_of(drawing.controls(form.form.fields))}
    assert told == (set() if written == "٣" else {"weight", "count"})
    assert drawn(form, answers.form, told=True)
