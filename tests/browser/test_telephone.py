"""A telephone number is proven on the page of the account and signed in by: every page of it right at both widths."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser.conftest import Opens
from browser.measuring import Measured
from factories.people import account
from nenso.runtime.acting import Actor
from support.births import Someone
from support.texting import Gateway, texting
from support.waiting import eventually

NUMBER = "0912 345 678"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, site: str) -> Iterator[Gateway]:
    del site
    with texting(monkeypatch) as taking:
        yield taking


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.keyboard.press("Enter")


def code(gateway: Gateway, nth: int) -> str:
    assert eventually(lambda: len(gateway.taken) >= nth, within=10)
    return str(gateway.taken[nth - 1][1]["messages"][0]["content"][:6])


def test_a_number_is_added_and_signs_in_and_every_page_of_it_is_right(
    visitor: Opens, site: str, gateway: Gateway
) -> None:
    held = account(email="mai@vidu.vn")
    hers = Measured(visitor(Someone(Actor(account=held.id), held, "")), site)
    hers.page.goto("/tai-khoan/dien-thoai")
    fill(hers.page, "Số điện thoại di động", "12")
    hers.page.get_by_text("Số di động gồm 10 chữ số").first.wait_for()
    hers.look()
    fill(hers.page, "Số điện thoại di động", NUMBER)
    hers.page.wait_for_url("**/tai-khoan/dien-thoai/ma")
    fill(hers.page, "Mã trong tin nhắn", code(gateway, 1))
    hers.page.wait_for_url("**/tai-khoan/dien-thoai")

    there = Measured(visitor(), site)
    there.page.goto("/dang-nhap/ma-dien-thoai")
    fill(there.page, "Số điện thoại di động", NUMBER)
    there.page.wait_for_url("**/dang-nhap/ma/nhap")
    there.look()
    fill(there.page, "Mã trong tin nhắn", code(gateway, 2))
    there.page.wait_for_url(f"{site}/")

    hers.nothing_is_wrong()
    there.nothing_is_wrong()
