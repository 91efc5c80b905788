"""Household businesses against form 1 of Circular 68/2025/TT-BTC and the certificate, as far as their copies tell."""

from typing import Any

import pytest

from formulas_content import filling
from formulas_content.business_papers import FILLED
from formulas_content.filling import fill, sample, wrong
from formulas_content.official import not_printed, nowhere, published_labels, rows, table
from formulas_content.printing import printed
from nenso.language.declarations.formula import Formula


@pytest.fixture
def formula() -> Formula:
    return filling.formula("household_business")


def ask(tried: str = "bakery", /, **changes: Any) -> set[str]:
    """Return what stands in the way of filing the form of a sample with some answers changed."""
    return wrong(fill("registration", sample(tried, of="household_business", **changes), of="household_business"))


def test_every_field_of_form_1_is_asked(formula: Formula) -> None:
    ours = {(row["form"], row["official_name"]): row["official_label"] for row in rows("business_fields.csv")}
    assert len(ours) == 18
    assert nowhere(formula, "business_fields.csv") == []
    published = published_labels("dkhkd-mau1")
    assert not published or ours == published


def test_code_and_fee_stand_where_they_can_be_put_right(formula: Formula) -> None:
    """The sources are of the third grade, and name about 100,000 đ: nothing is owed until a province has decided."""
    assert formula.procedures["registration"].code == "1.001612"
    settings = {one.name: (one.default, one.set_by) for one in formula.settings}
    assert settings["registration_fee"] == (0, ("province",))


def test_three_working_days(formula: Formula) -> None:
    deadline = formula.procedures["registration"].deadline
    assert deadline is not None
    assert [str(length) for one in deadline.values for length in (one.within.values if one.within else ())] == [
        "3 working days"
    ]


def test_the_head_of_the_office_signs(formula: Formula) -> None:
    signing = formula.procedures["registration"].steps["sign"].by
    assert signing is not None
    assert [str(term.name) for people in signing.values for term in people.terms] == ["head"]


@pytest.mark.parametrize("name", ["Công ty Bánh Mai", "Hộ kinh doanh DOANH NGHIỆP Mai"])
def test_a_household_business_does_not_call_itself_a_company(name: str) -> None:
    assert ask(name=name) == {"name"}


def test_the_owner_is_eighteen_or_older() -> None:
    assert ask(owner={"born_on": "2008-11-03", "id": "006308000123"}) == {"owner.born_on"}
    assert ask(owner={"born_on": "2008-11-02", "id": "006308000123"}) == set()


def test_one_trade_is_the_main_one() -> None:
    trade = {"trade": "Bán lẻ", "trade_code": "4719"}
    assert len(ask(trades=[{**trade, "main": False}])) == 1
    assert len(ask(trades=[{**trade, "main": True}, {**trade, "main": True}])) == 1
    assert ask(trades=[{**trade, "main": True}]) == set()


def test_the_members_of_a_household_are_named_when_they_found_it() -> None:
    assert ask("family_shop") == set()
    assert ask("family_shop", members=None) == {"members"}


def test_the_certificate_carries_every_line_of_the_one_before_it(formula: Formula) -> None:
    assert not_printed(formula, "sexes", "certificate.typ") == []
    text = printed("certificate", FILLED["certificate"], of="household_business")
    wanted = [words for row in rows("business_lines.csv") for words in row["printed"].split("|")]
    assert [words for words in wanted if words not in text] == []
    assert "bằng chữ: Tám mươi triệu đồng" in text
    assert "Số 12 phố Chính, xã Phủ Thông, tỉnh Thái Nguyên" in text
    assert "UBND XÃ PHỦ THÔNG" in text
    assert "PHÒNG KINH TẾ" in text


def test_the_official_lines_are_those_of_the_published_table() -> None:
    ours = [(row["line"], row["official_label"]) for row in rows("business_lines.csv")]
    theirs = [(row["line_no"], row["label"]) for row in table("result_documents.csv") if row["doc_slug"] == "gcn-dkhkd"]
    assert len(ours) == 8
    assert not theirs or ours == theirs
