"""The main job from the screens of those who work: the clerk by keys alone, the officer, the leader, the registrar."""

import re
from io import BytesIO

import pypdf
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WIDTHS, Opens, violations
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.giving import Given, give_file
from nenso.cases.models import Status
from support.births import Someone, birth_form, in_force, mother, someone
from support.stories import new_key, whole

expect.set_options(timeout=30_000)
PHU_THONG = "vn.p19.c01969"
NAMES = {"clerk": "Nông Thị Hoa", "officer": "Hoàng Văn Tú", "leader": "Ma Văn Dũng", "registrar": "Lường Thị Yến"}


def one_page() -> bytes:
    """Return a PDF of one blank page."""
    writer, made = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(made)
    return made.getvalue()


def wrong_with(page: Page) -> list[str]:
    """Return what axe finds wrong with the page at the width of a phone and of a desk."""
    found = []
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} at {width}: {one}" for one in violations(page)]
    return found


def open_list(page: Page, address: str) -> None:
    """Open a list and wait until its keys work."""
    page.goto(address)
    expect(page.locator(".keys")).to_be_visible()


def done_with_all(page: Page) -> None:
    """Wait until what was chosen is done."""
    expect(page.locator("#outcomes [data-done='1']")).to_have_count(1)


@pytest.mark.usefixtures("site")
def test_a_birth_goes_from_the_list_to_the_signed_paper_on_the_screens_of_four(visitor: Opens) -> None:
    in_force()
    her = mother()
    staff: dict[str, Someone] = {role: someone(name, (role, PHU_THONG)) for role, name in NAMES.items()}
    case = file_case(her.actor, Filing("1.001193", birth_form()), key=new_key()).case
    clerk, officer = visitor(staff["clerk"]), visitor(staff["officer"])
    wrong: list[str] = []

    open_list(clerk, "/can-bo")
    expect(clerk.get_by_role("heading", name="Chờ tiếp nhận")).to_be_visible()
    wrong += wrong_with(clerk)
    clerk.keyboard.press("?")
    expect(clerk.get_by_role("dialog")).to_contain_text("Tiếp nhận")
    clerk.keyboard.press("Escape")
    clerk.keyboard.press("/")
    clerk.keyboard.type("bao an")
    expect(clerk).to_have_url(re.compile("loc=bao"))
    expect(clerk.locator(".keys")).to_be_visible()
    clerk.get_by_label("Lưu danh sách này với tên").fill("Bé An")
    clerk.get_by_role("button", name="Lưu", exact=True).click()
    expect(clerk.get_by_role("link", name="Bé An")).to_be_visible()
    mine = clerk.get_by_label("Đến lượt tôi")
    mine.check()
    expect(clerk).to_have_url(re.compile("cua-toi=1"))
    mine.uncheck()
    expect(clerk).not_to_have_url(re.compile("cua-toi"))
    clerk.keyboard.press("Escape")
    clerk.keyboard.press("j")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="Đăng ký khai sinh")).to_be_visible()
    clerk.keyboard.press("a")
    expect(clerk.get_by_text("Đã ghi nhận trên hồ sơ")).to_be_visible()

    officer.goto(f"/can-bo/ho-so/{case.code}")
    officer.get_by_text("Giấy tờ chưa nộp").click()
    row = officer.locator("li", has_text="Giấy chứng sinh").first
    row.get_by_role("checkbox").check()
    officer.keyboard.type("Tập này chưa có giấy chứng sinh.")
    expect(row.get_by_role("textbox")).to_have_value("Tập này chưa có giấy chứng sinh.")
    officer.keyboard.press("Escape")
    officer.keyboard.press("p")
    expect(officer.get_by_role("button", name="Trình duyệt")).to_be_focused()
    wrong += wrong_with(officer)
    officer.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(officer.get_by_text("Thời hạn dừng từ")).to_be_visible()

    given = Given(BytesIO(one_page()), "chung-sinh.pdf", "application/pdf")
    give_file(her.actor, str(case.id), "birth_certificate", given, key=new_key())
    supply(her.actor, case.id, Supply(), key=new_key())
    officer.reload()
    expect(officer.get_by_text("mới bổ sung")).to_be_visible()
    officer.get_by_role("link", name="chung-sinh.pdf").click()
    picture = officer.get_by_role("img", name="chung-sinh.pdf, trang 1")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1100)
    officer.get_by_label("Số định danh cá nhân cấp cho trẻ").fill("019326000451")
    officer.get_by_role("button", name="Trình duyệt").click()
    expect(officer.get_by_text("Đã ghi nhận trên hồ sơ")).to_be_visible()

    leader = visitor(staff["leader"])
    open_list(leader, "/can-bo/viec/cho-ky")
    leader.keyboard.press("j")
    leader.keyboard.press("a")
    done_with_all(leader)
    wrong += wrong_with(leader)
    registrar = visitor(staff["registrar"])
    registrar.goto(f"/can-bo/ho-so/{case.code}")
    registrar.get_by_role("button", name="Đóng dấu, trả kết quả").click()
    expect(registrar.get_by_text("đã ký")).to_be_visible()
    wrong += wrong_with(registrar)

    open_list(clerk, "/can-bo/viec/cho-tra-ket-qua")
    clerk.keyboard.press("j")
    clerk.keyboard.press("a")
    done_with_all(clerk)
    assert whole(case).case.status == Status.DELIVERED

    clerk.goto("/can-bo/quay")
    wrong += wrong_with(clerk)
    clerk.set_viewport_size({"width": 1280, "height": 800})
    clerk.get_by_label("Số định danh cá nhân").fill("006195000123")
    clerk.get_by_label("Thủ tục", exact=True).select_option("civil_registration.birth")
    clerk.get_by_role("button", name="Mở tờ khai").click()
    expect(clerk.get_by_role("heading", name="Giấy tờ nhận")).to_be_visible()
    wrong += wrong_with(clerk)
    assert not wrong, "\n".join(wrong)
