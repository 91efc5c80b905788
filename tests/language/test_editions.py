"""Editions: the same content has one digest; what changes decides which number the next edition needs."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nenso.language.adapting import adapted
from nenso.language.checking import check_files, level_of
from nenso.language.declarations.field_types import FIELD_TYPES
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.times import Duration
from nenso.language.editions import check_version, compare, digest, smallest_version
from nenso.language.reading import read, read_folder
from nenso.language.type_words import TYPE_WORDS

from .wrong_inputs import FILES

OWN = Path(__file__).parent / "formulas"


def small(**changes: tuple[str, str]) -> Formula:
    """Return the small formula with texts replaced in ``head``, ``register`` or ``procedure``."""
    paths = {
        "head": "formula.yaml",
        "register": "registers/homes.yaml",
        "procedure": "procedures/visit.yaml",
        "colours": "parts/colours.yaml",
    }
    files = dict(FILES)
    for name, (old, new) in changes.items():
        assert old in files[paths[name]]
        files[paths[name]] = files[paths[name]].replace(old, new, 1)
    formula = read({path: text.encode() for path, text in files.items()}).formula
    assert formula is not None
    return formula


KINDS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "nothing": ("same", {}),
    "a_comment": ("same", {"register": ("fields:", "# đổi chú thích\nfields:")}),
    "the_title": ("patch", {"head": ("title: Nhỏ", "title: Bé")}),
    "a_label": ("patch", {"procedure": ("label: Người", "label: Số người")}),
    "the_label_of_an_option": ("patch", {"colours": ("red: Đỏ", "red: Màu đỏ")}),
    "a_translation": ("patch", {"procedure": ("title: Thăm", "title: {vi: Thăm, en: Visit}")}),
    "an_optional_field_more": ("minor", {"procedure": ("steps:", "  - {name: more, type: text, label: Thêm}\nsteps:")}),
    "an_option_more": ("minor", {"colours": ("blue: Xanh", "blue: Xanh, green: Lục")}),
    "a_wider_bound": ("minor", {"register": ("min: 0", "min: -5")}),
    "another_step": ("minor", {"procedure": ("sign: done", "sign: done, stop: stopped")}),
    "a_deadline": ("minor", {"procedure": ("steps:", "deadline: {within: 3 days}\nsteps:")}),
    "another_level_of_identification": ("minor", {"procedure": ("steps:", "assurance: 3\nsteps:")}),
    "another_kind_of_agency": ("minor", {"head": ("[commune]", "[commune, province]")}),
    "a_renamed_field": ("minor", {"register": ("{name: size,", "{name: area, was: size,")}),
    "a_retired_field": ("minor", {"register": ("min: 0}", "min: 0, retired: true}")}),
    "a_field_less": ("major", {"register": ("  - {name: size, type: integer, label: Rộng, min: 0}\n", "")}),
    "another_type": ("major", {"register": ("type: integer", "type: number")}),
    "a_required_field_more": (
        "major",
        {"procedure": ("steps:", "  - {name: more, type: text, label: T, required: true}\nsteps:")},
    ),
    "an_option_less": ("major", {"colours": (", blue: Xanh", "")}),
    "a_tighter_bound": ("major", {"register": ("min: 0", "min: 1")}),
    "a_key_of_a_register": ("major", {"register": ("key: [number]", "key: [number, size]")}),
    "no_longer_for_communes": ("major", {"head": ("[commune]", "[province]")}),
    "a_role_less": ("major", {"head": ("roles: {helper: {title: Người giúp, like: clerk}}", "")}),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_change_weighs_what_it_does_to_stored_values(name: str) -> None:
    kind, changes = KINDS[name]
    comparison = compare(small(), small(**changes))
    assert comparison.kind == kind, comparison.changes
    assert bool(comparison.changes) == (kind != "same")
    for change in comparison.changes:
        assert change.vi
        assert change.en
        assert change.path


@pytest.mark.parametrize(
    ("old", "kind", "least"),
    [("1.4.2", "patch", "1.4.3"), ("1.4.2", "minor", "1.5.0"), ("1.4.2", "major", "2.0.0"), ("1.4.2", "same", "1.4.2")],
)
def test_the_next_version_follows_from_the_weight(old: str, kind: str, least: str) -> None:
    assert smallest_version(old, kind) == least  # type: ignore[arg-type]  # one of the four words


def test_a_smaller_number_than_needed_is_refused_with_the_one_to_take() -> None:
    shorter = small(register=("min: 0", "min: 1"), head=('"1.0.0"', '"1.0.1"'))
    (issue,) = check_version(small(), shorter)
    assert (issue.code, issue.nearest, issue.line) == ("version.too_small", "2.0.0", 2)
    assert check_version(small(), small(register=("min: 0", "min: 1"), head=('"1.0.0"', '"2.0.0"'))) == []


def test_publishing_the_same_content_under_the_same_number_is_no_mistake() -> None:
    assert check_version(small(), small()) == []


def test_a_comparison_names_the_heaviest_change_first() -> None:
    comparison = compare(small(), small(head=("title: Nhỏ", "title: Bé"), register=("type: integer", "type: number")))
    assert [change.kind for change in comparison.changes] == ["major", "patch"]


@given(st.permutations(sorted(FILES)))
@settings(max_examples=20)
def test_the_digest_does_not_depend_on_the_order_of_files(order: list[str]) -> None:
    files = {path: FILES[path].encode() for path in order}
    assert digest(files) == digest({path: text.encode() for path, text in FILES.items()})


def test_the_digest_is_of_the_words_not_of_how_they_are_written_down() -> None:
    import unicodedata

    files = {path: text.encode() for path, text in FILES.items()}
    elsewhere = {
        path: unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode() for path, text in FILES.items()
    }
    assert digest(elsewhere) == digest(files)
    assert len(digest(files)) == 64
    assert digest({**files, "formula.yaml": files["formula.yaml"] + b" "}) != digest(files)
    assert digest({"a.yaml": b"b", "c.yaml": b""}) != digest({"a.yaml": b"", "c.yaml": b"b"})


def test_an_adaptation_changes_steps_and_deadline_and_nothing_else() -> None:
    base = read_folder(OWN / "base").formula
    assert base is not None
    local = read_folder(OWN / "local", {"base": base}).formula
    assert local is not None
    whole = adapted(base.procedures["permit"], local.adaptations["permit"])
    assert list(whole.steps) == ["check", "sign"]
    assert whole.deadline is not None
    assert whole.deadline.values[0].within is not None
    assert whole.deadline.values[0].within.only == Duration(3, "working_days")
    assert whole.form == base.procedures["permit"].form
    assert whole.results == base.procedures["permit"].results
    assert whole.code == base.procedures["permit"].code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("within: 3 working days", "within: 6 working days", "adapts.longer"),
        ("adapts: base.permit", "adapts: base.permits", "procedure.unknown"),
        ("  sign: {by: leader", "  signed: {by: leader", "adapts.signing_step"),
        ("accept: sign", "accept: sing", "target.unknown"),
        ("title:", "audience: [citizen]\ntitle:", "key.unknown"),
        ("form.until > form.since", "form.untill > form.since", "expression.unknown_name"),
    ],
)
def test_an_adaptation_that_goes_too_far_is_refused(old: str, new: str, code: str) -> None:
    base = read_folder(OWN / "base").formula
    assert base is not None
    text = (OWN / "local" / "procedures" / "permit.yaml").read_text()
    assert old in text
    files = {
        "formula.yaml": (OWN / "local" / "formula.yaml").read_bytes(),
        "procedures/permit.yaml": text.replace(old, new).replace("accept: sign", "accept: sign").encode(),
    }
    issues = check_files(files, {"base": base}).issues
    assert code in {issue.code for issue in issues if issue.level == "error"}, [str(issue) for issue in issues]


def test_a_service_is_whole_unless_something_stands_in_the_way() -> None:
    assert level_of(small().procedures["visit"]).whole
    partly = level_of(small(procedure=("by: leader,", "by: leader, presence: Lấy vân tay,")).procedures["visit"])
    assert partly.vi == "một phần"
    assert partly.reasons == (("sign: Lấy vân tay", "sign: Lấy vân tay"),)
    unsigned = small(procedure=("steps:", "results: [{name: paper}]\nsteps:"))
    assert not level_of(unsigned.procedures["visit"]).whole


def test_steps_that_take_longer_than_the_deadline_are_warned_of() -> None:
    """1 + 2 working days do not fit into 2 working days, which are 16 working hours."""
    formula = check_files(
        {
            path: text.replace("by: officer,", "by: officer, within: 1 working day,")
            .replace("by: leader,", "by: leader, within: 2 working days,")
            .replace("audience:", "deadline: {within: 2 working days}\naudience:")
            .encode()
            for path, text in FILES.items()
        }
    )
    (warning,) = [issue for issue in formula.issues if issue.code == "deadline.sum"]
    assert warning.level == "warning"
    assert "24" in warning.vi
    assert "16" in warning.vi


def test_another_type_is_told_in_words_and_every_type_has_some() -> None:
    assert TYPE_WORDS.keys() == set(FIELD_TYPES)
    (change,) = compare(small(), small(register=("type: integer", "type: number"))).changes
    assert change.vi == "Kiểu của “size” đổi từ số nguyên (integer) thành số (number)."
