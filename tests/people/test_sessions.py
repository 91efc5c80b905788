"""Sessions in the database: a new key at signing in, over at signing out, over after hours without use."""

from datetime import timedelta

import orjson
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.errors import InsufficientPrivilege

from factories.connections import raw_connection
from factories.people import SYSTEM, account, token
from nenso.people.models import Account
from nenso.people.sessions import SessionStore, digest
from nenso.people.tasks import clear_sessions
from nenso.runtime import clock
from support.catalogue import rows

pytestmark = pytest.mark.django_db

PASSWORD = "mưa xuân trên núi Nà Ít"
COOKIE = "sessionid"


@pytest.fixture
def lan() -> Account:
    return account(email="lan@vidu.vn", password=PASSWORD)


def signed_in() -> tuple[Client, str]:
    """Return Lan's browser and its CSRF token."""
    browser = Client()
    body = orjson.dumps({"email": "lan@vidu.vn", "password": PASSWORD})
    answer = browser.post("/api/v1/session", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return browser, orjson.loads(answer.content)["csrf_token"]


def knows(browser: Client) -> bool:
    """Return whether the browser is signed in."""
    return browser.get("/api/v1/me").status_code == 200


def copy_of(browser: Client) -> Client:
    """Return another browser with the same cookies."""
    copied = Client()
    copied.cookies[COOKIE] = browser.cookies[COOKIE].value
    return copied


def test_a_copied_cookie_is_worth_nothing_after_signing_out(lan: Account) -> None:
    browser, csrf = signed_in()
    thief = copy_of(browser)
    assert knows(browser)
    assert knows(thief)
    assert browser.delete("/api/v1/session", HTTP_X_CSRFTOKEN=csrf).status_code == 204
    assert not knows(thief)


def test_signing_in_begins_a_session_under_a_new_key(lan: Account) -> None:
    before = SessionStore()
    before["seen"] = True
    before.save()
    browser = Client()
    browser.cookies[COOKIE] = before.session_key
    body = orjson.dumps({"email": "lan@vidu.vn", "password": PASSWORD})
    browser.post("/api/v1/session", body, content_type="application/json")
    assert browser.cookies[COOKIE].value != before.session_key
    assert not SessionStore().exists(before.session_key)
    assert knows(browser)


def test_the_cookie_is_a_key_that_says_nothing_and_goes_with_the_browser(lan: Account) -> None:
    browser, _ = signed_in()
    cookie = browser.cookies[COOKIE]
    assert len(cookie.value) == 32
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_session_ends_twelve_hours_after_its_last_use(lan: Account) -> None:
    browser, _ = signed_in()
    begun = clock.now()
    for hours in (11, 22, 33):
        with clock.at(begun + timedelta(hours=hours)):
            assert knows(browser)
    with clock.at(begun + timedelta(hours=45, minutes=1)):
        assert not knows(browser)


def test_what_is_written_to_a_session_that_was_ended_meanwhile_does_not_bring_it_back(lan: Account) -> None:
    browser, csrf = signed_in()
    slow = SessionStore(browser.cookies[COOKIE].value)
    assert slow["_auth_user_id"] == str(lan.id)
    browser.delete("/api/v1/session", HTTP_X_CSRFTOKEN=csrf)
    slow["more"] = 1
    with pytest.raises(UpdateError):
        slow.save()
    assert not knows(browser)


def test_the_database_knows_a_session_by_the_hash_of_its_key_only(lan: Account) -> None:
    key = signed_in()[0].cookies[COOKIE].value
    asked = "SELECT nenso_session(%s, now(), now())"
    assert rows(asked, [key]) == [(None,)]
    assert rows(asked, [digest(key)]) != [(None,)]


@pytest.mark.django_db(transaction=True)
def test_the_application_cannot_read_the_table_nor_clear_it_as_nobody() -> None:
    for statement in ("SELECT * FROM django_session", "DELETE FROM django_session"):
        with (
            raw_connection(SYSTEM) as database,
            pytest.raises(InsufficientPrivilege, match="permission denied"),
        ):
            database.execute(statement)
    with raw_connection(None) as database, pytest.raises(InsufficientPrivilege, match="only a job"):
        database.execute("SELECT nenso_clear_sessions(now())")


def test_the_daily_job_removes_what_has_ended_and_nothing_else(lan: Account) -> None:
    old, new = SessionStore(), SessionStore()
    with clock.at(clock.now() - timedelta(hours=13)):
        old.create()
    new.create()
    clear_sessions.func()
    with clock.at(clock.now() - timedelta(hours=12)):
        assert not SessionStore().exists(old.session_key)
    assert SessionStore().exists(new.session_key)


def test_a_token_asks_no_session(lan: Account) -> None:
    browser, _ = signed_in()
    header = f"Bearer {token(lan)[1]}"
    browser.get("/api/v1/me/tokens", HTTP_AUTHORIZATION=header)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/api/v1/me/tokens", HTTP_AUTHORIZATION=header).status_code == 200
    assert [query["sql"] for query in asked if "session" in query["sql"]] == []
