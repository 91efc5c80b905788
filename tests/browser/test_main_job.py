"""The main job by those who do it, each in a browser of their own: she files and is asked for a paper, gives it, the
chairman signs, she takes the certificate home, and somebody who has only the paper's QR code checks it.

Once on a phone whose browser runs no scripts; once at a desk by the keyboard alone, with the line lost in the middle of
an upload.
"""

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from browser import by_keyboard as keys
from browser.conftest import Opens, violations
from nenso.cases.models import Case, Status
from nenso.runtime.acting import acting
from support.births import Someone, in_force, mother, someone
from support.callers import EVERYTHING, PHU_THONG

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
    "mother.ethnicity": "dao",
    "mother.nationality": "vn",
}
OFFICIALS = {"clerk": "Nông Thị Hoa", "officer": "Hoàng Văn Tú", "leader": "Ma Văn Dũng", "registrar": "Lường Thị Yến"}


def certificate() -> bytes:
    """Return the hospital's certificate: a PDF of one page and, as a scan is, of more than one part."""
    writer, made = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_attachment("anh.bin", bytes(range(256)) * 4000)
    writer.write(made)
    return made.getvalue()


class ByTouch:
    """She has a phone; scripts do not run on it."""

    width, scripts = 320, False

    def __init__(self, page: Page) -> None:
        self.page = page

    def answer(self, answers: dict[str, str]) -> None:
        for name, value in answers.items():
            box = self.page.locator(f'[name="{name}"]').first
            if box.evaluate("one => one.tagName") == "SELECT":
                box.select_option(value)
            elif box.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            else:
                box.fill(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).last.click()

    def give(self, document: str, file: Path) -> None:
        self.page.locator(f"#file-{document}").set_input_files(file)
        self.page.locator(f"#paper-{document} button", has_text="Tải lên").click()


class ByKeyboard(ByTouch):
    """She has a keyboard and no pointer; and her line goes away while the certificate goes up."""

    width, scripts = 1280, True

    def answer(self, answers: dict[str, str]) -> None:
        for name, value in answers.items():
            box = self.page.locator(f'[name="{name}"]')
            expect(box.first).to_be_visible()
            kind = box.first.get_attribute("type")
            if box.first.evaluate("one => one.tagName") == "SELECT":
                keys.pick(self.page, box, value)
            elif kind == "radio":
                keys.choose(self.page, box, value)
            elif kind == "checkbox":
                keys.tick(self.page, box)
            else:
                keys.write(self.page, box.first, value)

    def press(self, name: str) -> None:
        keys.press_button(self.page, self.page.get_by_role("button", name=name).last)

    def give(self, document: str, file: Path) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        limits = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 500_000}
        session.send("Network.emulateNetworkConditions", limits)
        keys.tab_to(self.page, self.page.locator(f"#file-{document}"))
        self.page.locator(f"#file-{document}").set_input_files(file)
        bar = self.page.locator("progress")
        while float(bar.evaluate("one => one.value")) < 20:
            self.page.wait_for_timeout(50)
        session.send("Network.emulateNetworkConditions", limits | {"offline": True})
        expect(self.page.get_by_text("Mất mạng; sẽ tự tải tiếp khi có mạng lại.")).to_be_visible()
        session.send("Network.emulateNetworkConditions", limits | {"uploadThroughput": -1})


def files(her: ByTouch) -> str:
    """File the birth, page by page; return the address of its confirmation."""
    page = her.page
    page.goto("/thu-tuc/1.001193")
    her.press("Nộp hồ sơ")
    her.answer({"place": "xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn"})
    her.press("Tiếp tục")
    expect(page.get_by_text("Từ 01/07/2025")).to_be_visible()
    her.press("Đúng, tiếp tục")
    her.press("Tiếp tục")
    expect(page.get_by_text("đã có trong dữ liệu").first).to_be_visible()
    her.answer({"relation": "mother"})
    her.press("Tiếp tục")
    her.answer(CHILD)
    if not her.scripts:
        her.press("Tiếp tục")
        expect(page.get_by_role("heading", name="Có chỗ cần sửa")).to_be_visible()
    her.answer(BORN_AT)
    her.press("Tiếp tục")
    her.answer(MOTHER)
    her.press("Tiếp tục")
    her.answer({"proof_later": "true"})
    her.press("Tiếp tục")
    her.answer({"undertaking": "true"})
    her.press("Tiếp tục")
    expect(page.get_by_role("heading", name="Giấy tờ kèm theo")).to_be_visible()
    her.press("Tiếp tục")
    her.answer({"oath": "true"})
    her.press("Nộp hồ sơ")
    expect(page.get_by_role("heading", name="Đã nộp hồ sơ")).to_be_visible()
    return page.url


