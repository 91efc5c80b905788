"""A registrar goes through probable duplicates by keys alone."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WIDTHS, Opens, aside, violations
from nenso.registers.duplicates.seeking import seek
from support.births import someone
from support.population import PERSONS, persons, population_in_force

expect.set_options(timeout=60_000)
PHU_THONG = "vn.p19.c01969"
AN = {
    "ref": "1",
    "id": "019096000111",
    "full_name": "Nguyễn Văn An",
    "born_on": "1996-03-07",
    "sex": "male",
    "residence.place": "01969",
    "residence.line": "số 12, tổ 3",
    "phone": "0912345678",
}
AN_AGAIN = AN | {"ref": "2", "id": "", "full_name": "Nguyen Van An", "born_on": "1996-07-03", "residence.line": ""}
MAI = AN | {"ref": "3", "full_name": "Lý Thị Mai", "born_on": "1980-11-20", "sex": "female", "phone": "0987654321"}
MAI_AGAIN = MAI | {"ref": "4", "id": "", "full_name": "Lý Thị Mia"}


@pytest.mark.usefixtures("site")
def test_pairs_are_reviewed_by_keys_alone(visitor: Opens, tmp_path: Path) -> None:
    def found() -> None:
        population_in_force()
        persons(tmp_path, AN, AN_AGAIN, MAI, MAI_AGAIN)
        seek(PERSONS)

    aside(found)
    page = visitor(someone("Lường Thị Yến", ("registrar", PHU_THONG)))
    page.set_default_timeout(60_000)
    page.goto(f"/can-bo/so/{PERSONS}/trung")
    expect(page.locator(".keys, [data-show-keys]").first).to_be_visible()
    wrong = _looked_at(page, "duplicates")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/trung/[0-9a-f-]{36}$"))
    expect(page.locator("[data-show-keys]")).to_be_visible()
    wrong += _looked_at(page, "duplicate")
    first = page.url
    _reasoned(page, "Một người, ghi hai lần")
    page.keyboard.press("g")
    expect(page).not_to_have_url(first)
    expect(page).to_have_url(re.compile(r"/trung/[0-9a-f-]{36}$"))
    expect(page.locator("[data-show-keys]")).to_be_visible()
    _reasoned(page, "Hai chị em")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(r"/trung$"))
    expect(page.get_by_text("Không có cặp nào ở đây")).to_be_visible()
    assert wrong == []


def _reasoned(page: Page, why: str) -> None:
    """Write why, and leave the field so that letters are keys again."""
    page.get_by_label("Vì sao").fill(why)
    page.keyboard.press("Tab")


def _looked_at(page: Page, name: str) -> list[str]:
    """Return what axe finds at both widths; keep a picture where NENSO_PICTURES says so."""
    found = []
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        if os.environ.get("NENSO_PICTURES"):
            page.screenshot(path=f"{os.environ['NENSO_PICTURES']}/{name}-{width}.png", full_page=True)
        found += [f"{name} at {width}: {one}" for one in violations(page)]
    return found
