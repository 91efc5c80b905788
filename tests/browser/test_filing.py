"""A page of a form in a real browser with scripts: quicker, and no less careful with what is written in it."""

from playwright.sync_api import Page, expect

from browser.conftest import Opens, violations
from support.births import in_force, mother


def draft_of(page: Page) -> str:
    """Begin a birth at xã Phủ Thông; return where its pages are."""
    page.goto("/thu-tuc/1.001193/nop")
    page.get_by_label("Xã, phường").fill("xã Phủ Thông, tỉnh Thái Nguyên")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nop-cho-ai")
    return page.url.rpartition("/")[0]


def test_fields_come_with_the_answers_and_the_keyboard_stays_where_it_was(visitor: Opens) -> None:
    in_force()
    page = visitor(mother(), width=1280)
    page.goto(f"{draft_of(page)}/child")
    page.locator('[name="child.full_name"]').focus()
    page.keyboard.type("Lý Triệu Bảo An")
    facility = page.locator('[name="child.facility"]')
    expect(facility).to_have_count(0)
    page.locator('[name="child.born_at"][value="facility"]').focus()
    page.keyboard.press("Space")
    expect(facility).to_have_count(1)
    assert page.evaluate("document.activeElement.name") == "child.born_at"
    expect(page.locator('[name="child.full_name"]')).to_have_value("Lý Triệu Bảo An")
    assert violations(page) == []
    page.get_by_role("button", name="Tiếp tục").last.click()
    expect(page.get_by_role("heading", name="Có chỗ cần sửa")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert violations(page) == []
