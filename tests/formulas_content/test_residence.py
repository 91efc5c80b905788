"""Residence against the published record, form CT01 and the Law on Residence: who decides, who agrees, on what."""

from typing import Any

import pytest

from formulas_content import filling
from formulas_content.filling import fill, sample, wrong
from formulas_content.official import not_printed, nowhere, published_labels, rows, table
from formulas_content.printing import printed
from formulas_content.residence_papers import FILLED
from nenso.language.declarations.formula import Formula
from nenso.language.evaluation import Evaluation
from nenso.language.names import FormulaNames

CODES = {
    "permanent": "1.004222",
    "temporary": "1.004194",
    "extension": "1.002755",
    "confirmation": "1.010041",
    "correction": "1.010039",
    "removal": "1.003197",
}
FILLED_IN_ONLINE = {"000.00.00.G01-KQ003647", "000.00.00.G01-KQ003627"}
"""Form CT01 of procedures that can be filed online only: nothing is handed in for it."""
NOT_IN_THIS_LAW = {
    ("extension", "ykChuHo"),
    *(("confirmation", block) for block in ("ykChuHo", "ykChuSoHuu", "ykChaMe", "dongYHoTen", "dongYSoDD")),
    ("correction", "ykChuSoHuu"),
}
"""Blocks of CT01 that note 3 or 4 does not ask for there."""
OF_ANOTHER = {"removal"}
"""Asked of somebody else's residence, which ends: who declares, of whom, and why."""


@pytest.fixture
def formula() -> Formula:
    return filling.formula("residence")


def ask(name: str, **changes: Any) -> Evaluation:
    """Return the form of a sample with some answers changed."""
    procedure = filling.formula("residence").samples[name].procedure
    return fill(procedure, sample(name, of="residence", **changes), of="residence")


def test_it_holds_its_procedures_under_their_national_codes_for_the_commune_police(formula: Formula) -> None:
    assert {name: procedure.code for name, procedure in formula.procedures.items()} == CODES
    assert {procedure.field for procedure in formula.procedures.values()} == {"G01-CA05"}
    assert formula.offered_by == ("commune_police",)


def test_every_item_of_form_ct01_is_asked_where_the_law_asks_for_it(formula: Formula) -> None:
    assert nowhere(formula, "residence_fields.csv") == []
    items = {row["official_name"] for row in rows("residence_fields.csv") if row["form"] == "ct01-day-du"}
    assert len(items) == 18
    asked = {(row["procedure"], row["official_name"]) for row in rows("residence_fields.csv")}
    assert {(one, item) for one in set(CODES) - OF_ANOTHER for item in items} - asked == NOT_IN_THIS_LAW


def test_the_official_fields_are_those_of_the_published_tables() -> None:
    ours = {(row["form"], row["official_name"]): row["official_label"] for row in rows("residence_fields.csv")}
    published = published_labels("ct01-day-du", "dang-ky-thuong-tru")
    assert len(ours) == 18 + 21
    if published:
        assert ours == published


def test_every_component_has_the_code_of_the_published_table(formula: Formula) -> None:
    official = {(row["procedure_code"], row["component_code"]) for row in rows("residence_components.csv")}
    declared = {
        (one.code, document.code) for one in formula.procedures.values() for document in one.documents if document.code
    }
    assert declared <= official
    assert {code for _, code in official - declared} == FILLED_IN_ONLINE


def test_the_components_are_those_of_the_published_table() -> None:
    columns = ("procedure_code", "group", "component_code")
    ours = {
        (*(row[key] for key in columns), row["originals"], row["copies"]) for row in rows("residence_components.csv")
    }
    theirs = {
        (*(row[key] for key in columns), row["original_qty"], row["copy_qty"])
        for row in table("procedures_selected_documents.csv")
        if row["procedure_code"] in CODES.values() and row["original_qty"] != "0"
    }
    assert not theirs or ours == theirs


@pytest.mark.parametrize("name", ["sexes", "relations"])
def test_the_papers_print_the_names_that_the_lists_hold(formula: Formula, name: str) -> None:
    assert not_printed(formula, name, "residence.typ") == []


def test_the_owner_of_a_house_needs_nobodys_consent() -> None:
    filled = ask("permanent_own_home")
    assert not {"head_consent", "owner.way", "guardian.way"} & set(filled.shown)


@pytest.mark.parametrize("case_kind", ["family", "rented", "care", "vehicle"])
def test_head_and_owner_are_asked_where_article_20_asks_for_them(case_kind: str) -> None:
    """Paragraphs 2, 3, 5 and 6."""
    filled = ask("permanent_consent_online", case_kind=case_kind, head_owns=False)
    assert {"head_consent", "owner.way"} <= set(filled.shown)


def test_at_a_place_of_worship_only_its_owner_is_asked() -> None:
    """Paragraph 4."""
    filled = ask("permanent_consent_online", case_kind="religious", head_consent=None, head_owns=None)
    assert "owner.way" in filled.shown
    assert "head_consent" not in filled.shown


def test_a_head_who_owns_the_house_is_asked_once() -> None:
    assert "owner.way" not in ask("permanent_consent_online").shown


@pytest.mark.parametrize("way", ["signed", "online", "paper"])
def test_consent_by_each_of_the_three_ways_counts_the_same(way: str) -> None:
    assert wrong(ask("permanent_consent_online", head_consent=way)) == set()


