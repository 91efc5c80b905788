"""Bringing a table in, in a real browser without scripts: no fault of access on a phone or a desk."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.conftest import WIDTHS, Opens, follow, violations
from nenso.registers.importing.tables import Import
from nenso.runtime.acting import acting
from support.births import in_force, someone
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING

PHU_THONG = "vn.p19.c01969"
BOOK = """Số;Đăng ký ngày;Nơi đăng ký;Số định danh cá nhân;Họ tên trẻ;Ngày sinh;Giới tính
12;05/03/2020;xã Phủ Thông;6220000123;Nguyễn Văn An;29/02/2020;Nam
13;06/03/2020;xã Phủ Thông;006320000124;Lý Thị Bình;31/02/2020;Nữ
"""


def wrong_with(page: Page, shots: list[str]) -> list[str]:
    """Return what axe finds at both widths; NENSO_SHOTS: a folder to put pictures of the pages into."""
    found = []
    for name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} at {width}: {one}" for one in violations(page)]
        if folder := os.environ.get("NENSO_SHOTS"):
            page.screenshot(path=f"{folder}/{shots[0]}-{name}.png", full_page=True)
    return found


@pytest.mark.usefixtures("site")
def test_an_old_book_comes_in_without_scripts_and_every_page_can_be_read_by_all(visitor: Opens, tmp_path: Path) -> None:
    in_force()
    registrar = someone("Lường Thị Yến", ("registrar", PHU_THONG))
    (tmp_path / "so-2020.csv").write_text(BOOK, encoding="utf-16")
    page = visitor(registrar)
    page.goto("/can-bo/so/civil_registration.births/nhap")
    wrong = wrong_with(page, ["imports"])
    page.set_input_files("#table", tmp_path / "so-2020.csv")
    follow(page, page.get_by_role("button", name="Gửi và xem cột"))
    wrong += wrong_with(page, ["columns"])
    follow(page, page.get_by_role("button", name="Ghi vào sổ"))
    wrong += wrong_with(page, ["running"])
    assert do_waiting_jobs() == ["registers.import"]
    page.reload()
    wrong += wrong_with(page, ["done"])
    follow(page, page.get_by_role("link", name="3", exact=True))
    wrong += wrong_with(page, ["row"])
    page.fill('[id="born_on"]', "28/02/2020")
    page.fill('[id="child_id"]', "006320000124")
    follow(page, page.get_by_role("button", name="Ghi dòng này vào sổ"))
    assert "Đã ghi dòng 3 vào sổ" in page.content()
    assert wrong == []
    with acting(EVERYTHING):
        taken = Import.objects.get()
    assert (taken.created, taken.wrong) == (1, 1)
