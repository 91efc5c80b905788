"""Open data for everyone: the list, a page for each data set, its files, and the catalogue that others harvest."""

import base64
from typing import Any

import orjson
from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.views.decorators.http import require_safe

from nenso.agencies.queries import agency_by_path
from nenso.exchange.models import OpenRelease
from nenso.exchange.opendata.catalogue import catalogue
from nenso.exchange.opendata.reading import (
    DICTIONARY,
    data_set,
    data_sets,
    dictionary_of,
    file_of,
    releases_of,
)
from nenso.runtime.config import config
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page, render

COUNTRY = "vn"
JSON_LD = "application/ld+json"
CSVW = "application/csvm+json"
FRESH_SECONDS = 600
DAY_SECONDS = 86_400
"""How long caches keep what is numbered: it never changes, and is withdrawn at times."""
BARS = (640, 160)
"""Width and height of a chart, in its own units."""


@require_safe
@page(may=EVERYBODY)
def open_data(request: PageRequest) -> HttpResponse:
    """List what is open."""
    return render(request, "portal/open_data.html", {"sets": data_sets()})


@require_safe
@page(may=EVERYBODY)
def open_data_set(request: PageRequest, register: str) -> HttpResponse:
    """Show a data set: its files, licence, columns, first rows and how it went."""
    found = data_set(register)
    told = {"one": found, "about": found.about, "bars": bars(found), "releases": releases_of(register)}
    return render(request, "portal/open_data_set.html", told | {"dictionary": DICTIONARY})


@require_safe
@page(may=EVERYBODY)
def open_data_file(request: PageRequest, register: str, filename: str, number: int | None = None) -> HttpResponseBase:
    """Hand out a file of a release (the newest unless ``number`` says), or what the columns of the CSV file mean."""
    release = data_set(register, number)
    if filename.endswith(DICTIONARY):
        csv = filename.removesuffix(DICTIONARY)
        file_of(release, csv)
        return _answer(orjson.dumps(dictionary_of(release, csv)), CSVW)
    file = file_of(release, filename)
    tag = quote_etag(file.sha256)
    response: HttpResponseBase
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = FileResponse(file.open(), content_type=file.told["media_type"])
        response["Content-Length"] = str(file.told["size"])
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or ""
        response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:"
    response["ETag"] = tag
    return _for_all(response, forever=number is not None)


@require_safe
@page(may=EVERYBODY)
def open_data_catalogue(request: PageRequest) -> HttpResponseBase:
    """Answer with the catalogue as DCAT-AP 3."""
    del request
    return _answer(orjson.dumps(catalogue(data_sets(), agency_by_path(COUNTRY), address)), JSON_LD)


def address(register: str | None = None, filename: str | None = None) -> str:
    """Return the whole address of the catalogue, a data set, or a file of its newest release."""
    if register is None:
        found = reverse("open-data-catalogue")
    elif filename is None:
        found = reverse("open-data-set", kwargs={"register": register})
    else:
        found = reverse("open-data-newest", kwargs={"register": register, "filename": filename})
    return config().public_url.rstrip("/") + found


def bars(release: OpenRelease) -> list[dict[str, Any]]:
    """Return the bars of a data set's chart, in the units of :data:`BARS`; ``height`` None where a count is hidden."""
    width, height = BARS
    most = max((count for _, count in release.chart if count), default=0)
    step = width / max(len(release.chart), 1)
    return [
        {
            "label": label,
            "count": count,
            "x": round(at * step + step * 0.1, 1),
            "width": round(step * 0.8, 1),
            "height": round(height * count / most, 1) if count and most else 0,
        }
        for at, (label, count) in enumerate(release.chart)
    ]


def _answer(content: bytes, media_type: str) -> HttpResponseBase:
    return _for_all(HttpResponse(content, content_type=media_type))


def _for_all(response: HttpResponseBase, *, forever: bool = False) -> HttpResponseBase:
    """Let every site and cache have it; what is numbered never changes."""
    if forever:
        patch_cache_control(response, public=True, max_age=DAY_SECONDS, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    response["Access-Control-Allow-Origin"] = "*"
    return response
