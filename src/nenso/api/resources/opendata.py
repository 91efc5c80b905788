"""Open data: what registers open to everyone, with the addresses of its files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nenso.api.answers import read_answer
from nenso.api.routing import Resource
from nenso.api.shapes.opendata import OpenSetRead, OpenSets
from nenso.api.shapes.registers import RegisterName
from nenso.exchange.models import OpenRelease
from nenso.exchange.opendata.reading import data_set, data_sets
from nenso.runtime.config import config
from nenso.web.callers import EVERYBODY

resource = Resource("open data")
TOLD = ("number", "rows", "published_at", "checked_at", "latest", "completeness")


@resource.get("/open-data", may=EVERYBODY, returns=OpenSets)
def list_open_data(request: HttpRequest) -> HttpResponse:
    """Every data set that is open; the same as DCAT-AP 3 stands at `/catalog.jsonld`."""
    return read_answer(request, {"items": [_told(one) for one in data_sets()]})


@resource.get("/open-data/{book}", may=EVERYBODY, returns=OpenSetRead)
def read_open_data(request: HttpRequest, book: RegisterName) -> HttpResponse:
    """A data set with its columns and first rows."""
    found = data_set(book)
    columns = [{"unit": None, "codes": {}, "note": None, **one} for one in found.about["columns"]]
    return read_answer(request, {**_told(found), "columns": columns, "preview": found.preview})


def _told(release: OpenRelease) -> dict[str, Any]:
    about = release.about
    return {
        "register_name": release.register,
        **{name: getattr(release, name) for name in TOLD},
        **{name: about[name] for name in ("title", "counts", "licence", "refresh")},
        "page": _address("open-data-set", register=release.register),
        "files": [
            {
                **{name: one[name] for name in ("format", "media_type", "size", "sha256")},
                "url": _address(
                    "open-data-file", register=release.register, number=release.number, filename=one["name"]
                ),
            }
            for one in release.files
        ],
    }


def _address(name: str, **words: Any) -> str:
    return config().public_url.rstrip("/") + reverse(name, kwargs=words)
