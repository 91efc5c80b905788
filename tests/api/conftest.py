"""The API as programs and browsers meet it: an install with civil registration in force, people, a client."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from support.births import OFFICIALS, Someone, in_force, mother, someone
from support.moments import moments_elsewhere

PHU_THONG = "vn.p19.c01969"


@pytest.fixture(autouse=True)
def _of_a_demonstration(demo: None) -> None:
    """Every agency signs here."""


@pytest.fixture
def civil_registration(db: None) -> None:
    """Births and more are offered by every commune."""
    in_force()


@pytest.fixture
def mai(db: None) -> Someone:
    """A mother of xã Phủ Thông."""
    return mother()


@pytest.fixture
def officials(db: None) -> dict[str, Someone]:
    """Who works at the People's Committee of xã Phủ Thông, by role."""
    return {role: someone(name, (role, PHU_THONG)) for role, name in OFFICIALS.items()}


def in_utc(response: Any) -> Any:
    """Return an answer in which every moment is told in UTC."""
    if not response.streaming and "json" in response.get("Content-Type", ""):
        assert not moments_elsewhere(response.content)
    return response


class Caller:
    """Somebody's program."""

    def __init__(self, who: Someone | None, language: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = dict(who.header) if who else {}
        if language:
            self.headers["HTTP_ACCEPT_LANGUAGE"] = language
        self.count = 0

    def get(self, path: str, **headers: str) -> Any:
        return in_utc(self.client.get(f"/api/v1{path}", **self.headers, **headers))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        self.count += 1
        headers.setdefault("HTTP_IDEMPOTENCY_KEY", f"key-{id(self)}-{self.count}")
        content = body if isinstance(body, bytes) else orjson.dumps({} if body is None else body)
        headers = self.headers | headers
        return in_utc(
            self.client.generic(method, f"/api/v1{path}", content, content_type="application/json", **headers)
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def upload(self, path: str, file: Any, **fields: str) -> Any:
        self.count += 1
        key = {"HTTP_IDEMPOTENCY_KEY": f"file-{id(self)}-{self.count}"}
        return self.client.post(f"/api/v1{path}", {"file": file, **fields}, **self.headers, **key)


@pytest.fixture
def caller() -> Callable[..., Caller]:
    """Return a program of somebody, or of nobody."""
    return Caller


def body_of(response: Any, status: int = 200) -> Any:
    """Return the body of a response that must have this status."""
    assert response.status_code == status, response.content.decode()
    return orjson.loads(response.content)


def problem(response: HttpResponse, code: str) -> dict[str, Any]:
    """Return the body of a response that must be this problem."""
    body: dict[str, Any] = orjson.loads(response.content)
    assert response["Content-Type"] == "application/problem+json", body
    assert (body["code"], body["status"]) == (code, response.status_code), body
    return body
