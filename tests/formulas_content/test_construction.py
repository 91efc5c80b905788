"""The construction permit against the published record and form 01: seven cases, each with its own list of papers."""

from typing import Any

import pytest

from formulas_content import filling
from formulas_content.construction_papers import FILLED
from formulas_content.filling import fill, sample, wrong
from formulas_content.official import not_printed, nowhere, options, published_labels, rows, table
from formulas_content.printing import printed
from nenso.language.declarations.formula import Formula

CODE = "1.013225"
CASES = ("point", "line", "religious", "belief", "monument", "diplomatic", "house")
"""As the record numbers them: (1.1) to (1.7)."""
NOTE = "G17-KQ005476"
"""Listed as a component of (1.3), but says only that the land database will stand in for a paper on the land."""
NOT_LISTED = {"drawings_point"}
"""Two sets of drawings, which form 01 names and the record's list of (1.1) leaves out."""
NEEDED = {
    "point": {
        "application_point",
        "land_use",
        "land_assets",
        "house_and_land",
        "other_land",
        "approval",
        "drawings_point",
    },
    "house": {"application", "land_use", "land_assets", "house_and_land", "other_land", "drawings_house"},
}


@pytest.fixture
def formula() -> Formula:
    return filling.formula("construction")


def ask(name: str, **changes: Any) -> set[str]:
    """Return what stands in the way of filing the form of a sample with some answers changed."""
    return wrong(fill("permit", sample(name, of="construction", **changes), of="construction"))


def shown(formula: Formula, case: str) -> dict[str, str | None]:
    """Return the documents that a case may ask for, by name, with their codes."""
    return {
        one.name: one.code
        for one in formula.procedures["permit"].documents
        if one.show_if is None or f"form.case_kind == '{case}'" in str(one.show_if)
    }


def test_it_holds_the_procedure_under_its_national_code_for_the_commune(formula: Formula) -> None:
    assert {name: one.code for name, one in formula.procedures.items()} == {"permit": CODE}
    assert formula.procedures["permit"].field == "G17-XD11"
    assert formula.offered_by == ("commune",)


def test_every_field_of_form_01_is_asked(formula: Formula) -> None:
    ours = {(row["form"], row["official_name"]): row["official_label"] for row in rows("construction_fields.csv")}
    assert len(ours) == 30
    assert nowhere(formula, "construction_fields.csv") == []
    published = published_labels("cap-gpxd-nha-o-rieng-le")
    assert not published or ours == published


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES, 1)))
def test_each_case_asks_for_the_components_of_its_own_list(formula: Formula, number: int, case: str) -> None:
    official = {
        row["component_code"] for row in rows("construction_components.csv") if row["group"].startswith(f"(1.{number})")
    }
    declared = shown(formula, case)
    assert {code for code in declared.values() if code} == official - {NOTE}
    assert {name for name, code in declared.items() if code is None} <= NOT_LISTED


@pytest.mark.parametrize("case", sorted(NEEDED))
def test_the_papers_of_a_house_are_not_those_of_works(formula: Formula, case: str) -> None:
    assert set(shown(formula, case)) == NEEDED[case]


def test_the_components_are_those_of_the_published_table() -> None:
    ours = {
        (row["group"], row["component_code"], row["originals"], row["copies"])
        for row in rows("construction_components.csv")
    }
    theirs = {
        (row["group"], row["component_code"], row["original_qty"], row["copy_qty"])
        for row in table("procedures_selected_documents.csv")
        if row["procedure_code"] == CODE and row["original_qty"] != "0"
    }
    assert not theirs or ours == theirs


def test_any_one_paper_on_the_land_will_do_and_none_once_the_database_holds_it(formula: Formula) -> None:
    land = [one for one in formula.procedures["permit"].documents if one.one_of == "land"]
    assert len(land) == 3 + 3
    assert {str(one.instead) for one in land} == {"setting.land_database && filled(form.certificate_number)"}


@pytest.mark.parametrize(
    ("grade", "allowed"), [("special", False), ("i", False), ("ii", False), ("iii", True), ("iv", True)]
)
def test_the_commune_permits_works_of_grade_three_and_four_and_houses_of_any(grade: str, allowed: bool) -> None:
    assert ask("works_refused", grade=grade) == (set() if allowed else {"grade"})
    assert ask("house", grade=grade) == set()


def test_floors_in_all_are_not_less_than_the_ground_floor() -> None:
    assert ask("house", floor_area=94.9) == {"floor_area"}


def test_seven_working_days_for_a_house_and_ten_for_works(formula: Formula) -> None:
    deadline = formula.procedures["permit"].deadline
    assert deadline is not None
    (one,) = deadline.values
    assert one.within is not None
    assert [str(length) for length in one.within.values] == ["7 working days", "10 working days"]


def test_fees_that_a_province_decides_are_settings_and_nothing_is_invented(formula: Formula) -> None:
    fees = {one.name: (one.default, one.set_by) for one in formula.settings if one.type == "money"}
    assert fees == {"house_fee": (0, ("province",)), "works_fee": (0, ("province",))}


def test_the_permit_says_what_may_be_built_where_by_whom_and_until_when_to_start(formula: Formula) -> None:
    assert not_printed(formula, "grades", "permit.typ") == []
    assert tuple(options(formula, "case_kinds")) == CASES
    text = printed("permit", FILLED["permit"], of="construction")
    wanted = (
        "TỈNH THÁI NGUYÊN",
        "UBND XÃ PHỦ THÔNG",
        "Số: 12/GPXD",
        "Phủ Thông, ngày 10 tháng 11 năm 2026",
        "GIẤY PHÉP XÂY DỰNG",
        "TRIỆU THỊ MAI",
        "Số định danh cá nhân: 006195000123",
        "Nhà ở riêng lẻ",
        "Cấp công trình: Cấp IV",
        "Vị trí xây dựng: Thôn Nà Ít, xã Phủ Thông, tỉnh Thái Nguyên",
        "Lô đất số: 125, tờ bản đồ số 14",
        "Cốt nền xây dựng công trình: 0,45 m",
        "Mật độ xây dựng: 45,1 %",
        "Diện tích xây dựng tầng 1 (tầng trệt): 95 m²",
        "Chiều cao công trình: 8,2 m (so với cốt xây dựng)",
        "hiệu lực khởi công xây dựng trong thời hạn 12 tháng",
        "CHỦ TỊCH",
        "Nông Văn Thắng",
        "CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY",
    )
    assert [words for words in wanted if words not in text] == []
