"""Pairs of records that are probably one."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import agency_brief, read_answer
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.resources.registers.frame import READ
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line
from nenso.api.shapes.registers import PairGiven, PairPage, RegisterName
from nenso.api.signing_in import actor_of
from nenso.registers.duplicates.reviewing import Pair, pair_of, pairs, reasons_of
from nenso.registers.known import register_named
from nenso.web.callers import SIGNED_IN, WHO_SEES_THE_CASE

resource = Resource("registers")


@resource.get("/registers/{book}/duplicates", may=SIGNED_IN, scope=READ, returns=PairPage)
def list_duplicates(
    request: HttpRequest,
    book: RegisterName,
    state: Literal["open", "later", "different", "merged"] = "open",
    agency: UUID | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """Pairs of records that are probably one, the most probable first; they are decided on the desk."""
    actor, name = actor_of(request), register_named(book).name
    of = ["duplicates", book, state, agency]
    after = after_of(cursor, of=of)
    since = (float(after[0]), UUID(after[1])) if after else None
    found = pairs(actor, name, agency=agency, state=state, after=since, limit=limit)
    last = [repr(found.after[0]), str(found.after[1])] if found.after is not None else None
    return read_answer(request, {"items": [_pair(one) for one in found.pairs], "next": cursor_of(last, of=of)})


@resource.get("/registers/{book}/duplicates/{pair}", may=WHO_SEES_THE_CASE, scope=READ, returns=PairGiven)
def read_duplicate(request: HttpRequest, book: RegisterName, pair: UUID) -> HttpResponse:
    """One pair, with what each compared field says."""
    return read_answer(request, _pair(pair_of(actor_of(request), register_named(book).name, pair)))


def _pair(found: Pair) -> dict[str, Any]:
    one, whole = found.pair, found.whole
    sides = ((one.first, found.first, one.agency), (one.second, found.second, one.other_agency))
    records = [
        {
            "id": key,
            "label": record.label if record is not None else None,
            "agency": agency_brief(agency),
        }
        for key, record, agency in sides
    ]
    levels = [
        {
            "field": said.field,
            "level": said.level.code,
            "said": {"vi": said.level.vi, "en": said.level.en},
            "weight": said.weight,
        }
        for said in reasons_of(one)
    ]
    names = ("id", "probability", "weight", "state", "found_at", "decided_at", "reason")
    told = {name: getattr(one, name) for name in names}
    return told | {"register_name": one.register, "records": records, "levels": levels if whole else None}
