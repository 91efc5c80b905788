"""Every failure as ``application/problem+json`` (RFC 9457), in the language that the caller prefers.

``type`` is an address that explains the code; ``code`` is for programs; ``title`` says it to people; ``instance`` names
the request, to be quoted; what else the problem knows stands beside (``problems``: what is wrong where).
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from nenso.api.answers import json_of
from nenso.api.errors import BodyNotJson, BodyTooLarge, BodyUnreadable, NotFound, Refused, RequestInvalid, Unexpected
from nenso.api.mistakes import mistakes
from nenso.runtime.config import config
from nenso.runtime.languages import Language, language_of
from nenso.runtime.logs import request_id
from nenso.runtime.problems import Problem

log = logging.getLogger("nenso.api")

MEDIA_TYPE = "application/problem+json"
WHERE = "/api/v1/problems/"


def problem_answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return ``problem`` as an answer."""
    language = language_of(request)
    content = json_of(problem_body(problem, language))
    response = HttpResponse(content, status=problem.status, content_type=MEDIA_TYPE)
    response["Content-Language"] = language
    response["Vary"] = "Authorization, Cookie, Accept-Language"
    response["Cache-Control"] = "no-store"
    if problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="nenso"'
    return response


def problem_body(problem: Problem, language: Language) -> dict[str, Any]:
    """Return the members of RFC 9457 with the problem's facts beside them."""
    body = problem.body(language)
    facts = {name: _in_language(value, language) for name, value in body.items()}
    return facts | {"type": f"{WHERE}{problem.code}", "instance": f"urn:nenso:request:{request_id.get()}"}


def _in_language(value: Any, language: Language) -> Any:
    """Return a fact with each ``{"vi": …, "en": …}`` in it said in one language as ``text``."""
    if isinstance(value, list | tuple):
        return [_in_language(one, language) for one in value]
    if not isinstance(value, Mapping):
        return value
    said = {name: _in_language(one, language) for name, one in value.items() if name not in {"vi", "en"}}
    return said | {"text": value[language]} if "vi" in value and "en" in value else said


def teach(api: NinjaAPI) -> None:
    """Let ``api`` answer every exception as a problem."""
    handlers: dict[type[Exception], Any] = {
        Problem: problem_answer,
        ValidationError: _of_validation,
        HttpError: _of_http,
        PermissionDenied: lambda request, _: problem_answer(request, Refused()),
        Http404: lambda request, _: problem_answer(request, NotFound()),
        **dict.fromkeys((RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent), _too_large),
        **dict.fromkeys((UnreadablePostError, MultiPartParserError, SuspiciousOperation), _unreadable),
        Exception: unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """Log what nobody foresaw with the request's id, and answer only that id."""
    log.error("unexpected: %s %s", request.method, request.path, exc_info=error)
    return problem_answer(request, Unexpected(reference=request_id.get()))


def _too_large(request: HttpRequest, _: Exception) -> HttpResponse:
    return problem_answer(request, BodyTooLarge(limit=config().body_limit))


def _unreadable(request: HttpRequest, _: Exception) -> HttpResponse:
    return problem_answer(request, BodyUnreadable())


def _of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what ninja made of a body that cannot be read: our own problem is its cause."""
    cause = error.__cause__
    problem = cause if isinstance(cause, Problem) else BodyNotJson(why=type(cause or error).__name__)
    return problem_answer(request, problem)


def _of_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = mistakes(error.errors)
    return problem_answer(request, RequestInvalid(count=len(found), problems=found))
