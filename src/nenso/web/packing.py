"""A publication sent byte for byte, as gzip to whoever takes that, not at all to whoever has it."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from nenso.index.extracts import packed
from nenso.index.models import Publication
from nenso.runtime.acting import Actor, acting

_GZIP = re.compile(r"\b(gzip|x-gzip)\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


def as_published(request: HttpRequest, actor: Actor, publication: Publication, response: HttpResponse) -> HttpResponse:
    """Put the bytes of a publication that ``actor`` was shown into ``response``; 304 for who names their SHA-256.

    The ``ETag`` is the SHA-256 of the bytes; of what is sent as gzip it is a weak one.
    """
    patch_vary_headers(response, ["Accept-Encoding"])
    tag = response["ETag"] = f'"{publication.digest}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    if known & {tag, "*"}:
        response.status_code, response.content = 304, b""
        del response["Content-Type"]
        return response
    if _GZIP.search(request.headers.get("Accept-Encoding", "")):
        response.content = packed(actor, publication)
        response["Content-Encoding"] = "gzip"
        response["ETag"] = f"W/{tag}"
        return response
    with acting(actor):
        response.content = bytes(Publication.objects.values_list("content", flat=True).get(pk=publication.pk))
    return response
