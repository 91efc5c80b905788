"""What holds of every form and every set of answers: worked out twice is worked out once, and hidden is empty."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nenso.language.paths import parted
from support.forms_world import form_of, worked_out

FORM = form_of("""
- page: first
  title: Một
  fields:
    - {name: a, type: yes_no, label: A}
    - {name: b, type: text, label: B, show_if: form.a, default: "'mặc định'"}
    - {name: id, type: person_id, label: Số}
    - {name: name, type: person_name, label: Tên, prefill: "find('persons', form.id).full_name"}
    - {name: address, type: text, label: Nơi ở, show_if: "!filled(form.name)"}
- page: second
  title: Hai
  show_if: form.n > 2
  fields:
    - {name: c, type: integer, label: C, compute: form.n * 2}
    - name: rows
      type: table
      label: Dòng
      fields:
        - {name: x, type: integer, label: X, default: 1}
        - {name: y, type: integer, label: Y, show_if: this.x > 1, compute: this.x + form.c}
        - {name: z, type: text, label: Z, show_if: filled(this.y)}
- page: third
  title: Ba
  fields:
    - {name: n, type: integer, label: N, default: 3, show_if: form.b != 'không'}
    - {name: sum, type: integer, label: Tổng, compute: "sum(form.rows.map(r, r.x))"}
""")

ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={"x": st.integers(-3, 5), "y": st.integers(), "z": st.sampled_from(["", "z"])},
    ),
    max_size=3,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.booleans() | st.none() | st.just("sai"),
        "b": st.sampled_from(["", "không", "có"]),
        "id": st.sampled_from(["", "001190000017", "001190000018", "1"]),
        "name": st.sampled_from(["", "Bình", "Trần Thị Bình"]),
        "address": st.sampled_from(["", "Hà Nội"]),
        "c": st.integers(-5, 5),
        "n": st.integers(0, 5) | st.just("ba"),
        "rows": ROWS,
        "sum": st.integers(0, 100),
    },
)


def at(values, path):
    for part in parted(path):
        if isinstance(part, str) and part not in values:
            return None
        values = values[part]
    return values


@settings(max_examples=300, deadline=None)
@given(answers=ANSWERS, touched=st.sets(st.sampled_from(["b", "n", "name"])))
def test_worked_out_twice_is_worked_out_once(answers, touched):
    once = worked_out(FORM, answers, touched=touched)
    twice = worked_out(FORM, once.values, touched=touched)
    assert twice.values == once.values
    assert twice.hidden == once.hidden
    assert twice.shown == once.shown


@settings(max_examples=300, deadline=None)
@given(answers=ANSWERS)
def test_a_hidden_field_never_keeps_an_answer_and_has_no_problem(answers):
    found = worked_out(FORM, answers)
    for path in found.hidden:
        assert at(found.values, path) is None
        assert not [one for one in found.problems if one.path == path]
    assert found.shown.isdisjoint(found.hidden)


@settings(max_examples=200, deadline=None)
@given(answers=ANSWERS)
def test_a_computed_field_does_not_depend_on_what_is_sent_for_it(answers):
    without = {name: answer for name, answer in answers.items() if name not in {"c", "sum"}}
    assert worked_out(FORM, answers).values == worked_out(FORM, without).values


@settings(max_examples=100, deadline=None)
@given(answers=ANSWERS)
def test_every_problem_stands_at_a_field_that_is_shown(answers):
    found = worked_out(FORM, answers)
    assert {one.path for one in found.problems} <= {*found.shown, ""}


@settings(max_examples=100, deadline=None)
@given(answers=ANSWERS)
def test_a_draft_never_has_a_problem_that_filing_has_not(answers):
    draft = worked_out(FORM, answers, stage="draft")
    filing = worked_out(FORM, answers)
    assert {(one.path, one.code) for one in draft.problems} <= {(one.path, one.code) for one in filing.problems}
    assert draft.values == filing.values
