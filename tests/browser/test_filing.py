"""Filing in a real browser: without scripts on a phone, by the keyboard at a desk, and when the line is lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Opens, violations
from nenso.cases.acting import Act, act
from nenso.cases.models import Case
from nenso.runtime.acting import acting
from support.births import PDF, in_force, mother, someone
from support.callers import EVERYTHING, PHU_THONG

SMALL = 60_000
"""Bytes of our own that a page may weigh, compressed: its text, styles and scripts."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """The hospital's certificate, scanned."""
    path = tmp_path / "giay-chung-sinh.pdf"
    path.write_bytes(PDF)
    return path


def checked(page: Page, looked: Page, found: dict[str, list[str]]) -> None:
    """Note what axe finds wrong with the page that is open, opened again in a window where scripts run."""
    looked.goto(page.url)
    found[page.url] = violations(looked)


def filled(page: Page, answers: dict[str, str]) -> None:
    """Write into the boxes of a page by their names."""
    for name, value in answers.items():
        box = page.locator(f'[name="{name}"]').first
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(value)
        elif box.get_attribute("type") in {"radio", "checkbox"}:
            page.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            box.fill(value)


CHILD = {
    "child.full_name": "Lý Triệu Bảo An",
    "child.born_on.day": "20",
    "child.born_on.month": "10",
    "child.born_on.year": "2026",
    "child.sex": "female",
    "child.ethnicity": "dao",
    "child.nationality": "vn",
    "child.born_at": "facility",
    "child.hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
}
BORN_AT = {"child.facility": "Trung tâm Y tế Bạch Thông", "child.birth_place.place": "phu thong thai nguyen"}
MOTHER = {
    "mother.id": "006195000123",
    "mother.full_name": "Triệu Thị Mai",
    "mother.born_on.day": "8",
    "mother.born_on.month": "3",
    "mother.born_on.year": "1995",
    "mother.ethnicity": "dao",
    "mother.nationality": "vn",
}


def go_on(page: Page) -> None:
    page.locator("button.govuk-button", has_text="Tiếp tục").last.click()


@pytest.mark.django_db(transaction=True)
def test_a_mother_files_a_birth_on_a_phone_without_scripts_and_gives_what_is_asked(
    visitor: Opens, certificate: Path
) -> None:
    in_force()
    her, wrong = mother(), {}
    page, looked = visitor(her, width=320, javascript=False), visitor(her, width=320)
    page.goto("/thu-tuc/1.001193")
    checked(page, looked, wrong)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.get_by_label("Xã, phường").fill("xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn")
    go_on(page)
    expect(page.get_by_text("Từ 01/07/2025")).to_be_visible()
    checked(page, looked, wrong)
    page.get_by_role("button", name="Đúng, tiếp tục").click()
    checked(page, looked, wrong)
    go_on(page)
    expect(page.get_by_text("đã có trong dữ liệu").first).to_be_visible()
    filled(page, {"relation": "mother"})
    checked(page, looked, wrong)
    go_on(page)
    filled(page, CHILD)
    go_on(page)
    expect(page.get_by_role("heading", name="Có chỗ cần sửa")).to_be_visible()
    checked(page, looked, wrong)
    filled(page, BORN_AT)
    go_on(page)
    filled(page, MOTHER)
    go_on(page)
    filled(page, {"proof_later": "true"})
    go_on(page)
    filled(page, {"undertaking": "true"})
    go_on(page)
    checked(page, looked, wrong)
    page.locator('[name="file"]').nth(1).set_input_files(certificate)
    page.locator("form[data-upload]").nth(1).locator("button").click()
    expect(page.get_by_text("giay-chung-sinh.pdf").first).to_be_visible()
    page.get_by_role("button", name="Tiếp tục").click()
    checked(page, looked, wrong)
    page.get_by_label("Tôi xin cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", name="Đã nộp hồ sơ")).to_be_visible()
    checked(page, looked, wrong)
    with acting(EVERYTHING):
        case = Case.objects.get(status__gt=0)
    clerk = someone("Hoàng Văn Tiếp", ("clerk", PHU_THONG))
    marks = [{"field": "child.hometown", "why": "Ghi theo quê của cha hoặc mẹ."}]
    act(clerk.actor, case.id, Act("ask", marks=marks), key="yeu-cau-0001")
    page.goto(f"/ho-so/{case.code}")
    checked(page, looked, wrong)
    page.get_by_role("button", name="Bổ sung hồ sơ").click()
    checked(page, looked, wrong)
    filled(page, {"child.hometown": "xã Vân Tùng, tỉnh Thái Nguyên"})
    page.get_by_role("button", name="Gửi bổ sung").click()
    expect(page.get_by_text("Bổ sung hồ sơ").first).to_be_visible()
    for path in ("/ho-so", "/ho-so/nhap", "/giay-to", "/ai-da-xem", "/tra-cuu", f"/ho-so/{case.code}/rut"):
        page.goto(path)
        checked(page, looked, wrong)
    assert not any(wrong.values()), {path: found for path, found in wrong.items() if found}


@pytest.mark.django_db(transaction=True)
def test_fields_come_with_the_answers_by_the_keyboard_alone_and_an_upload_outlives_a_lost_line(
    visitor: Opens, certificate: Path
) -> None:
    in_force()
    page = visitor(mother(), width=1280)
    weights: dict[str, int] = {}

    def weigh(path: str) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        taken: dict[str, str] = {}
        sizes: dict[str, int] = {}
        session.on("Network.responseReceived", lambda one: taken.update({one["requestId"]: one["response"]["url"]}))
        session.on(
            "Network.loadingFinished", lambda one: sizes.update({one["requestId"]: int(one["encodedDataLength"])})
        )
        page.goto(path, wait_until="networkidle")
        weights[path] = sum(size for key, size in sizes.items() if not taken.get(key, "").endswith(".woff2"))
        session.detach()

    page.goto("/thu-tuc/1.001193/nop")
    page.get_by_label("Xã, phường").fill("xã Phủ Thông, tỉnh Thái Nguyên")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nop-cho-ai")
    root = page.url.rpartition("/")[0]
    page.goto(f"{root}/child")
    page.locator('[name="child.full_name"]').focus()
    page.keyboard.type("Lý Triệu Bảo An")
    facility = page.locator('[name="child.facility"]')
    expect(facility).to_have_count(0)
    page.locator('[name="child.born_at"][value="facility"]').focus()
    page.keyboard.press("Space")
    expect(facility).to_have_count(1)
    focused = page.evaluate("document.activeElement.name")
    assert focused == "child.born_at", "the keyboard stays where it was"
    expect(page.locator('[name="child.full_name"]')).to_have_value("Lý Triệu Bảo An")
    assert violations(page) == []

    page.goto(f"{root}/giay-to")
    page.context.set_offline(True)
    page.locator('[name="file"]').nth(1).set_input_files(certificate)
    expect(page.get_by_text("Mất mạng; sẽ tự tải tiếp khi có mạng lại.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".files__one")).to_have_count(1)
    expect(page.locator(".files__one")).to_contain_text("giay-chung-sinh.pdf")
    assert violations(page) == []
    for path in (f"{root}/child", f"{root}/giay-to", f"{root}/kiem-tra", "/ho-so", "/thu-tuc/1.001193"):
        weigh(re.sub(r"^https?://[^/]+", "", path))
    assert max(weights.values()) < SMALL, weights