def acted(page: Page, case: str, action: str) -> None:
    """Open a case on the desk and press one of its acts."""
    page.goto(f"/can-bo/ho-so/{case}")
    page.locator(f'button[name="action"][value="{action}"]').click()
    expect(page.get_by_text("Đã ghi nhận trên hồ sơ")).to_be_visible()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("way", [ByTouch, ByKeyboard], ids=["phone-without-scripts", "desk-by-keyboard-line-lost"])
def test_a_birth_goes_from_her_home_to_a_paper_that_anybody_can_verify(
    visitor: Opens, way: type[ByTouch], tmp_path: Path
) -> None:
    in_force()
    staff: dict[str, Someone] = {role: someone(name, (role, PHU_THONG)) for role, name in OFFICIALS.items()}
    scan = tmp_path / "giay-chung-sinh.pdf"
    scan.write_bytes(certificate())
    her = way(visitor(mother(), width=way.width, javascript=way.scripts))
    files(her)
    with acting(EVERYTHING):
        case = Case.objects.get(status__gt=0).code

    acted(visitor(staff["clerk"]), case, "accept")
    officer = visitor(staff["officer"])
    officer.goto(f"/can-bo/ho-so/{case}")
    officer.get_by_text("Giấy tờ chưa nộp").click()
    row = officer.locator("li", has_text="Giấy chứng sinh").first
    row.get_by_role("checkbox").check()
    row.get_by_role("textbox").fill("Chưa có giấy chứng sinh.")
    officer.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(officer.get_by_text("Thời hạn dừng từ")).to_be_visible()

    her.page.goto(f"/ho-so/{case}")
    expect(her.page.get_by_text("Chưa có giấy chứng sinh.")).to_be_visible()
    her.press("Bổ sung hồ sơ")
    her.give("birth_certificate", scan)
    expect(her.page.get_by_text("giay-chung-sinh.pdf").first).to_be_visible()
    if her.scripts:
        assert violations(her.page) == []
    her.press("Gửi bổ sung")
    expect(her.page.get_by_role("heading", name="Đăng ký khai sinh")).to_be_visible()

    officer.reload()
    expect(officer.get_by_text("mới bổ sung")).to_be_visible()
    officer.get_by_label("Số định danh cá nhân cấp cho trẻ").fill("019326000451")
    officer.get_by_role("button", name="Trình duyệt").click()
    expect(officer.get_by_text("Đã ghi nhận trên hồ sơ")).to_be_visible()
    acted(visitor(staff["leader"]), case, "sign")
    acted(visitor(staff["registrar"]), case, "issue")

    her.page.goto(f"/ho-so/{case}")
    link = her.page.get_by_role("link", name=re.compile("Giấy khai sinh")).first
    with her.page.expect_download() as taken:
        link.click() if not her.scripts else keys.press_button(her.page, link)
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    address = her.page.get_by_role("link", name=re.compile("^Xác thực")).first.get_attribute("href")
    assert address is not None
    anybody = visitor(width=320)
    anybody.goto(re.sub(r"^https?://[^/]+", "", address))
    expect(anybody.get_by_text("Lý Triệu Bảo An").or_(anybody.get_by_text("Giấy khai sinh")).first).to_be_visible()
    assert violations(anybody) == []
    with acting(EVERYTHING):
        assert Case.objects.get(code=case).status == Status.DELIVERED
