"""The API as Granian serves it: bodies, uploads, errors and restarts as a program meets them."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from pytest_django import DjangoDbBlocker

from nenso.runtime.config import config
from support.database import this_database
from support.serving import Served, free_port, served
from support.waiting import eventually


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Served]:
    """A server over this process's own copy of the database, renewed afterwards: a start publishes what ships."""
    port = free_port()
    environment = {"NENSO_DATABASE": config().database, "NENSO_WORKERS": "1", "NENSO_LOG_LEVEL": "ERROR"}
    with served(port, **environment) as running:
        running.seconds_until_ready(120)
        yield running
    with django_db_blocker.unblock():
        this_database().renew()


def ask(server: Served, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any, Any]:
    request = Request(f"http://127.0.0.1:{server.port}/api/v1{path}", data=body, method=method, headers=headers)
    try:
        with urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, json.loads(answer.read() or b"null")
    except HTTPError as error:
        with error:
            return error.code, error.headers, json.loads(error.read() or b"null")


def test_places_agencies_and_the_documentation_are_served(server: Served) -> None:
    status, headers, found = ask(server, "GET", "/places?q=phu%20thong%20thai%20nguyen")
    assert (status, found["items"][0]["place"]["code"]) == (200, "01969")
    assert ask(server, "GET", "/places?q=phu%20thong%20thai%20nguyen", **{"If-None-Match": headers["ETag"]})[0] == 304
    assert ask(server, "GET", "/openapi.json")[2]["openapi"].startswith("3.1")


def test_failures_are_problems_also_over_the_wire(server: Served) -> None:
    for method, path, body, code in (
        ("GET", "/cases", None, "api.sign_in_needed"),
        ("GET", "/khong-co", None, "api.not_found"),
        ("DELETE", "/places", None, "api.method_not_allowed"),
        ("POST", "/verify", b"{", "api.body_not_json"),
        ("POST", "/verify", b'{"token": "' + b"a" * 3_000_000 + b'"}', "api.body_too_large"),
        ("POST", "/verify", b'{"token": "' + b"a" * 10_000_000 + b'"}', "api.body_too_large"),
    ):
        status, headers, told = ask(server, method, path, body, **{"Content-Type": "application/json"})
        assert (told["code"], told["status"]) == (code, status)
        assert headers["Content-Type"] == "application/problem+json"
        assert headers["X-Request-Id"] in told["instance"]


def test_a_body_that_breaks_off_harms_nobody(server: Served) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(
            b"POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 100000\r\n\r\n--x\r\n"
            b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF'
        )
    assert ask(server, "GET", "/places/01969")[0] == 200
    begun = [path for path in (Path(os.environ["NENSO_HOME"]) / "incoming").glob("*") if not path.suffix]
    assert eventually(lambda: not any(path.exists() for path in begun)), begun
