"""A photograph goes up over a village line: by parts, over a lost line, a page loaded again, a session ended."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from browser.conftest import Opens, violations
from support.births import Someone, in_force, mother

KILOBYTE = 1000
PHOTO = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb" + bytes(1500 * KILOBYTE) + b"\xff\xd9"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "giay-chung-sinh.jpg"
    path.write_bytes(PHOTO)
    return path


@pytest.fixture
def her(site: str) -> Someone:
    del site
    in_force()
    return mother()


@pytest.fixture
def page(visitor: Opens, her: Someone) -> Page:
    """Her phone, on the page of papers of her draft."""
    page = visitor(her, width=320)
    page.goto("/thu-tuc/1.001193/nop")
    page.get_by_label("Xã, phường").fill("xã Phủ Thông, tỉnh Thái Nguyên")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nop-cho-ai")
    page.goto(page.url.replace("nop-cho-ai", "giay-to"))
    return page


class Line:
    """The line that a page has: so many kilobytes in a second go up, or nothing goes at all."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def carries(self, kilobytes: int) -> None:
        self._set(offline=False, rate=kilobytes * KILOBYTE)

    def is_lost(self) -> None:
        self._set(offline=True, rate=-1)

    def _set(self, *, offline: bool, rate: int) -> None:
        limits = {"offline": offline, "latency": 20, "downloadThroughput": -1, "uploadThroughput": rate}
        self._session.send("Network.emulateNetworkConditions", limits)


def parts(page: Page) -> list[tuple[int, int]]:
    """Return, as they are sent, where each part begins and how long it is."""
    seen: list[tuple[int, int]] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            seen.append((int(request.headers["upload-offset"]), len(request.post_data_buffer or b"")))

    page.on("request", note)
    return seen


def choose(page: Page, photo: Path) -> None:
    page.locator("#file-birth_certificate").set_input_files(photo)


def some_of_it_is_there(page: Page) -> None:
    bar = page.locator("progress")
    while float(bar.evaluate("one => one.value")) < 30:
        page.wait_for_timeout(50)


def test_a_lost_line_costs_a_part_and_not_the_photograph(page: Page, photo: Path) -> None:
    sent = parts(page)
    line = Line(page)
    line.carries(600)
    choose(page, photo)
    some_of_it_is_there(page)
    line.is_lost()
    expect(page.get_by_text("Mất mạng; sẽ tự tải tiếp khi có mạng lại.")).to_be_visible()
    assert violations(page) == []
    line.carries(5000)
    expect(page.locator(".files__one")).to_contain_text("giay-chung-sinh.jpg")
    assert sum(length for _, length in sent) < 1.6 * len(PHOTO), sent
    assert len(sent) > 2
    assert violations(page) == []


def test_an_upload_goes_on_after_the_page_was_loaded_again(page: Page, photo: Path) -> None:
    Line(page).carries(600)
    choose(page, photo)
    some_of_it_is_there(page)
    page.reload()
    expect(page.get_by_text(re.compile("“giay-chung-sinh.jpg” đang tải dở .* chọn lại tệp đó"))).to_be_visible()
    sent = parts(page)
    choose(page, photo)
    expect(page.locator(".files__one")).to_have_count(1)
    assert sent[0][0] > 0, "it begins where it was broken off"


def test_whose_session_ended_signs_in_and_goes_on_where_they_were(page: Page, photo: Path) -> None:
    here = page.url
    cookies = [one for one in page.context.cookies() if one["name"] != "sessionid"]
    session = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    choose(page, photo)
    page.wait_for_url("**/dang-nhap?next=*giay-to")
    page.context.add_cookies([session])
    page.goto(here)
    choose(page, photo)
    expect(page.locator(".files__one")).to_have_count(1)


def test_what_is_refused_says_so_beside_its_file(page: Page, tmp_path: Path) -> None:
    program = tmp_path / "anh.exe"
    program.write_bytes(b"MZ" + bytes(100))
    choose(page, program)
    expect(page.get_by_role("alert")).to_contain_text("Không nhận loại tệp")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(PHOTO[:-2])
    choose(page, cut)
    expect(page.locator(".govuk-error-message")).to_contain_text("bị cắt cụt")
    assert violations(page) == []
    expect(page.locator(".files__one")).to_have_count(0)
