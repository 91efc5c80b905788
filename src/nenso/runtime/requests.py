"""Around every request: its id, from ``X-Request-Id`` when that is sound, answered back and in each log line."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from nenso.runtime.ids import uuid7
from nenso.runtime.logs import request_id

_SOUND = re.compile(r"[A-Za-z0-9_.-]{8,64}\Z")


class RequestMiddleware:
    """Give the request an id for its whole life."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        identifier = given if _SOUND.match(given) else uuid7().hex
        token = request_id.set(identifier)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = identifier
        return response
