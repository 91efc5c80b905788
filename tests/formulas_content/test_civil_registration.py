"""The formula that ships says what the law and the published procedures say."""

from collections.abc import Iterator

import pytest

from formulas_content import filling
from formulas_content.official import field_at, not_printed, nowhere, options, published_labels, rows, table
from nenso.language.declarations.fields import Field
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure

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


@pytest.fixture
def formula() -> Formula:
    return filling.formula()


def test_it_holds_the_five_procedures_under_their_national_codes(formula: Formula) -> None:
    assert {name: procedure.code for name, procedure in formula.procedures.items()} == CODES
    assert {procedure.field for procedure in formula.procedures.values()} == {"G15-TP07"}


def test_every_field_of_the_official_forms_is_asked_or_printed(formula: Formula) -> None:
    assert nowhere(formula, "official_fields.csv") == []


def test_the_official_fields_are_those_of_the_published_tables() -> None:
    ours = {(row["form"], row["official_name"]): row["official_label"] for row in rows("official_fields.csv")}
    assert len(ours) == 266
    published = published_labels(*{form for form, _ in ours})
    if published:
        assert ours == published


def test_every_component_has_the_code_of_the_published_table(formula: Formula) -> None:
    official = {(row["procedure_code"], row["component_code"]) for row in rows("official_components.csv")}
    declared = {
        (procedure.code, document.code) for procedure in formula.procedures.values() for document in procedure.documents
    }
    assert declared <= official
    left_out = {key for key in official - declared if key[1] not in ELECTRONIC_FORMS}
    assert {(key[0], SAME_AS.get(key, "")) for key in left_out} <= declared


def test_the_components_are_those_of_the_published_table() -> None:
    ours = {(row["procedure_code"], row["component_code"], row["originals"]) for row in rows("official_components.csv")}
    published = table("procedures_selected_documents.csv")
    theirs = {(row["procedure_code"], row["component_code"], row["original_qty"]) for row in published}
    handed_in = {row for row in theirs if row[0] in CODES.values() and row[2] != "0"}
    if published:
        assert handed_in <= ours <= theirs


def test_the_list_of_ethnic_groups_has_the_fifty_four_and_room_for_another(formula: Formula) -> None:
    names = options(formula, "ethnic_groups")
    assert len(names) == 54 + 1
    assert len(set(names.values())) == 55
    assert {"Kinh", "Tày", "Mông", "Ơ Đu", "Rơ Măm", "Bru - Vân Kiều"} <= set(names.values())


@pytest.mark.parametrize("name", ["sexes", "ethnic_groups", "nationalities", "identity_papers"])
def test_the_papers_print_the_names_that_the_lists_hold(formula: Formula, name: str) -> None:
    assert not_printed(formula, name, "civil.typ") == []


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
    assert list(options(formula, "residence_kinds"))[:3] == ["permanent", "temporary", "current"]


def test_a_birth_after_sixty_days_and_a_death_after_fifteen_are_warned_about_and_taken(formula: Formula) -> None:
    born = field_at(formula.procedures["birth"].form.fields, "child.born_on")
    died = field_at(formula.procedures["death"].form.fields, "died_on")
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


@pytest.mark.parametrize("procedure", sorted(CODES))
def test_each_procedure_is_tried_to_different_ends(formula: Formula, procedure: str) -> None:
    ends = {(one.expect.status, one.expect.fee) for one in formula.samples.values() if one.procedure == procedure}
    assert len(ends) >= 2
