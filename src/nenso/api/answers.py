"""Answers as JSON bytes, with the headers that every answer has."""

import hashlib
from datetime import UTC, date, datetime, time
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from nenso.agencies.models import Agency

JSON = "application/json"
PRIVATE = "private, no-cache"
VARIES = "Authorization, Cookie, Accept-Language"


def answer(data: Any, *, status: int = 200, version: int | None = None) -> HttpResponse:
    """Return ``data`` as JSON; with ``version`` its ``ETag`` tells that version."""
    response = HttpResponse(json_of(data), content_type=JSON, status=status)
    response["Cache-Control"] = PRIVATE
    response["Vary"] = VARIES
    if version is not None:
        response["ETag"] = etag_of(version, response.content)
    return response


def json_of(data: Any) -> bytes:
    """Return ``data`` as JSON, every moment in UTC (``2026-11-05T10:00:00+00:00``) whatever clock it was counted by."""
    return orjson.dumps(data, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def read_answer(request: HttpRequest, data: Any, *, version: int | None = None) -> HttpResponse:
    """Return ``data`` for a read, or 304 without a body when the caller has it already (``If-None-Match``)."""
    response = answer(data)
    tag = response["ETag"] = etag_of(version, response.content)
    if _has(request.META.get("HTTP_IF_NONE_MATCH", ""), tag):
        unchanged = HttpResponse(status=304)
        for name in ("ETag", "Cache-Control", "Vary"):
            unchanged[name] = response[name]
        del unchanged["Content-Type"]
        return unchanged
    return response


def agency_brief(agency: Agency) -> dict[str, Any]:
    """Return an agency as answers name one (``AgencyBrief``)."""
    return {"id": agency.id, "name": agency.name, "path": str(agency.path)}


def etag_of(version: int | None, content: bytes) -> str:
    """Return ``"7.1f0c…"``: the version of what is shown, and a hash of just this representation."""
    digest = hashlib.blake2b(content, digest_size=8).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def pdf_answer(pdf: bytes, filename: str) -> HttpResponse:
    """Return a PDF that a browser saves under ``filename`` and no cache keeps."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def nothing() -> HttpResponseBase:
    """Return 204."""
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def _has(header: str, tag: str) -> bool:
    given = {one.strip().removeprefix("W/") for one in header.split(",")}
    return tag in given or "*" in given
