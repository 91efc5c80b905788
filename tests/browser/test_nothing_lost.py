"""What happens to people at home: the session ends, they press twice, go back, have two windows, a line as of 2002."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from browser.conftest import Opens
from browser.test_filing import draft_of
from factories.people import SYSTEM
from nenso.cases.intake.drafts import drafts_of, save_draft
from nenso.cases.models import Case
from nenso.runtime.acting import acting
from support.births import PASSWORD, Someone, birth_form, in_force, mother
from support.callers import EVERYTHING

NAME = '[name="child.full_name"]'
HOMETOWN = '[name="child.hometown"]'


@pytest.fixture
def her(site: str) -> Someone:
    del site
    in_force()
    return mother()


@pytest.fixture
def page(visitor: Opens, her: Someone) -> Page:
    return visitor(her, width=320)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").last.click()


def filed_cases() -> int:
    with acting(EVERYTHING):
        return Case.objects.filter(status__gt=0).count()


def filled_in(her: Someone) -> str:
    """Fill her only draft in, whole; return where its answers are checked."""
    (draft,) = drafts_of(her.actor)
    save_draft(her.actor, draft.id, birth_form(), version=draft.version)
    return f"/ho-so/nhap/{draft.id}/kiem-tra"


def test_whose_session_ended_mid_form_signs_in_and_finds_what_was_typed(page: Page, her: Someone) -> None:
    with acting(SYSTEM):
        EmailAddress.objects.filter(user_id=her.account.id).update(verified=True)
    address = f"{draft_of(page)}/child"
    page.goto(address)
    page.locator(NAME).fill("Lý Triệu Bảo An")
    page.locator(HOMETOWN).fill("xã Vân Tùng")
    page.locator('[name="child.born_at"][value="facility"]').check()
    page.locator('[name="child.facility"]').fill("Trung tâm Y tế Bạch Thông")
    kept = [one for one in page.context.cookies() if one["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)
    go_on(page)
    page.wait_for_url(re.compile("/dang-nhap"))
    page.get_by_label("Thư điện tử").fill(str(her.account.email))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(re.compile("/child"))
    expect(page.get_by_text("Phiên làm việc đã hết hạn")).to_be_visible()
    expect(page.locator(NAME)).to_have_value("Lý Triệu Bảo An")
    expect(page.locator(HOMETOWN)).to_have_value("xã Vân Tùng")
    expect(page.locator('[name="child.facility"]')).to_have_value("Trung tâm Y tế Bạch Thông")
    page.get_by_role("button", name="Lưu và để sau").click()
    page.wait_for_url("**/ho-so/nhap")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_load_state()
    assert page.evaluate("sessionStorage.length") == 0


def test_filing_pressed_twice_and_again_after_going_back_is_one_case(page: Page, her: Someone) -> None:
    draft_of(page)
    page.goto(filled_in(her))
    page.get_by_label("Tôi xin cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    expect(page.get_by_role("heading", name="Đã nộp hồ sơ")).to_be_visible()
    secret = page.locator(".govuk-inset-text strong").inner_text()
    page.go_back()
    if page.get_by_role("button", name="Nộp hồ sơ").count():
        page.get_by_label("Tôi xin cam đoan").check()
        page.get_by_role("button", name="Nộp hồ sơ").click()
    page.go_forward()
    assert filed_cases() == 1
    assert len(secret) > 8


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("press", ["dblclick", "enter twice"])
def test_opening_an_account_pressed_twice_leads_to_the_page_for_the_code(
    visitor: Opens, press: str, *, javascript: bool
) -> None:
    page = visitor(width=320, javascript=javascript)
    page.goto("/dang-ky")
    page.get_by_label("Thư điện tử").fill("moi@vidu.vn")
    for label in ("Mật khẩu", "Nhập lại mật khẩu"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    if press == "dblclick":
        page.get_by_role("button", name="Mở tài khoản").dblclick()
    else:
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    page.wait_for_url("**/dang-ky/xac-nhan-thu")
    expect(page.get_by_label("Mã trong thư")).to_be_visible()


def test_two_windows_keep_what_was_written_in_either(page: Page, visitor: Opens, her: Someone) -> None:
    address = f"{draft_of(page)}/child"
    other = visitor(her, width=1280)
    page.goto(address)
    other.goto(address)
    page.locator(NAME).fill("Lý Triệu Bảo An")
    page.get_by_role("button", name="Lưu và để sau").click()
    page.wait_for_url("**/ho-so/nhap")
    other.locator(HOMETOWN).fill("xã Vân Tùng")
    other.get_by_role("button", name="Lưu và để sau").click()
    other.wait_for_url("**/ho-so/nhap")
    page.goto(address)
    expect(page.locator(NAME)).to_have_value("Lý Triệu Bảo An")
    expect(page.locator(HOMETOWN)).to_have_value("xã Vân Tùng")


def test_going_back_shows_what_was_written_and_leaving_a_page_saves_it(
    page: Page, visitor: Opens, her: Someone
) -> None:
    address = f"{draft_of(page)}/child"
    page.goto(address)
    page.locator(NAME).fill("Lý Triệu Bảo An")
    page.goto("/ho-so")
    page.go_back()
    expect(page.locator(NAME)).to_have_value("Lý Triệu Bảo An")
    elsewhere = visitor(her, width=1280)
    elsewhere.goto(address)
    expect(elsewhere.locator(NAME)).to_have_value("Lý Triệu Bảo An")


def test_on_a_line_of_2g_a_page_is_text_soon_and_filing_is_done_once(page: Page, her: Someone) -> None:
    draft_of(page)
    address = filled_in(her)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    second_generation = {"latency": 400, "downloadThroughput": 12_000, "uploadThroughput": 6_000}
    session.send("Network.emulateNetworkConditions", {"offline": False, **second_generation})
    page.goto(address, wait_until="domcontentloaded")
    painted = page.locator("h1")
    expect(painted).to_be_visible(timeout=15_000)
    page.get_by_label("Tôi xin cam đoan").check()
    button = page.get_by_role("button", name="Nộp hồ sơ")
    button.evaluate("one => { one.click(); one.click(); setTimeout(() => one.click(), 1500); }")
    expect(page.get_by_role("heading", name="Đã nộp hồ sơ")).to_be_visible(timeout=30_000)
    assert filed_cases() == 1
