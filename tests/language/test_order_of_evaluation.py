"""The order in which a form is worked out, told as what happens to people who fill it in."""

import pytest

from nenso.language.compiled import CyclicForm
from nenso.language.evaluation import CONTESTED
from support.forms_world import HELD, Registers, form_of, step_form_of, told, worked_out

PARENT = """
- {name: child, type: person_name, label: Tên trẻ, required: true}
- name: mother_id
  type: person_id
  label: Số định danh
- {name: mother_name, type: person_name, label: Họ tên, required: "filled(form.mother_id)",
   prefill: "find('persons', form.mother_id).full_name"}
- {name: residence, type: text, label: Nơi cư trú, show_if: "!filled(form.mother_id)"}
"""


def test_residence_is_asked_only_of_who_has_no_identifier():
    form = form_of(PARENT)
    without = worked_out(form, {"child": "An"})
    assert "residence" in without.shown
    with_number = worked_out(form, {"child": "An", "mother_id": "001190000017", "residence": "Hà Nội"})
    assert "residence" not in with_number.shown
    assert "residence" not in with_number.values


def test_what_the_state_holds_is_shown_and_not_asked():
    found = worked_out(form_of(PARENT), {"child": "An", "mother_id": "001190000017"})
    assert found.values["mother_name"] == "Trần Thị Bình"
    assert found.prefilled == {"mother_name": "Trần Thị Bình"}
    assert found.ok


def test_a_number_the_state_does_not_know_leaves_the_name_to_be_asked():
    found = worked_out(form_of(PARENT), {"child": "An", "mother_id": "001190000018"})
    assert told(found) == [("mother_name", "field.required")]


def test_contesting_what_the_state_holds_opens_the_field():
    given = {"child": "An", "mother_id": "001190000017", "mother_name": "Trần Thị Bính"}
    reason = "Giấy khai sinh ghi là Bính"
    found = worked_out(form_of(PARENT), {**given, CONTESTED: {"mother_name": reason}})
    assert found.values["mother_name"] == "Trần Thị Bính"
    assert found.contested == {"mother_name": reason}
    assert found.warnings == ()
    assert CONTESTED not in found.values


def test_a_contested_field_left_empty_is_asked_not_filled_in_again():
    given = {"child": "An", "mother_id": "001190000017", CONTESTED: {"mother_name": "sai"}}
    assert told(worked_out(form_of(PARENT), given)) == [("mother_name", "field.required")]


def test_an_answer_that_differs_without_a_reason_stands_but_the_officer_is_warned():
    found = worked_out(form_of(PARENT), {"child": "An", "mother_id": "001190000017", "mother_name": "Bính"})
    (warning,) = found.warnings
    assert (warning.path, warning.code, warning.soft) == ("mother_name", "prefill.differs", True)
    assert "Trần Thị Bình" in warning.vi
    assert found.contested == {"mother_name": ""}
    assert found.ok


def test_a_field_emptied_on_purpose_stays_empty():
    form = form_of("- {name: copies, type: integer, label: Số bản, default: 1}")
    assert worked_out(form, {}).values == {"copies": 1}
    assert worked_out(form, {}, touched=["copies"]).values == {}


def test_a_hidden_field_that_is_required_is_not_asked():
    form = form_of("""
      - {name: married, type: yes_no, label: Đã kết hôn}
      - {name: spouse, type: person_name, label: Vợ/chồng, show_if: form.married, required: true}
    """)
    assert worked_out(form, {"married": False}).ok
    assert told(worked_out(form, {"married": True})) == [("spouse", "field.required")]


def test_hiding_a_field_hides_what_depends_on_its_answer():
    form = form_of("""
      - {name: a, type: yes_no, label: A}
      - {name: b, type: yes_no, label: B, show_if: form.a}
      - {name: c, type: text, label: C, show_if: form.b}
    """)
    assert worked_out(form, {"a": True, "b": True, "c": "x"}).values == {"a": True, "b": True, "c": "x"}
    assert worked_out(form, {"a": False, "b": True, "c": "x"}).values == {"a": False}


