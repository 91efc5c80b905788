"""Whoever writes a formula wrongly is told where, what was expected, and the nearest valid word."""

import pytest

from nenso.language.checking import check_files
from nenso.language.issues import Issue, errors

from .wrong_inputs import FILES, WRONG, Wrong


def test_the_small_formula_itself_is_right() -> None:
    reading = check_files({name: text.encode() for name, text in FILES.items()})
    assert errors(reading.issues) == []
    assert reading.formula is not None


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_at_its_line_with_the_nearest_word(name: str) -> None:
    wrong: Wrong = WRONG[name]
    issues = check_files(wrong.files()).issues
    told = [issue for issue in errors(issues) if issue.code == wrong.code and issue.file == wrong.path]
    assert told, [str(issue) for issue in issues]
    assert wrong.line in {issue.line for issue in told}, [str(issue) for issue in told]
    if wrong.near:
        assert wrong.near in {issue.nearest for issue in told}, told


@pytest.mark.parametrize("name", WRONG)
def test_every_issue_has_whole_sentences_in_both_languages(name: str) -> None:
    for issue in check_files(WRONG[name].files()).issues:
        assert isinstance(issue, Issue)
        assert issue.vi
        assert issue.en
        assert "{" not in issue.vi.replace("{serial", "").replace("{vi", "").replace("{mã", "").replace(
            "{tên", ""
        ).replace("{to", "")


def test_a_hundred_mistakes_are_found_in_one_run() -> None:
    fields = "\n".join(f"  - {{name: f{number}, type: integr, label: F}}" for number in range(100))
    files = {name: text.encode() for name, text in FILES.items()}
    files["registers/homes.yaml"] = f"register: homes\ntitle: Nhà\nfields:\n{fields}\n".encode()
    files["procedures/visit.yaml"] = FILES["procedures/visit.yaml"].replace("by: leader", "by: leeder").encode()
    issues = errors(check_files(files).issues)
    assert len([issue for issue in issues if issue.code == "word.unknown"]) == 100
    assert [issue.nearest for issue in issues if issue.code == "who.unknown"] == ["leader"]


def test_a_file_of_more_than_a_megabyte_is_refused() -> None:
    issues = check_files({"formula.yaml": b"a" * 1_000_001}).issues
    assert [issue.code for issue in issues] == ["file.too_large"]


def test_a_nul_byte_is_refused_with_its_line() -> None:
    files = {name: text.encode() for name, text in FILES.items()}
    files["formula.yaml"] = b"formula: small\ntitle: a\x00b\n"
    (issue,) = errors(check_files(files).issues)
    assert (issue.code, issue.line) == ("file.forbidden_character", 2)


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    (issue,) = check_files({"formula.yaml": b"formula: a\ntitle: \xff\n"}).issues
    assert (issue.code, issue.line) == ("file.not_utf8", 2)


def test_decomposed_vietnamese_is_read_as_composed() -> None:
    import unicodedata

    files = {name: unicodedata.normalize("NFD", text).encode() for name, text in FILES.items()}
    formula = check_files(files).formula
    assert formula is not None
    assert formula.title.in_language("vi") == "Nhỏ"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_deeper_than_32_levels_is_refused(opening: str) -> None:
    files = {name: text.encode() for name, text in FILES.items()}
    files["procedures/visit.yaml"] = ("procedure: visit\nform: " + opening * 2_000).encode()
    codes = {issue.code for issue in errors(check_files(files).issues)}
    assert codes & {"yaml.too_deep", "yaml.syntax"}


def test_anchors_that_grow_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 9)]
    files = {"formula.yaml": "\n".join(lines).encode()}
    assert "yaml.too_many_values" in {issue.code for issue in check_files(files).issues}


def test_an_alias_of_what_is_still_open_is_refused() -> None:
    assert "yaml.alias" in {issue.code for issue in check_files({"formula.yaml": b"a: &a [*a]"}).issues}


def test_too_many_files_are_refused() -> None:
    files = {f"pages/p{number}.md": b"" for number in range(2_001)}
    assert [issue.code for issue in check_files(files).issues] == ["formula.too_many_files"]


def test_one_mistake_does_not_hide_another_nor_is_it_told_twice() -> None:
    """The unknown type takes the field away; what reads that field is not told, what reads another wrongly is."""
    text = FILES["procedures/visit.yaml"].replace("type: integer", "type: integr")
    text = text.replace("label: Ngày}", "label: Ngày, show_if: form.people > 0, hint: '{form.hme}'}")
    text = text.replace("by: leader,", "by: leeder, within: 4 working ours,")
    files = {**FILES, "procedures/visit.yaml": text}
    issues = errors(check_files({name: content.encode() for name, content in files.items()}).issues)
    assert sorted((issue.code, issue.nearest) for issue in issues) == [
        ("duration.expected", ""),
        ("expression.unknown_name", "home"),
        ("who.unknown", "leader"),
        ("word.unknown", "integer"),
    ]


def test_a_part_that_is_not_there_is_told_once() -> None:
    text = FILES["procedures/visit.yaml"].replace(
        "{name: people, type: integer, label: Người, min: 0}", "{use: humans, as: people}"
    )
    text = text.replace("label: Ngày}", "label: Ngày, show_if: filled(form.people.name)}")
    files = {**FILES, "procedures/visit.yaml": text}
    issues = errors(check_files({name: content.encode() for name, content in files.items()}).issues)
    assert [issue.code for issue in issues] == ["use.unknown"]


def test_a_kind_of_agency_that_is_new_is_warned_of_and_a_slip_is_refused() -> None:
    def issues_with(kind: str) -> list[tuple[str, str]]:
        files = {**FILES, "formula.yaml": FILES["formula.yaml"].replace("[commune]", f"[{kind}]")}
        found = check_files({name: content.encode() for name, content in files.items()}).issues
        return [(issue.level, issue.code) for issue in found if issue.code.startswith("kind.")]

    assert issues_with("commune_health") == [("warning", "kind.not_declared")]
    assert issues_with("comune") == [("error", "kind.unknown")]


@pytest.mark.parametrize(
    ("read", "told"),
    [("[number]", {"“officer” may edit but not read secret, and so cannot edit it."}), ("all", set())],
)
def test_what_is_given_to_edit_and_not_to_read_is_warned_of(read: str, told: set[str]) -> None:
    rules = f"edit: [{{who: officer, fields: [number, secret]}}]\nread: [{{who: officer, what: {read}}}]\n"
    files = {name: text.encode() for name, text in FILES.items()}
    files["registers/homes.yaml"] += rules.encode()
    assert {issue.en for issue in check_files(files).issues if issue.code == "edit.unread"} == told
