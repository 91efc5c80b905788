"""From where a request comes: X-Forwarded-For counts only from one's own proxies."""

import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pydantic import ValidationError

from nenso.runtime.clients import believe_proxies
from nenso.runtime.config import Config, config
from nenso.runtime.requests import RequestMiddleware


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An install behind a proxy on the same machine and another in the ministry's network."""
    monkeypatch.setenv("NENSO_TRUSTED_PROXIES", "127.0.0.1, 10.20.0.0/16, ::1")
    config.cache_clear()
    yield
    monkeypatch.undo()
    config.cache_clear()


def came(peer: str, chain: str = "", scheme: str = "") -> HttpRequest:
    """Return a request of ``peer`` after it was looked at."""
    headers = {"HTTP_X_FORWARDED_FOR": chain} if chain else {}
    headers |= {"HTTP_X_FORWARDED_PROTO": scheme} if scheme else {}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **headers)
    believe_proxies(request)
    return request


@pytest.mark.usefixtures("proxies")
@pytest.mark.parametrize(
    ("peer", "chain", "client"),
    [
        ("127.0.0.1", "203.113.1.5", "203.113.1.5"),
        ("127.0.0.1", "203.113.1.5, 10.20.3.4", "203.113.1.5"),
        ("127.0.0.1", "8.8.8.8, 203.113.1.5", "203.113.1.5"),
        ("127.0.0.1", "203.113.1.5:40312", "203.113.1.5"),
        ("::1", "[2405:4800::7]:443", "2405:4800::7"),
        ("::ffff:127.0.0.1", "203.113.1.5", "203.113.1.5"),
        ("127.0.0.1", "không biết", "127.0.0.1"),
        ("127.0.0.1", "203.113.1.5, không biết", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("203.113.9.9", "8.8.8.8", "203.113.9.9"),
        ("", "8.8.8.8", ""),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ours(peer: str, chain: str, client: str) -> None:
    assert came(peer, chain).META["REMOTE_ADDR"] == client


def test_without_the_setting_nobody_is_believed_and_the_header_is_gone() -> None:
    request = came("127.0.0.1", "8.8.8.8", "https")
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"
    assert "X-Forwarded-For" not in request.headers
    assert not request.is_secure()


@pytest.mark.usefixtures("proxies")
def test_a_proxy_of_ours_says_how_the_client_came() -> None:
    assert came("10.20.0.1", "203.113.1.5", "https").is_secure()
    assert not came("203.113.9.9", "8.8.8.8", "https").is_secure()


@pytest.mark.usefixtures("proxies")
def test_the_log_names_the_client_and_not_the_proxy(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.113.1.5")
    with caplog.at_level(logging.INFO, "nenso.request"):
        RequestMiddleware(lambda _: HttpResponse())(request)
    assert [record.client for record in caplog.records] == ["203.113.1.5"]


def test_a_setting_that_is_no_network_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError):
        Config(trusted_proxies="10.0.0.300")
