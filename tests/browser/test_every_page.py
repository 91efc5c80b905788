"""Every page of the portal, from the URL map: nothing found wrong, light enough for a slow line, asking nobody else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page

from browser.conftest import Opens, aside
from browser.measuring import Measured
from factories.people import SYSTEM, account
from nenso.cases.queries.viewing import view_case
from nenso.people.models import Account
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from support.births import PASSWORD, Someone, in_force
from support.callers import World, world
from support.portal_pages import portal_addresses
from support.visits import signed_in

EMAIL = "mai@vidu.vn"
TAKES_A_FORM = 405
ELSEWHERE = {
    "dang-nhap/khoa": "asks a device",
    "dang-nhap/qua/{provider_id}": "leads to the service",
    "dang-ky/dinh-danh": "is never asked: who is identified is known",
    "dang-nhap/ma-dien-thoai": "opens where text messages leave, as in test_telephone",
    "tai-khoan/dien-thoai": "the same",
    "tai-khoan/dien-thoai/ma": "the same",
    "v/{token}.svg": "is a picture",
    "catalog.jsonld": "is read by programs",
    "ho-so/nhap/{draft}": "leads to its first page",
    "ho-so/{case}/tep/{file}": "is a file",
    "ho-so/{case}/ket-qua/{result}": "is a file",
    "ho-so/{case}/phieu/{number}": "is a file",
    "ho-so/{case}/nop-phi/{payment}/ma.png": "is a file",
    "thu-tuc/{name}/cong-khai": "leads to a procedure that opens nothing; see test_unnamed",
    "thu-tuc/{name}/khong-neu-ten": "leads to a procedure that must know who files; see test_unnamed",
}
"""What is no page to look at, and why."""
IN_A_STATE = (
    "dang-nhap/ma/nhap",
    "dang-nhap/buoc-hai",
    "dang-ky/xac-nhan-thu",
    "quen-mat-khau/ma",
    "quen-mat-khau/mat-khau-moi",
    "tai-khoan/dat-mat-khau",
    "tai-khoan/khoa/them",
    "tai-khoan/khoa/{pk}/go",
    "tai-khoan/khoa/xac-nhan-lai",
)
"""What opens only on the way of signing in, and is looked at there."""


@pytest.fixture
def of(site: str) -> World:
    """Her cases, open and decided, and her draft; her address is proven."""
    del site
    in_force()
    made = aside(world)
    with acting(SYSTEM):
        Account.objects.filter(id=made.owner.account.id).update(email=EMAIL)
        EmailAddress.objects.filter(user_id=made.owner.account.id).delete()
        EmailAddress.objects.create(user_id=made.owner.account.id, email=EMAIL, verified=True, primary=True)
    return made


def paths(of: World) -> Iterator[str]:
    """Yield the addresses that open by themselves, and her draft page by page."""
    (result, *_) = view_case(of.owner.actor, of.done["case"])["results"]
    for address in portal_addresses():
        if address not in ELSEWHERE and address not in IN_A_STATE:
            template = address.replace("{token}", result["verify"].rpartition("/")[2])
            yield "/" + of.path(template)
    yield from (f"/ho-so/nhap/{of.keys['draft']}/{word}" for word in ("requester", "parents", "proof", "copies"))
    yield from (f"/ho-so/{of.done['case']}", "/tim?q=lam giay khai sinh", "/tim?q=1.999999", "/khong-co-trang-nay")


def test_every_page_that_opens_is_right_at_both_widths_and_light(visitor: Opens, site: str, of: World) -> None:
    hers, nobodys = Measured(visitor(of.owner), site), Measured(visitor(), site)
    client = signed_in(of.owner)
    for path in paths(of):
        answer = client.get(path)
        if answer.status_code == TAKES_A_FORM:
            continue
        assert answer.status_code != 302 or path.startswith("/dang-"), f"{path} leads to {answer.get('Location')}"
        (nobodys if path.startswith(("/dang-", "/quen-", "/tra-cuu")) else hers).visit(path)
    hers.nothing_is_wrong()
    nobodys.nothing_is_wrong()


def last_code() -> str:
    """Return the code in the latest message that this demonstration wrote."""
    messages = sorted((config().home_path / "mail").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    found = re.findall(r": ([A-Z0-9-]{5,})\s*$", Path(messages[-1]).read_text(), re.MULTILINE)
    return str(found[-1])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def authenticator(page: Page) -> None:
    """Give the browser a device that holds passkeys."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_every_page_on_the_ways_of_signing_in_is_right_at_both_widths(visitor: Opens, site: str, of: World) -> None:
    seen: list[str] = []
    ways = [Measured(visitor(), site) for _ in range(4)]
    code, reset, opened, second = ways

    code.page.goto("/dang-nhap/ma")
    code.page.get_by_label("Thư điện tử").fill(EMAIL)
    code.page.keyboard.press("Enter")
    code.page.wait_for_url("**/dang-nhap/ma/nhap")
    seen.append(code.look())

    reset.page.goto("/quen-mat-khau")
    reset.page.get_by_label("Thư điện tử").fill(EMAIL)
    reset.page.keyboard.press("Enter")
    reset.page.wait_for_url("**/quen-mat-khau/ma")
    seen.append(reset.look())
    reset.page.get_by_label("Mã trong thư").fill(last_code())
    reset.page.keyboard.press("Enter")
    reset.page.wait_for_url("**/mat-khau-moi")
    seen.append(reset.look())

    opened.page.goto("/dang-ky")
    opened.page.get_by_label("Thư điện tử").fill("moi@vidu.vn")
    for label in ("Mật khẩu", "Nhập lại mật khẩu"):
        opened.page.get_by_label(label, exact=True).fill(PASSWORD)
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**/xac-nhan-thu")
    seen.append(opened.look())

    bare = account(email="khong-mat-khau@vidu.vn")
    without = Measured(visitor(Someone(of.owner.actor, bare, "")), site)
    seen.append(without.visit("/tai-khoan/dat-mat-khau"))

    hers = Measured(visitor(of.owner), site)
    authenticator(hers.page)
    hers.page.goto("/tai-khoan/khoa")
    press(hers.page, "Thêm khóa trên thiết bị này")
    hers.look()
    hers.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    press(hers.page, "Xác nhận")
    seen.append(hers.look())
    press(hers.page, "Thêm khóa")
    hers.page.wait_for_url("**/tai-khoan/khoa")
    hers.look()
    hers.page.locator("a", has_text="Gỡ").first.click()
    seen.append(re.sub(r"\d+", "{pk}", hers.look()))
    seen.append(hers.visit("/tai-khoan/khoa/xac-nhan-lai"))

    second.page.goto("/dang-nhap")
    second.page.get_by_label("Thư điện tử").fill(EMAIL)
    second.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    second.page.keyboard.press("Enter")
    second.page.wait_for_url("**/buoc-hai**")
    seen.append(second.look())

    for way in (*ways, without, hers):
        way.nothing_is_wrong()
    assert {path.partition("?")[0] for path in seen} == {f"/{path}" for path in IN_A_STATE}
