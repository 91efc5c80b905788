"""Around every request: from where it comes, and its id, from ``X-Request-Id`` when that is sound.

The id is answered back and stands in each log line.
"""

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from nenso.runtime.clients import believe_proxies
from nenso.runtime.errors import SpaceRunsOut
from nenso.runtime.health import has_space
from nenso.runtime.ids import uuid7
from nenso.runtime.languages import language_of
from nenso.runtime.logs import request_id
from nenso.runtime.problems import Problem

log = logging.getLogger("nenso.request")

_SOUND = re.compile(r"[A-Za-z0-9_.-]{8,64}\Z")
_ONLY_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class RequestMiddleware:
    """Give the request an id for its whole life, refuse what writes while there is no space, log what wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        identifier = given if _SOUND.match(given) else uuid7().hex
        token = request_id.set(identifier)
        begun = time.perf_counter()
        believe_proxies(request)
        try:
            if request.method not in _ONLY_READS and not has_space():
                response: HttpResponse = problem_response(request, SpaceRunsOut())
            else:
                response = self.get_response(request)
            _log(request, response, begun)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = identifier
        return response


def problem_response(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Answer with ``application/problem+json`` in the language that the request prefers (Vietnamese or English)."""
    return JsonResponse(
        problem.body(language_of(request)), status=problem.status, content_type="application/problem+json"
    )


def _log(request: HttpRequest, response: HttpResponse, begun: float) -> None:
    told = request.method not in _ONLY_READS or response.status_code >= 500
    level = logging.INFO if told else logging.DEBUG
    if log.isEnabledFor(level):
        milliseconds = round((time.perf_counter() - begun) * 1000, 1)
        client = request.META.get("REMOTE_ADDR", "")
        facts = {"status": response.status_code, "milliseconds": milliseconds, "client": client}
        log.log(level, "%s %s", request.method, request.path, extra=facts)
