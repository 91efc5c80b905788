"""Every page of the board, from the URL map: nothing found wrong at both widths, light enough, asking nobody else."""

from playwright.sync_api import expect

from browser.conftest import Opens, aside
from browser.measuring import Measured
from support import boards
from support.addresses import addresses
from support.births import Someone, someone
from support.measured import AN_KHANH, PHU_THONG

POSTS = (("clerk", PHU_THONG), ("leader", PHU_THONG))
A_FILE = ("tai-ve", "hinh/")
FEW = "?q=dai+phuc"
"""Rows enough to look at: axe takes a quarter of a second for each. What a full page weighs, tests/board measures."""


def made() -> tuple[str, str, Someone]:
    """Publish a quarter, the one before, and a correction; return the corrected one, the correction and a clerk."""
    boards.in_force()
    boards.letters_measured()
    who = boards.publisher()
    boards.published(who, "2026-Q3", seed=5)
    first = boards.published(who, seed=2)
    second = boards.published(who, corrects=first.id, changed="Xã báo cáo lại số phiên họp.")
    return str(first.id), str(second.id), someone("Nông Thị Hoa", *POSTS)


def test_every_page_of_the_board_is_right_at_both_widths_and_light(visitor: Opens, site: str) -> None:
    corrected, publication, clerk = aside(made)
    keys = {"publication": publication, "ranked": PHU_THONG}
    nobodys, hers = Measured(visitor(), site), Measured(visitor(clerk), site)
    for address, view in addresses():
        if address.startswith("xep-hang") and hasattr(view, "callers") and not any(one in address for one in A_FILE):
            who = hers if address.endswith("/dong") else nobodys
            for node in ("answered_share", "planning") if address.endswith("{node}") else ("answered_share",):
                who.visit("/" + address.format(**keys, node=node) + FEW)
    nobodys.visit(f"/xep-hang/{corrected}{FEW}&xem=so&xep=planning")
    nobodys.visit(f"/xep-hang/{publication}{FEW}&xem=khoang")
    nobodys.visit(f"/xep-hang/{publication}/so-sanh?don-vi={PHU_THONG}&don-vi={AN_KHANH}&q=tan")
    hers.visit("/can-bo/dieu-hanh")
    for one in (nobodys, hers):
        one.nothing_is_wrong()
    assert len(nobodys.wrong) + len(hers.wrong) >= 8


def test_typing_narrows_the_ranking_and_works_without_scripts(visitor: Opens, site: str) -> None:
    del site

    def ranking() -> str:
        boards.in_force()
        return str(boards.published(boards.publisher()).id)

    address = f"/xep-hang/{aside(ranking)}"
    page = visitor()
    page.goto(address)
    page.get_by_label("Tìm đơn vị").press_sequentially("dai phuc")
    expect(page.locator("#ranked tbody tr")).to_have_count(1)
    assert page.get_by_role("link", name="Xã Đại Phúc").is_visible()
    bare = visitor(javascript=False)
    bare.goto(address)
    bare.get_by_label("Tìm đơn vị").fill("dai phuc")
    bare.get_by_role("button", name="Lọc").click()
    assert bare.locator("#ranked tbody tr").count() == 1
    bare.get_by_label("So sánh Xã Đại Phúc").check()
    bare.get_by_role("button", name="So sánh các đơn vị").click()
    assert bare.get_by_role("heading", level=1).inner_text() == "So sánh"