def test_a_field_that_depends_on_one_below_it_is_worked_out_after_it():
    form = form_of("""
      - {name: total, type: money, label: Tổng, compute: form.price * form.count}
      - {name: price, type: money, label: Giá, compute: form.base + setting.fee}
      - {name: base, type: money, label: Gốc, default: 2000}
      - {name: count, type: integer, label: Số, default: 3}
    """)
    assert worked_out(form, {}).values == {"base": 2000, "count": 3, "price": 10_000, "total": 30_000}


def test_a_computed_value_sent_by_the_browser_is_overwritten():
    form = form_of("""
      - {name: copies, type: integer, label: Số bản}
      - {name: fee, type: money, label: Phí, compute: form.copies * setting.fee}
      - {name: costly, type: text, label: Vì sao, show_if: form.fee > 100000}
    """)
    found = worked_out(form, {"copies": 2, "fee": 1_000_000, "costly": "x"})
    assert found.values == {"copies": 2, "fee": 16_000}


def test_a_computed_value_whose_parts_are_missing_stays_empty():
    form = form_of("""
      - {name: copies, type: integer, label: Số bản}
      - {name: fee, type: money, label: Phí, compute: form.copies * setting.fee}
    """)
    assert worked_out(form, {"fee": 5}).values == {}


def test_rules_look_at_filled_fields_only():
    form = form_of("""
      - {name: age, type: integer, label: Tuổi, valid_if: form.age >= 18, message: Phải đủ 18 tuổi}
    """)
    assert worked_out(form, {}).ok
    (problem,) = worked_out(form, {"age": 17}).problems
    assert (problem.path, problem.vi) == ("age", "Phải đủ 18 tuổi")


def test_a_rule_that_needs_an_unanswered_field_says_nothing():
    form = form_of("""
      - {name: own, type: integer, label: A, valid_if: form.own <= form.most}
      - {name: most, type: integer, label: B}
    """)
    assert worked_out(form, {"own": 5}).ok
    assert told(worked_out(form, {"own": 5, "most": 4})) == [("own", "rule.broken")]


def test_a_soft_rule_warns_and_lets_the_person_file():
    form = form_of("""
      - {name: born_on, type: date, label: Ngày sinh, max: today, valid_if: "today - form.born_on <= days(60)",
         message: {vi: "Quá 60 ngày ({form.born_on})", en: "More than 60 days ({form.born_on})"}, soft: true}
    """)
    found = worked_out(form, {"born_on": "2026-09-02"})
    assert found.ok
    (warning,) = found.warnings
    assert (warning.vi, warning.en) == ("Quá 60 ngày (02/09/2026)", "More than 60 days (02/09/2026)")
    assert worked_out(form, {"born_on": "2026-09-03"}).warnings == ()


def test_several_rules_each_tell_their_own_message():
    form = form_of("""
      - name: n
        type: integer
        label: N
        valid_if: [{if: form.n > 2, message: lớn hơn 2}, {if: form.n % 2 == 0, message: chẵn, soft: true}]
    """)
    found = worked_out(form, {"n": 1})
    assert [one.vi for one in found.problems] == ["lớn hơn 2"]
    assert [one.vi for one in found.warnings] == ["chẵn"]


PAGES = """
- page: parents
  title: Cha, mẹ
  valid_if: filled(form.mother) || filled(form.father)
  message: Phải có cha hoặc mẹ
  fields:
    - {name: mother, type: person_name, label: Mẹ}
    - {name: father, type: person_name, label: Cha}
- page: foreign
  title: Nước ngoài
  show_if: form.father == 'John'
  valid_if: filled(form.country)
  fields: [{name: country, type: text, label: Nước, required: true}]
"""


def test_the_rule_of_a_page_speaks_for_the_page():
    found = worked_out(form_of(PAGES), {})
    (problem,) = found.problems
    assert (problem.path, problem.vi, problem.facts) == ("", "Phải có cha hoặc mẹ", {"page": "parents"})


def test_a_page_that_is_not_shown_asks_nothing_and_keeps_nothing():
    found = worked_out(form_of(PAGES), {"father": "Nam", "country": "Lào"})
    assert found.ok
    assert found.values == {"father": "Nam"}
    assert "country" not in found.shown
    assert told(worked_out(form_of(PAGES), {"father": "John"})) == [
        ("country", "field.required"),
        ("", "rule.broken"),
    ]


