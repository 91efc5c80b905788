"""The formula that ships says what the law and the published procedures say."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from formulas_content.papers import FOLDER
from nenso.language.checking import check
from nenso.language.declarations.fields import Field
from nenso.language.declarations.formula import Formula, OptionList
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.values import Text
from nenso.language.issues import errors
from nenso.language.reading import read_folder

HERE = Path(__file__).parent
TABLES = HERE.parents[2] / "shared" / "facts" / "tables"
CODES = {
    "birth": "1.001193",
    "marriage": "1.000894",
    "death": "1.000656",
    "marital_status": "1.004873",
    "extract": "2.000635",
}
ELECTRONIC_FORMS = {
    "000.00.00.G15-KQ003967",
    "000.00.00.G15-KQ003969",
    "000.00.00.G15-KQ003971",
    "000.00.00.G15-KQ003984",
    "000.00.00.G15-KQ004012",
}
"""Components that the form filled in online is itself: nothing is handed in for them."""
SAME_AS = {("2.000635", "000.00.00.G15-KQ1475"): "000.00.00.G15-KQ002969"}
"""The record of 2.000635 lists one component under two codes, word for word."""


@pytest.fixture(scope="module")
def formula() -> Formula:
    reading = read_folder(FOLDER)
    assert [str(issue) for issue in errors(reading.issues)] == []
    assert reading.formula is not None
    return reading.formula


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(name: str) -> list[dict[str, str]]:
    """Return a published table where it is at hand, else nothing: what ships here is a copy of what is needed of it."""
    path = TABLES / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _field(fields: tuple[Field, ...], path: str) -> Field | None:
    head, _, rest = path.partition(".")
    found = next((field for field in fields if field.name == head), None)
    return _field(found.fields, rest) if found is not None and rest else found


def test_it_reads_and_checks_without_an_error(formula: Formula) -> None:
    assert [str(issue) for issue in errors(check(formula))] == []


def test_nothing_in_it_waits_for_a_later_release(formula: Formula) -> None:
    assert [str(issue) for issue in check(formula) if issue.level == "later"] == []


def test_the_steps_fit_into_the_deadlines(formula: Formula) -> None:
    assert [str(issue) for issue in check(formula) if issue.code.startswith("deadline")] == []


def test_it_holds_the_five_procedures_under_their_national_codes(formula: Formula) -> None:
    assert {name: procedure.code for name, procedure in formula.procedures.items()} == CODES
    assert {procedure.field for procedure in formula.procedures.values()} == {"G15-TP07"}


@pytest.mark.parametrize("form", sorted({row["form"] for row in _rows("official_fields.csv")}))
def test_every_field_of_the_official_forms_is_asked_or_printed(formula: Formula, form: str) -> None:
    nowhere = [
        f"{row['official_name']} ({row['official_label']}): {path}"
        for row in _rows("official_fields.csv")
        if row["form"] == form
        for path in _paths(row)
        if not _is_there(formula.procedures[row["procedure"]], path)
    ]
    assert nowhere == []


def _paths(row: dict[str, str]) -> list[str]:
    return [row["fields"]] if row["fields"].startswith("results/") else row["fields"].split()


def _is_there(procedure: Procedure, path: str) -> bool:
    """Tell whether a field is asked, or (``results/file:source``) whether a template writes it from another field."""
    if path.startswith("results/"):
        file, _, source = path.partition(":")
        return source in (FOLDER / file).read_text(encoding="utf-8")
    return _field(procedure.form.fields, path) is not None


def test_the_official_fields_are_those_of_the_published_tables() -> None:
    ours = {(row["form"], row["official_name"]): row["official_label"] for row in _rows("official_fields.csv")}
    assert len(ours) == 266
    published = [*_table("form_fields.csv"), *_table("form_fields2.csv")]
    theirs = {(row["form_slug"], row["field_name"]): row["label"] for row in published}
    kinds = ("dang-ky-khai-sinh", "giay-to-khai-", "eform-")
    wanted = {key: label for key, label in theirs.items() if key[0].startswith(kinds) and key[0] != "eform-cai-chinh"}
    if wanted:
        assert ours == wanted


def test_every_component_has_the_code_of_the_published_table(formula: Formula) -> None:
    official = {(row["procedure_code"], row["component_code"]) for row in _rows("official_components.csv")}
    declared = {
        (procedure.code, document.code) for procedure in formula.procedures.values() for document in procedure.documents
    }
    assert declared <= official
    left_out = {key for key in official - declared if key[1] not in ELECTRONIC_FORMS}
    assert {(key[0], SAME_AS.get(key, "")) for key in left_out} <= declared


def test_the_components_are_those_of_the_published_table() -> None:
    ours = {
        (row["procedure_code"], row["component_code"], row["originals"]) for row in _rows("official_components.csv")
    }
    published = _table("procedures_selected_documents.csv")
    theirs = {(row["procedure_code"], row["component_code"], row["original_qty"]) for row in published}
    handed_in = {row for row in theirs if row[0] in CODES.values() and row[2] != "0"}
    if published:
        assert handed_in <= ours <= theirs


@pytest.mark.parametrize("code", sorted(CODES.values()))
def test_every_act_of_law_that_the_published_record_cites_is_cited(formula: Formula, code: str) -> None:
    procedure = next(one for one in formula.procedures.values() if one.code == code)
    record = next((row for row in _table("procedures_catalogue_502.csv") if row["code"] == code), None)
    assert "60/2014/QH13" in procedure.legal_basis
    if record is not None:
        cited = {act.split()[-1] for act in record["legal_basis"].split(";")}
        assert cited <= set(procedure.legal_basis)


def _texts(value: Any, at: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield at, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{at}.{name}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{at}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{at}[{index}]")


def test_everything_that_people_read_is_there_in_english_too(formula: Formula) -> None:
    language_free = {"formula.author"}
    missing = [
        f"{at}: {text}"
        for at, text in _texts(formula, "formula")
        if at not in language_free
        and "en" not in text.languages
        and any(isinstance(piece, str) and piece.strip(" ,–") for piece in text.pieces())
    ]
    assert missing == []


def test_the_list_of_ethnic_groups_has_the_fifty_four_and_room_for_another(formula: Formula) -> None:
    names = _list(formula, "ethnic_groups")
    assert len(names) == 54 + 1
    assert len(set(names.values())) == 55
    assert {"Kinh", "Tày", "Mông", "Ơ Đu", "Rơ Măm", "Bru - Vân Kiều"} <= set(names.values())


def _list(formula: Formula, name: str) -> dict[str, str]:
    part = formula.parts[name]
    assert isinstance(part, OptionList)
    return {code: label.in_language("vi") for code, label in (part.options.codes or {}).items()}


@pytest.mark.parametrize("name", ["sexes", "ethnic_groups", "nationalities", "identity_papers"])
def test_the_papers_print_the_names_that_the_lists_hold(formula: Formula, name: str) -> None:
    source = (FOLDER / "results" / "civil.typ").read_text(encoding="utf-8")
    start = source.index(f"#let {name.replace('_', '-')} = (")
    printed = source[start : source.index("\n)", start)]
    missing = [
        code
        for code, label in _list(formula, name).items()
        if code != "other" and f'"{code}": "{label}",' not in printed
    ]
    assert missing == []
    assert printed.count('": "') == len([code for code in _list(formula, name) if code != "other"])


def _groups(procedure: Procedure) -> Iterator[Field]:
    for field in procedure.form.walk():
        if field.type == "group" and any(inner.name == "residence" for inner in field.fields):
            yield field


def test_residence_is_asked_only_of_who_has_no_identifier(formula: Formula) -> None:
    """Circular 04/2024/TT-BTP: permanent, else temporary, else present dwelling, and only without a number."""
    found = [group for procedure in formula.procedures.values() for group in _groups(procedure)]
    assert len(found) == 11
    for group in found:
        asked = [field for field in group.fields if field.name.startswith("residence")]
        assert [field.name for field in asked] == [
            "residence_kind",
            "residence_where",
            "residence",
            "residence_abroad",
        ]
        assert all(str(field.show_if).startswith("!filled(this.id)") for field in asked)
    assert list(_list(formula, "residence_kinds"))[:3] == ["permanent", "temporary", "current"]


def test_a_birth_after_sixty_days_and_a_death_after_fifteen_are_warned_about_and_taken(formula: Formula) -> None:
    born = _field(formula.procedures["birth"].form.fields, "child.born_on")
    died = _field(formula.procedures["death"].form.fields, "died_on")
    assert born is not None
    assert died is not None
    assert [(str(rule.condition), rule.soft) for rule in born.valid_if] == [("today - this.born_on <= days(60)", True)]
    assert [(str(rule.condition), rule.soft) for rule in died.valid_if] == [("today - form.died_on <= days(15)", True)]


def test_fees_that_a_province_decides_are_settings_and_nothing_is_invented(formula: Formula) -> None:
    """8,000 đ a copy (Circular 281/2016/TT-BTC); each province's council decides the rest; nought until then."""
    settings = {setting.name: (setting.default, setting.set_by) for setting in formula.settings}
    assert settings["copy_fee"] == (8000, ("province",))
    assert settings["late_death_fee"] == (0, ("province",))
    assert settings["marital_status_fee"] == (0, ("province",))


def test_who_examined_a_case_does_not_sign_it(formula: Formula) -> None:
    for procedure in formula.procedures.values():
        assert procedure.steps["sign"].excluded == ("step.examine",)


def test_each_procedure_has_samples_of_different_ends(formula: Formula) -> None:
    ends: dict[str, set[Any]] = {}
    for sample in formula.samples.values():
        ends.setdefault(sample.procedure, set()).add((sample.expect.status, sample.expect.fee))
    assert set(ends) == set(CODES)
    assert all(len(found) >= 2 for found in ends.values())
