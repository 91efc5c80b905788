"""What keeps people's pages theirs: strict headers, no form of another site, limits, no answer that gives away."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from factories.people import SYSTEM, account
from nenso.people.sessions import SessionStore
from nenso.runtime.acting import acting
from support.births import PASSWORD, in_force
from support.callers import World, world
from support.portal_pages import portal_addresses
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
TRIED = 20
"""Attempts to follow a case that one address has in five minutes."""
FILES = 12
"""Files that it has checked."""


@pytest.fixture
def of() -> World:
    in_force()
    return world()


def test_every_page_and_paper_of_hers_says_strictly_what_a_browser_may_do_with_it(of: World) -> None:
    client, wrong = signed_in(of.owner), []
    for address in portal_addresses():
        path = "/" + of.path(address)
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        right = {
            "policy": "unsafe" not in policy and "default-src 'none'" in policy,
            "frames": answer.get("X-Frame-Options") == "DENY",
            "sniffing": answer.get("X-Content-Type-Options") == "nosniff",
            "caches": address.endswith(".svg")
            or "no-store" in answer.get("Cache-Control", "")
            or answer.status_code > 300,
            "papers": "text/html" in answer.get("Content-Type", "")
            or address.endswith(".svg")
            or answer.get("Content-Disposition", "").startswith("attachment"),
        }
        wrong += [f"{path}: {what}" for what, good in right.items() if not good]
        answer.close()
    assert not wrong, "\n".join(wrong)


def test_trying_secrets_is_stopped_and_an_unknown_code_is_answered_as_a_wrong_secret(of: World) -> None:
    def tried(code: str) -> tuple[int, str]:
        answer = client.post("/tra-cuu", {"code": code, "secret": "khong-phai-the"})
        return answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)

    client = Client()
    known, unknown = tried(of.open_case.code), tried("19.01969-261102-9999")
    assert known == unknown
    assert known[0] == 404
    for _ in range(TRIED - 2):
        tried(of.open_case.code)
    assert tried(of.open_case.code)[0] == 429
    assert "Hãy đợi 5 phút" in tried(of.open_case.code)[1]


def test_looking_documents_up_and_checking_files_is_stopped_on_pages_and_by_api_together() -> None:
    client = Client()
    looked = [
        client.get(address).status_code for _ in range(30) for address in ("/v/khong-co", "/api/v1/verify/khong-co")
    ]
    assert set(looked) == {404}
    assert client.get("/v/khong-co").status_code == 429
    assert client.get("/api/v1/verify/khong-co").status_code == 429
    checked = [client.post("/kiem-tra").status_code for _ in range(FILES)]
    assert set(checked) == {422}, "a form without a file says so"
    stopped = client.post("/kiem-tra")
    assert stopped.status_code == 429
    assert "Hãy đợi 5 phút" in stopped.text


def test_trying_passwords_on_the_page_is_stopped_and_says_how_long() -> None:
    account(email="mai@vidu.vn", password=PASSWORD)
    client = Client()
    for _ in range(6):
        answer = client.post("/dang-nhap", {"login": "mai@vidu.vn", "password": "khong-phai-the"})
    assert "Hãy đợi 5 phút" in answer.text
    right = client.post("/dang-nhap", {"login": "mai@vidu.vn", "password": PASSWORD})
    assert right.status_code != 302, "the door is closed to the right password too"


def test_a_session_begins_anew_at_sign_in_and_its_cookies_stay_on_this_site() -> None:
    held = account(email="mai@vidu.vn", password=PASSWORD)
    with acting(SYSTEM):
        EmailAddress.objects.filter(user_id=held.id).update(verified=True)
    begun = SessionStore()
    begun["planted"] = True
    begun.save()
    before = str(begun.session_key)
    client = Client()
    client.cookies["sessionid"] = before
    client.post("/dang-nhap", {"login": "mai@vidu.vn", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie.value != before
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    planted = Client()
    planted.cookies["sessionid"] = before
    assert planted.get("/ho-so")["Location"].startswith("/dang-nhap")


def test_a_session_that_was_copied_does_not_do_what_its_owner_proves_anew(of: World) -> None:
    client, copied = signed_in(of.owner), Client()
    before = client.cookies["sessionid"].value
    client.post("/tai-khoan/xac-nhan-lai", {"password": "sai"})
    assert client.cookies["sessionid"].value == before
    client.post("/tai-khoan/xac-nhan-lai", {"password": PASSWORD})
    assert client.cookies["sessionid"].value != before
    copied.cookies["sessionid"] = before
    assert copied.get("/ho-so")["Location"].startswith("/dang-nhap")
    assert client.get("/ho-so").status_code == 200
