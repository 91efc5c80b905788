"""Agencies: found by name, walked down the tree, one with its code and units. They are public."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field, StringConstraints

from nenso.agencies.codes import code_of
from nenso.agencies.kinds import TITLES
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id, agency_by_path, children, search
from nenso.api.answers import read_answer
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line
from nenso.api.shapes.places import AgenciesFound, AgencyPage
from nenso.api.signing_in import actor_of
from nenso.runtime.acting import acting
from nenso.web.callers import EVERYBODY

resource = Resource("agencies")

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Path = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,250}$")]


@resource.get("/agencies", may=EVERYBODY, returns=AgenciesFound)
def list_agencies(
    request: HttpRequest,
    q: Line = "",
    kind: Kind | None = None,
    below: Path | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """Agencies by name (``q``), or what stands directly below one (``below``: its path; without it the top)."""
    of = ["agencies", kind, below]
    with acting(actor_of(request)):
        if q.strip():
            found = search(q, kind=kind, below=below, limit=limit)
            return read_answer(request, {"items": [_body(one) for one in found], "next": None})
        after = after_of(cursor, of=of)
        parent = agency_by_path(below) if below else None
        begun = (bytes.fromhex(after[0]), UUID(after[1])) if after else None
        page = children(parent, kind=kind, after=begun, limit=limit + 1)
        items = [_body(one) for one in page[:limit]]
    last = [bytes(page[limit - 1].sort_key).hex(), str(page[limit - 1].id)] if len(page) > limit else None
    return read_answer(request, {"items": items, "next": cursor_of(last, of=of)})


@resource.get("/agencies/{agency}", may=EVERYBODY, returns=AgencyPage)
def read_agency(request: HttpRequest, agency: UUID) -> HttpResponse:
    """One agency: the code that its cases are numbered with, and its units."""
    with acting(actor_of(request)):
        found = agency_by_id(agency)
        code = code_of(found)
        units = [_body(one) for one in children(found, limit=MOST) if one.is_unit]
        body = _body(found) | {"code": code.value, "code_source": code.source, "units": units}
        if found.place is not None:
            body["place"] = {"id": found.place_id, "code": found.place.code, "name": found.place.path_name}
    return read_answer(request, body)


def _body(agency: Agency) -> dict[str, Any]:
    vi, en = TITLES.get(agency.kind, (agency.kind, agency.kind))
    return {
        "id": agency.id,
        "path": agency.path,
        "kind": agency.kind,
        "kind_title": {"vi": vi, "en": en},
        "name": agency.name,
        "is_unit": agency.is_unit,
        "parent": agency.parent_id,
        "place": {"id": agency.place_id} if agency.place_id else None,
    }
