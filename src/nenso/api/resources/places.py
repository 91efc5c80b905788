"""Places of Viet Nam as of any day: found by name, old names too; what a code means and what it became."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field, StringConstraints

from nenso.api.answers import read_answer
from nenso.api.routing import Resource
from nenso.api.shapes.places import PlacePage, PlacesFound
from nenso.api.signing_in import actor_of
from nenso.runtime.acting import acting
from nenso.runtime.clock import today
from nenso.territory.models import Place
from nenso.territory.queries import became, children, refusal, resolve
from nenso.territory.search import Match, Step, search
from nenso.web.callers import EVERYBODY

resource = Resource("places")

Asked = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
Level = Literal["province", "district", "commune"]


@resource.get("/places", may=EVERYBODY, returns=PlacesFound)
def find_places(
    request: HttpRequest,
    q: Asked,
    on: date | None = None,
    level: Level | None = None,
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> HttpResponse:
    """Places that answer a text, with or without diacritics, misspelt, abbreviated, by old names; the best first."""
    day = on or today()
    with acting(actor_of(request)):
        found = search(q, day, level, limit)
        status = resolve(q, day, level).status
    return read_answer(request, {"status": status, "on": day, "items": [_match(match) for match in found]})


@resource.get("/places/{code}", may=EVERYBODY, returns=PlacePage)
def read_place(request: HttpRequest, code: Asked, on: date | None = None, level: Level | None = None) -> HttpResponse:
    """What a code (or name) means on a day: the place, what it became and by which decree, or the candidates."""
    day = on or today()
    with acting(actor_of(request)):
        found = resolve(code, day, level)
        if found.status == "unknown":
            raise refusal(found)
        inside = children(found.place, day) if found.place is not None else []
    body = {
        "status": found.status,
        "on": day,
        "place": place_body(found.place) if found.place is not None else None,
        "since": found.since,
        "decree": found.decree,
        "candidates": [became(match) | {"was": match.found_as} for match in found.candidates],
        "children": [place_body(place) for place in inside],
    }
    return read_answer(request, body)


def place_body(place: Place) -> dict[str, Any]:
    """Return a place as the API tells it."""
    names = ("id", "code", "level", "kind", "name", "full_name", "path_name", "path", "valid_from", "valid_until")
    return {name: getattr(place, name) for name in (*names, "latitude", "longitude", "area_km2")}


def _match(match: Match) -> dict[str, Any]:
    return {
        "place": place_body(match.place),
        "was": match.found_as,
        "former": match.former,
        "split": match.split,
        "score": match.score,
        "steps": [_step(step) for step in match.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {"since": step.since, "decree": step.decree, "kind": step.kind, "code": step.code, "name": step.name}
