"""A publisher before a real browser changes where a button leads: a condition is told wrong as it is typed."""

import pytest
from playwright.sync_api import expect

from browser.conftest import Opens
from browser.test_publishing import COMMUNE, PROCEDURE, publisher, wrong_with
from factories.agencies import agency
from nenso.formulas.writing import begin, manuscript_of
from support.formulas import LETTERS


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_branch_is_typed_mended_and_saved_on_the_card(visitor: Opens, *, javascript: bool) -> None:
    who = publisher()
    made = begin(who.actor, agency(COMMUNE), LETTERS, key="ban-thao-nhanh-2")
    page = visitor(who, javascript=javascript)
    page.goto(f"/can-bo/bieu-mau/soan/{made.id}/quy-trinh/{PROCEDURE}")
    card = page.locator("#buoc-read")
    card.get_by_text("Sửa", exact=False).first.click()
    card.get_by_text("Rẽ nhánh theo điều kiện").first.click()
    condition = card.locator("[name=if-0-0]")
    condition.fill("form.subjec == 'a'")
    card.locator("[name=way-0-0]").select_option("done")
    if not javascript:
        card.get_by_role("button", name="Lưu bước này").click()
    expect(card.locator("#sai-if-0-0-read")).to_contain_text("Không có “subjec” trong form")
    wrong = wrong_with(page, "branches") if javascript else []
    assert manuscript_of(who.actor, made.id).files[PROCEDURE] == LETTERS[PROCEDURE]
    expect(condition).to_have_value("form.subjec == 'a'")
    condition.fill("form.subject == 'a'")
    if javascript:
        expect(card.locator("#sai-if-0-0-read")).to_be_empty()
    card.get_by_role("button", name="Lưu bước này").click()
    expect(page.get_by_text("Đã lưu quy trình.")).to_be_visible()
    expect(page.locator("#buoc-read .flow__ways")).to_contain_text("nếu form.subject == 'a': Kết thúc: xong")
    ways = "answer: {to: [{if: form.subject == 'a', to: done}, {to: sign}], label: Trả lời}"
    assert ways in manuscript_of(who.actor, made.id).files[PROCEDURE]
    assert wrong == []
