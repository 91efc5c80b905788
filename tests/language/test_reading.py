"""Reading: parts in their places, names moved along, short forms, translations; nothing raised whatever is written."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from nenso.language.checking import check_files
from nenso.language.declarations.fields import Field
from nenso.language.declarations.formula import Formula, in_range
from nenso.language.declarations.times import Duration, Moment
from nenso.language.declarations.values import Expression
from nenso.language.reading import files_of, read, read_folder
from nenso.language.yaml_scanner import events

OWN = Path(__file__).parent / "formulas"
BASE = read_folder(OWN / "base")
FILES = files_of(OWN / "everything")


def formula() -> Formula:
    assert BASE.formula is not None
    reading = read(FILES, {"base": BASE.formula})
    assert reading.formula is not None
    return reading.formula


def field(path: str) -> Field:
    fields = formula().procedures["buy"].form.fields
    found = None
    for name in path.split("."):
        found = next(one for one in fields if one.name == name)
        fields = found.fields
    assert found is not None
    return found


def test_a_used_group_stands_at_its_name() -> None:
    asker = field("asker")
    assert asker.type == "group"
    assert asker.label is not None
    assert asker.label.in_language("vi") == "Người mua"
    assert [one.name for one in asker.fields] == ["id", "full_name", "sex", "home"]


def test_a_group_without_a_label_takes_its_title() -> None:
    label = field("contact").label
    assert label is not None
    assert str(label) == "Liên hệ"


def test_what_is_excepted_is_left_out_inside_groups_too() -> None:
    assert [one.name for one in field("asker.home").fields] == ["place"]


def test_a_list_named_in_a_part_is_that_of_the_part_s_formula() -> None:
    options = field("asker.sex").options
    assert options is not None
    assert options.codes is not None
    assert list(options.codes) == ["male", "female"]


def test_names_of_a_used_form_move_to_where_it_stands() -> None:
    until = field("permit.until")
    assert until.min == Expression("form.permit.since")
    assert until.show_if == Expression("filled(form.permit.asker.full_name)")
    assert [rule.condition.source for rule in field("permit").valid_if] == ["form.permit.until > form.permit.since"]


def test_a_register_s_fields_are_asked_without_those_that_are_retired() -> None:
    names = [one.name for one in field("home_copy").fields]
    assert "retired_field" not in names
    assert "keeper" not in names
    assert field("home_copy.new_name").was == ()


def test_steps_of_a_flow_can_be_left_out_and_replaced() -> None:
    steps = formula().procedures["rate"].steps
    assert list(steps) == ["intake", "work"]
    assert steps["work"].targets == ("done",)


def test_translations_are_added_to_vietnamese_texts() -> None:
    step = formula().procedures["buy"].steps["intake"]
    assert step.title is not None
    assert step.title.in_language("en") == "Reception"
    assert step.title.in_language("vi") == "Tiếp nhận"
    assert step.title.in_language("fr") == "Tiếp nhận"


def test_a_plain_value_is_a_choice_of_one() -> None:
    approve = formula().procedures["rate"].steps["intake"]
    assert approve.within is not None
    assert approve.within.only == Duration(0, "same_day")
    work = formula().procedures["buy"].deadline
    assert work is not None
    assert work.only is None
    assert len(work.values) == 2


def test_everything_knows_where_it_is_written() -> None:
    amount = field("amount")
    line = next(
        number
        for number, text in enumerate(FILES["procedures/buy.yaml"].decode().splitlines(), 1)
        if "{name: amount," in text
    )
    assert (amount.origin.file, amount.origin.line) == ("procedures/buy.yaml", line)
    assert field("asker.full_name").origin.file == "base/parts/person.yaml"


def test_where_something_is_written_is_not_part_of_what_it_says() -> None:
    moved = {**FILES, "procedures/rate.yaml": b"\n\n" + FILES["procedures/rate.yaml"]}
    assert BASE.formula is not None
    other = read(moved, {"base": BASE.formula}).formula
    assert other == formula()


def test_moments_are_a_base_and_an_offset() -> None:
    assert Moment.parse("due - 1 working day") == Moment("due", -1, Duration(1, "working_days"))
    assert Moment.parse("form.year.start + 45 days") == Moment(Expression("form.year.start"), 1, Duration(45, "days"))
    assert Moment.parse("about.ends_on") == Moment(Expression("about.ends_on"))


def test_versions_are_in_caret_ranges() -> None:
    assert in_range("1.4.0", "^1")
    assert in_range("1.4.2", "^1.4")
    assert not in_range("1.3.9", "^1.4")
    assert not in_range("2.0.0", "^1.4")
    assert in_range("0.3.5", "^0.3")
    assert not in_range("0.4.0", "^0.3")


def test_yaml_is_that_of_2009_not_of_2005() -> None:
    text = b'formula: on\nversion: "1.0.0"\ntitle: no\noffered_by: any\nsummary: 15:00\n'
    found = read({"formula.yaml": text}).formula
    assert found is not None
    assert (found.name, str(found.title), str(found.summary)) == ("on", "no", "15:00")


# whatever is written, nothing is raised

_PIECES = st.sampled_from(
    [
        *(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "- ",
            "\n",
            "\n  ",
            "'",
            '"',
            "&a ",
            "*a",
            "!!x ",
            "|",
            ">",
            "? ",
            "#",
            "%",
            "\t",
        ),
        *(
            "true",
            "null",
            "1e400",
            "0x1F",
            ".nan",
            "form.",
            "this",
            "use: ",
            "steps",
            "fields: ",
            "\x00",
            "\u0301",
            "\ufeff",
        ),
        *(
            "if: ",
            "then: ",
            "(",
            ")",
            "((((",
            "size(",
            " > ",
            " && ",
            "@",
            "a" * 300,
            "\\",
            "\\u12",
            "---\n",
            "...\n",
            "==",
        ),
    ]
)


@st.composite
def _mutated(draw: st.DrawFn) -> dict[str, bytes]:
    path = draw(st.sampled_from(sorted(FILES)))
    text = FILES[path].decode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        put = draw(st.one_of(_PIECES, st.just(text[end : end + 40]), st.text(max_size=6)))
        text = text[:start] + put + text[end:]
    return {**FILES, path: text.encode("utf-8", "surrogatepass")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_mutated())
def test_a_formula_with_random_changes_gives_issues_and_never_an_error(files: dict[str, bytes]) -> None:
    assert BASE.formula is not None
    reading = check_files(files, {"base": BASE.formula})
    assert reading.formula is not None or reading.issues
    for issue in reading.issues:
        assert issue.vi
        assert issue.en


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_give_issues_and_never_an_error(content: bytes) -> None:
    reading = check_files({"formula.yaml": content, "pages/a.md": content, "procedures/a.yaml": content})
    assert reading.formula is None
    assert reading.issues


def _told(text: str, *, ours: bool) -> list[tuple[object, ...]] | None:
    try:
        found = events(text) if ours else YAML(typ="safe", pure=True).parse(text)
        return [
            (
                type(one).__name__,
                getattr(one, "value", None),
                getattr(one, "style", None),
                one.start_mark.line,
                one.start_mark.column,
            )
            for one in found
        ]
    except (YAMLError, ValueError, IndexError, AttributeError, TypeError):
        return None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.sampled_from(["a", "b c", "a: b", "#x", " "])), max_size=25).map("".join))
def test_the_quick_scanner_gives_what_ruamel_s_own_gives(text: str) -> None:
    assert _told(text, ours=True) == _told(text, ours=False)
