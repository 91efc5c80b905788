"""The addresses of the API, each guarded against what goes wrong before and beside a route."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path

from nenso.api import documentation
from nenso.api.app import api
from nenso.api.errors import BodyTooLarge, MethodNotAllowed, NotFound
from nenso.api.problems import problem_answer, unexpected
from nenso.api.uploads import MULTIPART, expect_uploads
from nenso.runtime.config import config
from nenso.runtime.problems import Problem
from nenso.runtime.text import ForbiddenCharacter

View = Callable[..., HttpResponseBase]

CHUNK = 65_536
MOST_TAKEN_IN = 64_000_000
"""Octets of a body too large that are still read; who sends more is cut off."""


def guarded(view: View) -> View:
    """Refuse what no route should meet, and answer as a problem what ninja would say in plain text."""

    @wraps(view)
    def guard(request: HttpRequest, **words: Any) -> HttpResponseBase:
        uploads = None
        try:
            _refuse(request)
            uploads = expect_uploads(request) if request.content_type == MULTIPART else None
            response = view(request, **words)
        except Problem as problem:
            return problem_answer(request, problem)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a reference and no details
            return unexpected(request, error)
        finally:
            if uploads is not None:
                uploads.close()
        if response.status_code == 405:
            return _not_allowed(request, response)
        return response

    guard.csrf_exempt = True  # type: ignore[attr-defined]  # sessions are checked in signing_in
    return guard


def _refuse(request: HttpRequest) -> None:
    query = request.META.get("QUERY_STRING", "")
    if "\x00" in request.path or "%00" in query or "\x00" in query:
        raise ForbiddenCharacter(character="U+0000")
    if request.content_type == MULTIPART:
        return
    declared = request.META.get("CONTENT_LENGTH") or "0"
    limit = config().body_limit
    if declared.isdigit() and int(declared) > limit:
        _take_in(request, min(int(declared), MOST_TAKEN_IN))
        raise BodyTooLarge(limit=limit)


def _take_in(request: HttpRequest, left: int) -> None:
    """Read what is refused and forget it: a client that is still sending would not hear why."""
    while left > 0 and (chunk := request.read(min(left, CHUNK))):
        left -= len(chunk)


def _not_allowed(request: HttpRequest, refused: HttpResponseBase) -> HttpResponse:
    allowed = refused.headers.get("Allow", "")
    response = problem_answer(request, MethodNotAllowed(method=request.method, allowed=allowed))
    response["Allow"] = allowed
    return response


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer an address of the API that is none."""
    return problem_answer(request, NotFound())


def _routes(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern]:
    """Return the patterns of the API, guarded: one for each address, whatever its methods."""
    found: dict[str, URLPattern] = {}
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            route = str(pattern.pattern)
            found.setdefault(route, path(route, guarded(pattern.callback), name=pattern.name))
    return list(found.values())


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", documentation.docs, name="docs"),
    path("api/v1/docs/<str:name>", documentation.part, name="docs-part"),
    path("api/v1/openapi.json", documentation.openapi, name="openapi"),
    *(path(f"api/v1/{route.pattern}", route.callback, name=route.name) for route in _routes(api.urls[0])),
    re_path(r"^api/v1(?:/.*)?$", not_found),
]
not_found.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is written
