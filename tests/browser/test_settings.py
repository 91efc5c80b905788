"""An administrator on the screen: a clerk appointed, a day off declared, a fee set and seen on the next filing."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WIDTHS, Opens, follow, violations
from factories.agencies import THAI_NGUYEN, agency
from nenso.cases.intake.filing import Filing, file_case
from nenso.payments.models import PaymentLine
from nenso.runtime.acting import acting
from nenso.territory.calendars import calendar_for, forget
from support.births import birth_form, in_force, mother, someone
from support.stories import EVERYTHING, new_key

expect.set_options(timeout=30_000)
PHU_THONG = "vn.p19.c01969"


def wrong_with(page: Page) -> list[str]:
    """Return what axe finds wrong with the page at the width of a phone and of a desk."""
    found = []
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} at {width}: {one}" for one in violations(page)]
    return found


@pytest.mark.usefixtures("site")
def test_a_clerk_is_appointed_a_day_off_declared_and_a_fee_seen_on_the_next_filing(visitor: Opens) -> None:
    in_force()
    admin, hoa = someone("Hà Thị Thu", ("admin", THAI_NGUYEN)), someone("Nông Thị Hoa")
    page, hers = visitor(admin, javascript=True), visitor(hoa)
    wrong: list[str] = []

    hers.goto("/can-bo")
    expect(hers.get_by_text("không giữ vị trí nào")).to_be_visible()

    page.goto("/can-bo/quan-tri")
    page.get_by_label("Tìm cơ quan cấp dưới").fill("phu thong")
    page.get_by_role("button", name="Tìm", exact=True).click()
    follow(page, page.get_by_role("link", name="Ủy ban nhân dân xã Phủ Thông"))
    wrong += wrong_with(page)
    page.get_by_role("link", name="Vị trí công tác").click()
    page.get_by_label("Số điện thoại, e-mail hoặc số định danh cá nhân").fill(hoa.account.email or "")
    page.get_by_label("Họ và tên, như in trên giấy tờ").fill("Nông Thị Hoa")
    page.get_by_label("Căn cứ").last.fill("QĐ 5/QĐ-UBND")
    page.get_by_role("button", name="Giao vị trí").click()
    expect(page.get_by_text("Đã ghi nhận.")).to_be_visible()
    expect(page.locator(".held", has_text="Nông Thị Hoa")).to_contain_text("QĐ 5/QĐ-UBND")
    wrong += wrong_with(page)
    hers.reload()
    expect(hers.get_by_role("heading", name="Chờ tiếp nhận")).to_be_visible()

    page.goto(f"/can-bo/quan-tri/{agency(THAI_NGUYEN).id}/lich")
    page.get_by_label("Tên gọi").fill("Nghỉ do lũ")
    page.get_by_label("Ngày, hoặc ngày đầu").fill("01/03/2027")
    page.get_by_role("button", name="Xem ảnh hưởng").first.click()
    expect(page.get_by_text("Không hồ sơ đang mở nào đổi hạn")).to_be_visible()
    wrong += wrong_with(page)
    page.get_by_role("button", name="Ghi vào lịch").click()
    expect(page.get_by_text("Đã ghi lịch")).to_be_visible()
    forget()
    with acting(EVERYTHING):
        days = calendar_for(PHU_THONG).special_days
    assert [day.name for when, day in days.items() if f"{when:%d/%m/%Y}" == "01/03/2027"] == ["Nghỉ do lũ"]

    follow(page, page.get_by_role("link", name="Phí, lệ phí"))
    wrong += wrong_with(page)
    page.get_by_role("link", name="Phí cấp một bản sao trích lục").click()
    page.get_by_label("Phí cấp một bản sao trích lục").fill("9.500")
    page.get_by_label("Căn cứ: số nghị quyết").fill("NQ 23/2026/NQ-HĐND")
    page.get_by_role("button", name="Quyết định").click()
    expect(page.locator(".applies")).to_contain_text(re.compile(r"9\.500 đ.*NQ 23/2026/NQ-HĐND", re.DOTALL))
    wrong += wrong_with(page)
    for name in ("Thông số", "Thủ tục", "Sổ cấp số", "Khóa ký số"):
        follow(page, page.get_by_role("link", name=name, exact=True))
        wrong += wrong_with(page)

    form = birth_form(wants_copies=True, copies=2)
    case = file_case(mother().actor, Filing("1.001193", form), key=new_key()).case
    with acting(EVERYTHING):
        assert [line.amount for line in PaymentLine.objects.filter(case_id=case.id)] == [19_000]
    assert not wrong, "\n".join(wrong)
