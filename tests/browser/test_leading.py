"""Five minutes of a chairman: what is late and who holds it, a directive, an answer, the number and its cases."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WIDTHS, Opens, violations
from nenso.cases.acts.ending import claim
from nenso.cases.intake.filing import Filing, file_case
from nenso.runtime import clock
from support.births import Someone, birth_form, in_force, mother, someone
from support.stories import did, local, new_key, whole

expect.set_options(timeout=30_000)
PHU_THONG = "vn.p19.c01969"
NAMES = {"clerk": "Nông Thị Hoa", "officer": "Hoàng Văn Tú", "leader": "Ma Văn Dũng"}


def looked_at(page: Page, name: str) -> list[str]:
    """Return what axe finds wrong with the page at both widths; keep pictures where NENSO_PICTURES says."""
    found = []
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} at {width}: {one}" for one in violations(page)]
        if folder := os.environ.get("NENSO_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    return found


@pytest.mark.usefixtures("site")
def test_a_leader_has_five_minutes(visitor: Opens) -> None:
    in_force()
    her = mother()
    staff: dict[str, Someone] = {role: someone(name, (role, PHU_THONG)) for role, name in NAMES.items()}
    with clock.at(local("2026-11-10T09:00")):
        cases = [file_case(her.actor, Filing("1.001193", birth_form()), key=new_key()).case for _ in range(3)]
        for case in cases[:2]:
            did(staff["clerk"].actor, case, "accept")
        claim(staff["officer"].actor, cases[0].id, "examine", key=new_key())
        did(staff["officer"].actor, cases[1], "propose", form={"child_id": "019326000451"})
    wrong: list[str] = []

    leader = visitor(staff["leader"])
    leader.goto("/can-bo")
    expect(leader.get_by_role("heading", name="Việc nên làm trước")).to_be_visible()
    wrong += looked_at(leader, "leading")
    leader.get_by_role("link", name="Hoàng Văn Tú", exact=True).click()
    expect(leader.get_by_role("table")).to_contain_text(cases[0].code)
    wrong += looked_at(leader, "hanging")
    leader.get_by_role("link", name="Đăng ký khai sinh").click()
    leader.locator("summary", has_text="Chỉ đạo").click()
    leader.get_by_label("Nội dung chỉ đạo").fill("Báo cáo lý do chậm trước 17 giờ.")
    leader.get_by_label("Người thực hiện").select_option(label="Hoàng Văn Tú")
    leader.get_by_label("Hạn", exact=True).fill("2026-11-11T17:00")
    leader.get_by_role("button", name="Chỉ đạo").click()
    expect(leader.get_by_text("Báo cáo lý do chậm trước 17 giờ.").first).to_be_visible()

    officer = visitor(staff["officer"])
    officer.goto("/can-bo/dieu-hanh/chi-dao")
    wrong += looked_at(officer, "directives")
    officer.get_by_role("link", name="Đăng ký khai sinh").click()
    officer.get_by_role("button", name="Tiếp nhận chỉ đạo").click()
    officer.locator("summary", has_text="Báo cáo").click()
    officer.get_by_label("Kết quả thực hiện").fill("Đang chờ bệnh viện xác nhận, xong trong hôm nay.")
    officer.get_by_label("Đã làm xong").check()
    officer.get_by_role("button", name="Báo cáo").click()
    expect(officer.get_by_text("báo cáo đã xong")).to_be_visible()
    wrong += looked_at(officer, "case-directives")

    leader.goto("/can-bo/dieu-hanh/chi-dao?qua-han=1")
    leader.get_by_role("link", name="Đăng ký khai sinh").click()
    leader.locator("summary", has_text="Kết thúc chỉ đạo").click()
    leader.get_by_label("Kết luận").fill("Đồng ý.")
    leader.get_by_role("button", name="Kết thúc chỉ đạo").click()
    expect(leader.get_by_text("đã kết thúc")).to_be_visible()

    leader.goto("/can-bo/dieu-hanh/thong-ke?ky=year&tu=2026-11-10")
    wrong += looked_at(leader, "counts")
    leader.get_by_role("row", name="Đăng ký khai sinh").get_by_role("link").nth(2).click()
    expect(leader.get_by_role("heading", name="Quá hạn, chưa xong")).to_be_visible()
    wrong += looked_at(leader, "behind")
    with leader.expect_download() as taken:
        leader.get_by_role("link", name="XLSX").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert {task.step for task in whole(cases[0]).open_tasks} == {"examine"}
    assert not wrong, "\n".join(wrong)
