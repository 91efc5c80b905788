"""Uploads part by part over HTTP, by tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation, expiration,
termination. A program that speaks tus can use it; ``assets/scripts/_sending.js`` does. What is whole is taken by the
form that names it (``upload`` beside its files).
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from nenso.files.resuming import Received, append_part, begin_upload, drop_upload, upload_of
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import OWNER_ONLY, SIGNED_IN
from nenso.web.errors import UploadUnclear
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
_PIECE = 64 * 1024
_LONGEST_NUMBER = 15


@require_http_methods(["OPTIONS", "POST"])
@page(may=SIGNED_IN)
def uploads(request: PageRequest) -> HttpResponseBase:
    """Say what is spoken here (OPTIONS), or begin an upload (POST): its length and name; the answer says where."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"], response["Tus-Extension"] = VERSION, "creation,expiration,termination"
        return _spoken(response)
    try:
        length, told = _number(request, "Upload-Length"), _metadata(request.headers.get("Upload-Metadata", ""))
        begun = begin_upload(
            request.actor, told.get("filename", ""), told.get("filetype", ""), length, key=told.get("once", "")[:100]
        )
    except Problem as problem:
        return _refused(problem)
    response = HttpResponse(status=201)
    response["Location"] = reverse("upload", kwargs={"upload": begun.upload.id})
    return _stands(response, begun)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@page(may=OWNER_ONLY)
def upload(request: PageRequest, upload: UUID) -> HttpResponseBase:
    """Say how much of an upload is here (HEAD), take the next part of it in (PATCH), or forget it (DELETE)."""
    try:
        if request.method == "DELETE":
            drop_upload(request.actor, upload)
            return _spoken(HttpResponse(status=204))
        if request.method == "PATCH":
            return _stands(HttpResponse(status=204), _append(request, upload))
        return _stands(HttpResponse(), upload_of(request.actor, upload))
    except Problem as problem:
        return _refused(problem)


def _append(request: PageRequest, upload: UUID) -> Received:
    if request.content_type != PART:
        raise UploadUnclear(header="Content-Type")
    offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    return append_part(request.actor, upload, offset, length, _pieces(request, length))


def _pieces(request: HttpRequest, length: int) -> Iterator[bytes]:
    """Yield what arrives; a line that breaks off ends it, and what came until then is kept."""
    while length > 0:
        try:
            piece = request.read(min(_PIECE, length))
        except OSError:
            return
        if not piece:
            return
        length -= len(piece)
        yield piece


def _number(request: HttpRequest, header: str) -> int:
    number = whole(request.headers.get(header), _LONGEST_NUMBER)
    if number is None:
        raise UploadUnclear(header=header)
    return number


def _metadata(header: str) -> dict[str, str]:
    """Return what ``name base64,name base64`` says. Raises :class:`UploadUnclear`."""
    found = {}
    try:
        for pair in filter(None, map(str.strip, header.split(","))):
            name, _, value = pair.partition(" ")
            found[name] = b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise UploadUnclear(header="Upload-Metadata") from error
    return found


def _stands(response: HttpResponse, received: Received) -> HttpResponse:
    response["Upload-Offset"] = str(received.offset)
    response["Upload-Length"] = str(received.upload.length)
    response["Upload-Expires"] = http_date(received.upload.expires_at.timestamp())
    return _spoken(response)


def _refused(problem: Problem) -> HttpResponse:
    response = HttpResponse(problem.text(spoken()), status=problem.status, content_type="text/plain; charset=utf-8")
    return _spoken(response)


def _spoken(response: HttpResponse) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    return response
