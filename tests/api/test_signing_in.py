"""Who calls: by a session with its CSRF token, by a token within its scopes, in one of two languages."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from django.http import HttpRequest
from django.test import Client

from api.conftest import Caller, problem
from factories.people import token
from nenso.runtime.config import config
from nenso.runtime.languages import language_of
from support.births import PASSWORD, Someone, birth_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

Calling = Callable[..., Caller]
JSON = "application/json"


def browser(who: Someone) -> tuple[Client, str]:
    """Return a browser in which ``who`` has signed in, and its CSRF token."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    body = {"email": who.account.email, "password": PASSWORD}
    response = client.post("/api/v1/session", orjson.dumps(body), content_type=JSON)
    assert response.status_code == 200, response.content
    return client, orjson.loads(response.content)["csrf_token"]


def test_a_browser_signs_in_reads_writes_with_its_csrf_token_and_signs_out(mai: Someone) -> None:
    client, csrf = browser(mai)
    me = orjson.loads(client.get("/api/v1/me").content)
    assert me["person"]["full_name"] == "Triệu Thị Mai"
    body = orjson.dumps({"procedure": "1.001193", "form": birth_form()})
    headers = {"HTTP_IDEMPOTENCY_KEY": "trinh-duyet-01", "content_type": JSON}
    problem(client.post("/api/v1/cases", body, **headers), "api.csrf_failed")
    filed = client.post("/api/v1/cases", body, HTTP_X_CSRFTOKEN=csrf, **headers)
    assert filed.status_code == 201, filed.content
    assert client.delete("/api/v1/session", HTTP_X_CSRFTOKEN=csrf).status_code == 204
    problem(client.get("/api/v1/me"), "api.sign_in_needed")


def test_a_session_is_opened_read_and_ended_also_where_a_header_for_tokens_is_sent_along(mai: Someone) -> None:
    client, csrf = browser(mai)
    assert client.get("/api/v1/me", HTTP_AUTHORIZATION="").status_code == 200
    sent = {"HTTP_AUTHORIZATION": f"Bearer {token(mai.account)[1]}", "HTTP_X_CSRFTOKEN": csrf}
    assert client.delete("/api/v1/session", **sent).status_code == 204
    problem(client.get("/api/v1/me"), "api.sign_in_needed")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(caller: Calling, mai: Someone) -> None:
    anybody = caller(None)
    for body in (
        {"email": mai.account.email, "password": "không phải"},
        {"email": "khong.co@vidu.vn", "password": PASSWORD},
    ):
        told = problem(anybody.post("/session", body), "account.wrong_credentials")
        assert told["title"] == "Thư điện tử hoặc mật khẩu không đúng."


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An install behind a proxy at 10.20.0.1."""
    monkeypatch.setenv("NENSO_TRUSTED_PROXIES", "10.20.0.1")
    config.cache_clear()
    yield
    monkeypatch.undo()
    config.cache_clear()


@pytest.mark.usefixtures("proxied")
@pytest.mark.parametrize(
    ("proxy", "others"), [("10.20.0.1", "account.wrong_credentials"), ("10.20.0.2", "account.too_many_attempts")]
)
def test_attempts_are_counted_by_the_address_that_ones_own_proxy_names(proxy: str, others: str) -> None:
    client = Client()

    def attempt(number: int, address: str) -> Any:
        body = orjson.dumps({"email": f"ai.{number}@vidu.vn", "password": "không phải"})
        headers = {"REMOTE_ADDR": proxy, "HTTP_X_FORWARDED_FOR": address}
        return client.post("/api/v1/session", body, content_type=JSON, **headers)

    for number in range(10):
        problem(attempt(number, "203.113.1.5"), "account.wrong_credentials")
    problem(attempt(10, "203.113.1.5"), "account.too_many_attempts")
    problem(attempt(11, "203.113.1.6"), others)


@pytest.mark.usefixtures("proxied")
def test_who_tries_codes_and_secrets_is_stopped() -> None:
    def attempt(address: str) -> Any:
        body = orjson.dumps({"code": "19.01969-261102-0001", "secret": "sai"})
        headers = {"REMOTE_ADDR": "10.20.0.1", "HTTP_X_FORWARDED_FOR": address}
        return Client().post("/api/v1/cases/follow", body, content_type=JSON, **headers)

    for _ in range(20):
        problem(attempt("203.113.1.7"), "cases.unknown")
    problem(attempt("203.113.1.7"), "cases.too_many_tries")
    problem(attempt("203.113.1.8"), "cases.unknown")


def test_a_token_does_what_its_scopes_say_and_no_more(caller: Calling, mai: Someone) -> None:
    reads = caller(Someone(mai.actor, mai.account, token(mai.account, "cases:read")[1]))
    assert reads.get("/cases").status_code == 200
    refused = reads.post("/cases", {"procedure": "1.001193", "form": birth_form()})
    assert problem(refused, "api.scope_missing")["scope"] == "cases:write"
    problem(reads.get("/me/tokens"), "api.scope_missing")
    assert reads.get("/places?q=phu thong").status_code == 200


def test_a_token_issues_none_that_may_more_than_itself(caller: Calling, mai: Someone) -> None:
    narrow = caller(Someone(mai.actor, mai.account, token(mai.account, "account:write", "cases:read")[1]))
    wider = narrow.post("/me/tokens", {"name": "rộng hơn", "scopes": ["cases:write"], "days": 1})
    problem(wider, "people.not_allowed")
    assert narrow.post("/me/tokens", {"name": "như cũ", "scopes": ["cases:read"], "days": 1}).status_code == 201


def test_a_token_is_shown_once_works_and_ends_at_once(caller: Calling, mai: Someone) -> None:
    mother = caller(mai)
    made = orjson.loads(mother.post("/me/tokens", {"name": "đồng bộ", "scopes": ["cases:read"], "days": 7}).content)
    other = caller(Someone(mai.actor, mai.account, made["secret"]))
    assert other.get("/cases").status_code == 200
    listed = mother.get("/me/tokens").content.decode()
    assert made["prefix"] in listed
    assert made["secret"] not in listed
    assert mother.send("DELETE", f"/me/tokens/{made['id']}").status_code == 204
    problem(other.get("/cases"), "api.token_wrong")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("en", "en"),
        ("vi,en;q=0.9", "vi"),
        ("en-US,en;q=0.9,vi;q=0.8", "en"),
        ("fr,en;q=0.3", "en"),
        ("fr", "vi"),
        ("en;q=0,vi;q=0.1", "vi"),
        ("en;q=hai", "vi"),
    ],
)
def test_vietnamese_unless_english_is_wanted_more(header: str, language: str) -> None:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = header
    assert language_of(request) == language