def test_only_who_files_agrees_by_filing() -> None:
    assert wrong(ask("permanent_consent_online", head_consent="self")) == {"head_consent"}
    own = {"relation": "child", "head_name": "Triệu Thị Mai", "head_id": "006195000123"}
    assert wrong(ask("permanent_consent_online", household=own, head_consent="self")) == set()


def test_a_minor_needs_a_parent_or_guardian_and_the_adult_from_eighteen_does_not() -> None:
    """2 November 2026 is the eighteenth birthday of who was born on 2 November 2008."""
    minor = ask("permanent_own_home", declarant={"born_on": "2008-11-03", "id": "006308000123"})
    adult = ask("permanent_own_home", declarant={"born_on": "2008-11-02", "id": "006308000123"})
    assert wrong(minor) >= {"guardian.full_name", "guardian.way"}
    assert wrong(adult) == set()


@pytest.mark.parametrize(("area", "enough"), [(15.9, False), (16.0, True)])
def test_a_rented_flat_has_eight_square_metres_for_each_person(area: float, enough: bool) -> None:
    """Two persons: 16 m² (Law on Residence, Article 20(3)(b); each province may ask for more)."""
    assert wrong(ask("permanent_asked", area=area)) == (set() if enough else {"area"})


def test_a_stay_is_registered_for_two_years_at_most() -> None:
    assert wrong(ask("temporary_rented", until="2028-11-02")) == set()
    assert wrong(ask("temporary_rented", until="2028-11-03")) == {"until"}


def test_an_extension_more_than_fifteen_days_ahead_is_warned_about() -> None:
    """2 November + 15 days is 17 November (Law on Residence, Article 28)."""
    assert [one.path for one in ask("extension_owner_agrees", registered_until="2026-11-17").warnings] == []
    late = ask("extension_owner_agrees", registered_until="2026-11-18")
    assert [one.path for one in late.warnings] == ["registered_until"]


def test_a_list_without_persons_is_no_list() -> None:
    assert len(wrong(ask("temporary_list_counter", members=None))) == 1


def test_the_deadlines_are_those_of_the_published_record(formula: Formula) -> None:
    days = {
        name: sorted(str(length) for length in procedure.deadline.values[0].within.values)
        for name, procedure in formula.procedures.items()
        if procedure.deadline is not None and procedure.deadline.values[0].within is not None
    }
    assert days == {
        "permanent": ["7 working days"],
        "temporary": ["3 working days"],
        "extension": ["3 working days"],
        "confirmation": ["1 working day", "3 working days"],
        "correction": ["3 working days"],
        "removal": ["5 working days"],
    }


LINES = {
    "permanent": (
        "THÔNG BÁO",
        "Về kết quả giải quyết thủ tục đăng ký thường trú",
        "Đã đăng ký thường trú tại: Thôn Nà Ít, xã Phủ Thông, tỉnh Thái Nguyên",
        "Nơi thường trú trước đây: Số 5 phố Chính, xã Phủ Thông, tỉnh Thái Nguyên",
        "Họ, chữ đệm và tên chủ hộ: Lý Văn Páo",
        "Mối quan hệ với chủ hộ: Vợ, chồng",
        "Lý Triệu Bảo Nam",
    ),
    "temporary": ("Thời hạn tạm trú từ ngày: 04/11/2026", "đến ngày: 03/11/2028", "Mối quan hệ với chủ hộ: Chủ hộ"),
    "extension": ("Được gia hạn tạm trú đến ngày: 03/11/2028", "Thời hạn tạm trú đã đăng ký đến ngày: 12/11/2026"),
    "correction": ("Nội dung điều chỉnh: Thay đổi chủ hộ", "Chủ hộ sau khi điều chỉnh: LÝ VĂN PÁO"),
    "confirmation": (
        "Mẫu CT07",
        "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ",
        "1. Nơi thường trú: Thôn Nà Ít, xã Phủ Thông, tỉnh Thái Nguyên",
        "2. Nơi tạm trú: Số 5 phố Chính, xã Phủ Thông, tỉnh Thái Nguyên",
        "3. Nơi ở hiện tại",
        "4. Họ, chữ đệm và tên chủ hộ: Lý Văn Páo",
        "Số: 8/XN",
    ),
}


@pytest.mark.parametrize("paper", sorted(FILLED))
def test_a_paper_of_the_commune_police_says_whose_it_is_and_what_was_decided(paper: str) -> None:
    text = printed(paper, FILLED[paper], of="residence")
    head = (
        "CÔNG AN TỈNH THÁI NGUYÊN",
        "CÔNG AN XÃ PHỦ THÔNG",
        "Độc lập - Tự do - Hạnh phúc",
        "ngày 04 tháng 11 năm 2026",
    )
    foot = ("TRƯỞNG CÔNG AN XÃ", "Bế Văn Thắng", "TRIỆU THỊ MAI", "006195000123")
    assert [words for words in (*head, *LINES[paper], *foot) if words not in text] == []


@pytest.mark.parametrize("procedure", sorted(CODES))
def test_each_procedure_is_tried_to_different_ends(formula: Formula, procedure: str) -> None:
    ends = {(one.expect.status, one.expect.fee) for one in formula.samples.values() if one.procedure == procedure}
    assert len(ends) >= 2


def test_a_kernel_name_alone_is_the_kernels_and_the_register_is_written_in_full(formula: Formula) -> None:
    names = FormulaNames(formula)
    kernel, register = names.record("persons"), names.record("residence.persons")
    assert kernel is not None
    assert register is not None
    assert (kernel.register, register.register) == ("persons", "residence.persons")
    assert names.register("persons") is None