def test_the_rule_of_the_whole_form_comes_last():
    form = form_of(
        "- {name: a, type: integer, label: A, required: true}\n- {name: b, type: integer, label: B}",
        more="valid_if: form.b > 1\nmessage: Cả mẫu đơn",
    )
    assert told(worked_out(form, {"b": 1})) == [("a", "field.required"), ("", "rule.broken")]


def test_a_draft_is_not_told_what_is_still_missing():
    assert worked_out(form_of(PARENT), {}, stage="draft").ok
    assert told(worked_out(form_of(PARENT), {"mother_id": "12"}, stage="draft")) == [("mother_id", "person_id.shape")]


def test_a_draft_keeps_what_was_typed_wrongly_so_that_it_can_be_mended():
    form = form_of("- {name: born_on, type: date, label: Ngày sinh}")
    found = worked_out(form, {"born_on": "31/02/2026"}, stage="draft")
    assert found.values == {"born_on": "31/02/2026"}
    assert told(found) == [("born_on", "date.invalid")]


TABLE = """
- name: items
  type: table
  label: Giỏ hàng
  min_rows: 1
  max_rows: 3
  fields:
    - {name: product, type: record, of: products, label: Sản phẩm, required: true, where: record.stock > 0}
    - {name: quantity, type: integer, label: Số lượng, min: 1, max: this.product.stock}
    - {name: price, type: money, label: Đơn giá, compute: this.product.price}
    - {name: why, type: text, label: Vì sao nhiều, show_if: this.quantity > 3, required: true}
- {name: total, type: money, label: Tổng, compute: "sum(form.items.map(i, i.price * i.quantity))"}
"""


def test_each_row_of_a_table_is_worked_out_by_itself():
    given = {"items": [{"product": "rice", "quantity": 4}, {"product": "rice", "quantity": 1, "why": "x"}]}
    found = worked_out(form_of(TABLE), given)
    assert found.values == {
        "items": [
            {"product": "rice", "quantity": 4, "price": 20_000},
            {"product": "rice", "quantity": 1, "price": 20_000},
        ],
        "total": 100_000,
    }
    assert told(found) == [("items[0].why", "field.required")]
    assert "items[1].why" not in found.shown


def test_a_row_is_held_to_what_the_register_says():
    given = {"items": [{"product": "rice", "quantity": 6, "why": "x"}, {"product": "tea"}, {"product": "gold"}]}
    assert told(worked_out(form_of(TABLE), given)) == [
        ("items[1].product", "record.not_allowed"),
        ("items[2].product", "record.unknown"),
        ("items[0].quantity", "field.maximum"),
    ]


def test_a_table_needs_its_fewest_rows_and_takes_no_more_than_its_most():
    assert told(worked_out(form_of(TABLE), {})) == [("items", "table.min_rows")]
    many = {"items": [{"product": "rice", "quantity": 1}] * 4}
    assert ("items", "table.max_rows") in told(worked_out(form_of(TABLE), many))


def test_fixed_rows_are_one_for_each_record_and_bring_its_fields_along():
    form = form_of("""
      - name: prices
        type: table
        label: Giá
        rows: {of: products, where: record.stock > 0}
        fields: [{name: own, type: money, label: Giá mới, valid_if: this.own <= this.price}]
    """)
    first = worked_out(form, {"prices": [{"own": 30_000}]})
    assert first.values["prices"] == [{"id": "rice", "name": "Gạo", "price": 20_000, "stock": 5, "own": 30_000}]
    assert told(first) == [("prices[0].own", "rule.broken")]
    assert worked_out(form, first.values).values == first.values


def test_fixed_rows_under_a_name_hold_the_record_by_its_id():
    form = form_of("""
      - name: prices
        type: table
        label: Giá
        rows: {of: products, as: product}
        fields: [{name: own, type: money, label: Giá mới, max: this.product.price}]
    """)
    found = worked_out(form, {"prices": [{"own": 1}, {"own": 100_000}]})
    assert [row["product"] for row in found.values["prices"]] == ["rice", "tea"]
    assert told(found) == [("prices[1].own", "field.maximum")]


