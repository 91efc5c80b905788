"""A publisher before a real browser: a mistake shown at its line, mended, previewed, published, adopted, upgraded."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WIDTHS, Opens, follow, violations
from factories.agencies import agency
from nenso.formulas import offers
from nenso.formulas.models import Adoption
from nenso.formulas.writing import begin, manuscript_of
from nenso.runtime.acting import acting
from support.births import Someone, someone
from support.formulas import LETTERS, letters

expect.set_options(timeout=30_000)
COMMUNE = "vn.p19.c01969"
PROCEDURE = "procedures/letter.yaml"
SHOTS = os.environ.get("NENSO_SHOTS")


def publisher() -> Someone:
    offers.forget()
    return someone("Vi Thị Biên", ("publisher", COMMUNE))


def wrong_with(page: Page, name: str) -> list[str]:
    """Return what axe finds wrong with the page, which needs scripts, at the width of a phone and of a desk."""
    found = []
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        found += [f"{page.url} at {width}: {one}" for one in violations(page)]
    return found


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_formula_is_written_mended_seen_published_adopted_and_upgraded(visitor: Opens, *, javascript: bool) -> None:
    who = publisher()
    page, wrong = visitor(who, javascript=javascript), []
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text) if "Content Security Policy" in told.text else None)

    page.goto("/can-bo/bieu-mau/moi")
    wrong += wrong_with(page, "new") if javascript else []
    page.get_by_label("Tên bộ mẫu").fill("Thư của dân")
    page.get_by_label("Tên trong tệp").fill("letters")
    page.get_by_role("button", name="Bắt đầu soạn").click()
    expect(page.get_by_role("heading", name="Thư của dân")).to_be_visible()
    here = page.url
    page.get_by_role("link", name="request.yaml", exact=True).click()
    fine = LETTERS[PROCEDURE].replace("procedure: letter", "procedure: request")
    write(page, javascript, fine.replace("by: clerk", "by: clark"))
    if javascript:
        expect(page.locator(".cm-lintRange-error").first).to_be_visible()
        expect(page.locator("[data-issues]")).to_contain_text("dòng 11")
    else:
        page.get_by_role("button", name="Lưu và kiểm tra").click()
        expect(page.locator(".numbered__line--wrong").first).to_contain_text("by: clark")
        page.get_by_role("link", name="dòng 11").click()
        expect(page).to_have_url(re.compile("#dong-11$"))
    wrong += wrong_with(page, "file") if javascript else []
    write(page, javascript, fine)
    if javascript:
        expect(page.locator("[data-state]")).to_contain_text("Không có lỗi")
    else:
        page.get_by_role("button", name="Lưu và kiểm tra").click()
        expect(page.locator("[data-state]")).to_contain_text("Không có lỗi")

    page.goto(here)
    page.get_by_role("link", name="Gửi thư").click()
    expect(page.get_by_label("Về việc")).to_be_visible()
    page.get_by_role("button", name="Thử gửi trang này").click()
    expect(page.get_by_text("Có chỗ cần sửa")).to_be_visible()
    wrong += wrong_with(page, "preview") if javascript else []

    page.goto(here)
    page.get_by_role("link", name="quy trình request.yaml").click()
    page.get_by_text("Sửa Ký trả lời").click()
    card = page.locator("#buoc-sign")
    card.get_by_label("Người nhận").select_option("")
    card.get_by_role("button", name="Lưu bước này").click()
    expect(page.get_by_role("alert")).to_contain_text("Bước “sign” phải có đúng một trong")
    page.get_by_label("Tên bước").last.fill("Họp bàn")
    page.locator("#them").get_by_label("Đứng sau bước").select_option("read")
    page.locator("#them").get_by_label("Bao nhiêu").fill("2")
    page.locator("#them").get_by_role("button", name="Thêm bước").click()
    expect(page.get_by_role("heading", name="Họp bàn")).to_be_visible()
    wrong += wrong_with(page, "process") if javascript else []

    page.goto(here)
    page.get_by_role("button", name="Xem thay đổi và công bố").click()
    expect(page.get_by_text("Đây là ấn bản đầu tiên")).to_be_visible()
    page.get_by_role("button", name="Công bố", exact=True).click()
    expect(page.get_by_text("Đã công bố letters@1.0.0.")).to_be_visible()
    page.get_by_role("button", name="Áp dụng", exact=True).click()
    expect(page.get_by_text("được áp dụng tại")).to_be_visible()
    wrong += wrong_with(page, "edition") if javascript else []

    page.get_by_role("link", name="Soạn bản tiếp theo").click()
    page.get_by_role("button", name="Soạn bản tiếp theo").click()
    expect(page.get_by_text("letters@1.0.1")).to_be_visible()
    wrong += wrong_with(page, "manuscript") if javascript else []
    page.get_by_role("link", name="request.yaml", exact=True).click()
    newer = letters(deadline="deadline: {within: 2 working days}")[PROCEDURE]
    write(page, javascript, newer.replace("procedure: letter", "procedure: request"))
    if javascript:
        expect(page.locator("[data-state]")).to_contain_text("Đã lưu")
        page.wait_for_function("document.querySelector('[data-state]').textContent.includes('Đã lưu')")
        page.wait_for_timeout(1500)
    else:
        page.get_by_role("button", name="Lưu và kiểm tra").click()
    page.get_by_role("link", name="formula.yaml").click()
    write(page, javascript, letters(version="1.1.0")["formula.yaml"])
    if javascript:
        page.wait_for_timeout(1500)
        expect(page.locator("[data-state]")).to_contain_text("Không có lỗi")
    else:
        page.get_by_role("button", name="Lưu và kiểm tra").click()
    page.get_by_role("link", name="Thư của dân").click()
    page.get_by_role("button", name="Xem thay đổi và công bố").click()
    expect(page.get_by_role("cell", name="3 ngày làm việc")).to_be_visible()
    expect(page.get_by_role("cell", name="2 ngày làm việc", exact=True)).to_be_visible()
    wrong += wrong_with(page, "publish") if javascript else []
    page.get_by_role("button", name="Công bố", exact=True).click()
    expect(page.get_by_text("Đã công bố letters@1.1.0.")).to_be_visible()
    page.goto("/can-bo/bieu-mau")
    wrong += wrong_with(page, "list") if javascript else []
    follow(page, page.get_by_role("link", name="Xem thay đổi"))
    wrong += wrong_with(page, "differences") if javascript else []
    page.get_by_role("button", name="Nâng cấp").click()
    expect(page.get_by_text("letters@1.1.0 được áp dụng tại")).to_be_visible()
    with acting(who.actor):
        assert Adoption.objects.get(formula="letters", valid_until=None).edition.version == "1.1.0"
    assert refused == []
    assert wrong == []


def write(page: Page, javascript: bool, text: str) -> None:
    """Write over what is in the editor, or in the box where no scripts run."""
    if not javascript:
        page.locator("#text").fill(text)
        return
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


@pytest.mark.usefixtures("site")
def test_the_editor_offers_what_the_schema_knows_and_keeps_what_is_written_over_a_lost_line(visitor: Opens) -> None:
    who = publisher()
    manuscript = begin(who.actor, agency(COMMUNE), LETTERS, key="ban-thao-trinh-duyet")
    page = visitor(who)
    page.goto(f"/can-bo/bieu-mau/soan/{manuscript.id}/tep/{PROCEDURE}")
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("legal_b")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("legal_basis")
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.keyboard.type("asis: [x]")
    expect(page.locator("[data-state]")).to_contain_text("Chưa lưu được")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("Đã lưu")
    assert page.locator(".cm-content").inner_text().rstrip().endswith("legal_basis: [x]")
    page.wait_for_timeout(1500)
    assert "legal_basis: [x]" in manuscript_of(who.actor, manuscript.id).files[PROCEDURE]
    assert page.evaluate("document.querySelectorAll('head style, body style').length") == 0
