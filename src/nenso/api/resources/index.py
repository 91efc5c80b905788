"""What was measured and published: scores with their hashes, and the rows behind a value."""

from dataclasses import asdict
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.routing import STREAM, Resource
from nenso.api.shapes.base import Name
from nenso.api.shapes.index import FactRows, Publications
from nenso.api.signing_in import actor_of
from nenso.index import publications
from nenso.index.measuring.errors import RowsForOfficials
from nenso.index.models import Publication
from nenso.web.callers import EVERYBODY, OFFICIALS

resource = Resource("index")


@resource.get("/index/publications", may=EVERYBODY, returns=Publications)
def list_publications(request: HttpRequest, indicator: Name = "", period: Name = "") -> HttpResponse:
    """The latest 100 publications of scores and ranks, of one scorecard or period if wished."""
    listed = publications.publications(actor_of(request), indicator=indicator, period=period)
    return read_answer(request, {"items": [_told(one) for one in listed]})


@resource.get("/index/publications/{publication}", may=EVERYBODY, returns=STREAM)
def read_publication(request: HttpRequest, publication: UUID) -> HttpResponse:
    """A publication byte for byte (JSON): scores, ranks, every value; its SHA-256 is in the ETag."""
    found = publications.publication_by_id(actor_of(request), publication)
    response = answer(None)
    response.content = bytes(found.content)
    response["Content-Type"] = STREAM
    response["Content-Disposition"] = f'attachment; filename="{found.id}.json"'
    response["ETag"] = f'"{found.digest}"'
    return response


@resource.get(
    "/index/indicators/{indicator}/periods/{period}/units/{unit}/rows",
    may=OFFICIALS,
    scope="cases:read",
    returns=FactRows,
)
def list_rows_of_a_value(
    request: HttpRequest,
    indicator: Name,
    period: Name,
    unit: UUID,
    side: Literal["numerator", "denominator"] = "numerator",
    after: UUID | None = None,
) -> HttpResponse:
    """The rows that a value of an agency or place counts, a hundred at a time; of each only what the caller may see.

    For officials: what is published stands on the board, with its rows, for everybody who is signed in.
    """
    from nenso.index.measuring.rows import rows_of

    actor = actor_of(request)
    if not (actor.seats or actor.scope):
        raise RowsForOfficials
    found = rows_of(actor, indicator, str(unit), period, side=side, after=after)
    told = {"fact": found.fact, "side": found.side, "count": found.count, "after": found.after}
    return read_answer(request, told | {"items": [asdict(one) for one in found.rows]})


def _told(one: Publication) -> dict[str, Any]:
    agency = agency_brief(one.agency)
    return {
        "id": one.id,
        "indicator": one.indicator,
        "period": one.period,
        "agency": agency,
        "state": one.state,
        "sha256": one.digest,
        "inputs_sha256": one.inputs,
        "edition_sha256": one.edition,
        "published_at": one.published_at,
        "embargo_until": one.embargo_until,
        "corrects": one.corrects,
        "changed": one.changed,
    }