def test_an_answer_stays_with_the_record_it_was_given_for_whatever_the_order_and_goes_with_it():
    form = form_of("""
      - name: prices
        type: table
        label: Giá
        rows: {of: products, as: product}
        fields: [{name: own, type: money, label: Giá mới}]
    """)
    turned = worked_out(form, {"prices": [{"product": "tea", "own": 2}, {"product": "rice", "own": 1}]})
    assert turned.values["prices"] == [{"product": "rice", "own": 1}, {"product": "tea", "own": 2}]
    gone = worked_out(form, {"prices": [{"product": "salt", "own": 3}, {"product": "tea", "own": 2}]})
    assert gone.values["prices"] == [{"product": "rice"}, {"product": "tea", "own": 2}]
    assert told(gone) == []
    assert told(worked_out(form, {"prices": [{"own": 1}] * 3})) == [("prices", "table.fixed")]


def test_a_circle_of_fields_is_refused_and_named():
    with pytest.raises(CyclicForm) as circle:
        form_of("""
          - {name: a, type: integer, label: A, compute: form.b + 1}
          - {name: b, type: integer, label: B, compute: form.c + 1}
          - {name: c, type: integer, label: C, compute: form.a + 1}
        """)
    assert circle.value.way == ("a", "b", "c", "a")


def test_the_forms_of_a_step_stand_under_its_name():
    form = step_form_of(
        """
        procedure: demo
        title: Thử
        form: [{name: asked, type: integer, label: Đề nghị}]
        steps:
          check:
            by: officer
            form: [{name: granted, type: integer, label: Chấp thuận, valid_if: step.check.granted <= form.asked}]
            actions:
              accept: {to: done, form: [{name: note, type: text, label: Ghi chú, required: this.granted < form.asked}]}
        """,
        "check",
        "accept",
    )
    found = worked_out(form, {"granted": 3}, names={"form": {"asked": 5}, "step": {}})
    assert told(found) == [("note", "field.required")]
    assert told(worked_out(form, {"granted": 6}, names={"form": {"asked": 5}})) == [("granted", "rule.broken")]


def test_points_are_added_up_and_those_of_a_row_told_apart():
    form = form_of("""
      - {name: q1, type: choice, label: Ai được biết OTP, options: {bank: NH, nobody: Không ai}, points: {nobody: 5}}
      - {name: q2, type: choices, label: Mật khẩu, options: {long: Dài, mixed: Lẫn, name: Tên},
         points: {long: 3, mixed: 2, name: -3}}
      - {name: rows, type: table, label: Dòng, fields: [{name: n, type: number, label: N, points: this.n * 2.0}]}
    """)
    given = {"q1": "nobody", "q2": ["long", "name"], "rows": [{"n": 1.5}, {"n": 1}]}
    found = worked_out(form, given)
    assert found.score == 10.0
    assert found.scores == {"rows[0]": 3.0, "rows[1]": 2.0}
    assert worked_out(form_of("- {name: a, type: text, label: A}"), {}).score is None


def test_a_default_may_be_the_place_of_the_applicant_or_one_of_the_codes():
    form = form_of("""
      - {name: at, type: place, level: commune, label: Nơi, default: applicant.place}
      - {name: how, type: choice, label: Cách, options: {post: Bưu chính, self: Tự nhận}, default: self}
    """)
    assert worked_out(form, {}).values == {"at": "01969", "how": "self"}


def test_a_failing_rule_is_a_problem_of_its_field_not_a_crash():
    form = form_of("- {name: n, type: integer, label: N, valid_if: 10 / form.n > 1}")
    (problem,) = worked_out(form, {"n": 0}).problems
    assert (problem.path, problem.code) == ("n", "expression.failed")
    assert problem.vi == "Không tính được: chia cho 0"
    assert problem.en == "It cannot be worked out: division by zero"


def test_nothing_is_held_where_nothing_may_be_seen():
    found = worked_out(form_of(PARENT), {"child": "An", "mother_id": "001190000017"}, lookup=Registers())
    assert told(found) == [("mother_name", "field.required")]
    assert found.prefilled == {}


def test_what_is_given_is_never_changed():
    given = {"items": [{"product": "rice", "quantity": 4, "price": 1}]}
    worked_out(form_of(TABLE), given, lookup=HELD)
    assert given == {"items": [{"product": "rice", "quantity": 4, "price": 1}]}
