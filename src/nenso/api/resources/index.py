"""What was measured and published: scores with their hashes, and the rows behind a value."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from pydantic import Field, StringConstraints

from nenso.api.answers import agency_brief, answer, nothing, read_answer
from nenso.api.keys import key_of
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.routing import STREAM, Resource
from nenso.api.shapes.base import Line, Name
from nenso.api.shapes.index import (
    Changes,
    FactRows,
    PublicationParts,
    Publications,
    PublicationUnits,
    PublicationUnitTold,
    PutAwayAsked,
)
from nenso.api.signing_in import actor_of
from nenso.cases.engine.idempotency import carried_out
from nenso.index import publications
from nenso.index.measuring.errors import RowsForOfficials
from nenso.index.models import Publication
from nenso.index.published import Book, Node, Standing, book_of, changes_of, publication_told
from nenso.web.callers import EVERYBODY, OFFICIALS, PUBLISHERS
from nenso.web.packing import as_published

resource = Resource("index")

Show = Literal["ranks", "pillars", "scores", "values"]


@resource.get("/index/publications", may=EVERYBODY, returns=Publications)
def list_publications(request: HttpRequest, indicator: Name = "", period: Name = "") -> HttpResponse:
    """The latest 100 publications of scores and ranks, of one scorecard or period if wished."""
    listed = publications.publications(actor_of(request), indicator=indicator, period=period)
    return read_answer(request, {"items": [_told(one) for one in listed]})


@resource.get("/index/publications/{publication}", may=EVERYBODY, returns=STREAM)
def read_publication(request: HttpRequest, publication: UUID) -> HttpResponse:
    """A publication byte for byte (JSON): scores, ranks, every value; its SHA-256 is in the ETag."""
    actor = actor_of(request)
    found = publication_told(actor, publication)
    response = answer(None)
    response["Content-Type"] = STREAM
    response["Content-Disposition"] = f'attachment; filename="{found.id}.json"'
    return as_published(request, actor, found, response)


@resource.act(
    "/index/publications/{publication}/put-away",
    may=PUBLISHERS,
    scope="scores:write",
    returns=None,
    status=204,
    example={"reason": "Lập nhầm kỳ."},
)
def put_away_draft(request: HttpRequest, publication: UUID, body: PutAwayAsked) -> HttpResponseBase:
    """Put away a draft that was never published, with a reason that the journal keeps: nobody sees it any more."""
    actor, asked = actor_of(request), {"use": "scores_put_away", "of": str(publication), "reason": body.reason}
    carried_out(actor, key_of(request), asked, lambda: publications.put_away(actor, publication, body.reason))
    return nothing()


@resource.get("/index/publications/{publication}/parts", may=EVERYBODY, returns=PublicationParts)
def list_parts_of_a_publication(request: HttpRequest, publication: UUID) -> HttpResponse:
    """The parts of a scorecard, each before its own; of every indicator whether it is measured, surveyed or reported.

    Of one that is measured also from what, as its declaration says it: numerator, then denominator.
    """
    book = _book(request, publication)
    return read_answer(request, {"sha256": book.digest, "items": [_part(one) for one in book.nodes.values()]})


@resource.get("/index/publications/{publication}/units", may=EVERYBODY, returns=PublicationUnits)
def list_units_of_a_publication(
    request: HttpRequest,
    publication: UUID,
    below: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{0,200}$")] = "",
    show: Show = "pillars",
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """The units of a publication, the best first, a page at a time: those below a path, with what ``show`` asks for.

    ``ranks``: rank, group and score; ``pillars``: also the scores below the whole; ``scores``: those of every part;
    ``values``: also the value behind each indicator, with numerator and denominator where it was measured.
    """
    book = _book(request, publication)
    every = _below(book, below)
    shown, following = _page(every, ["units", publication, below, show], cursor, limit)
    items = _units(book, shown, show)
    return read_answer(request, {"sha256": book.digest, "count": len(every), "items": items, "next": following})


@resource.get("/index/publications/{publication}/units/{unit}", may=EVERYBODY, returns=PublicationUnitTold)
def read_unit_of_a_publication(request: HttpRequest, publication: UUID, unit: Name) -> HttpResponse:
    """One unit of a publication with the score of every part and the value behind each indicator."""
    book = _book(request, publication)
    return read_answer(request, _units(book, [book.standing(unit)], "values")[0])


@resource.get("/index/publications/{publication}/changes", may=EVERYBODY, returns=Changes)
def list_changes_in_a_publication(
    request: HttpRequest,
    publication: UUID,
    below: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{0,200}$")] = "",
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """What changed of units since the period before: through places that merged, another method, other values.

    Those below a path (or at it), best first, a page at a time. All of it stands in the publication.
    """
    book = _book(request, publication)
    shown, following = _page(_below(book, below), ["changes", publication, below], cursor, limit)
    items = [_change(one) for one in changes_of(book, shown)]
    since = book.since or {}
    told = {name: since[name] for name in ("id", "period", "sha256", "same_edition", "same_map", "without_successor")}
    return read_answer(request, told | {"items": items, "next": following})


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


def _book(request: HttpRequest, publication: UUID) -> Book:
    actor = actor_of(request)
    return book_of(actor, publication_told(actor, publication))


def _below(book: Book, path: str) -> Sequence[Standing]:
    return [one for one in book.standings if not path or f"{one.unit}.".startswith(f"{path}.")]


def _page(every: Sequence[Standing], of: list[Any], cursor: str, limit: int) -> tuple[Sequence[Standing], str | None]:
    """Return a page and the cursor of the one after it."""
    begins = int((after_of(cursor, of=of) or ["0"])[0])
    last = [str(begins + limit)] if begins + limit < len(every) else None
    return every[begins : begins + limit], cursor_of(last, of=of)


def _part(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "above": node.above,
        "title": node.title,
        "greatest": node.greatest,
        "indicator": node.full,
        "kind": node.kind,
        "source": node.source,
        "measured_from": node.measured_from,
    }


def _units(book: Book, shown: Sequence[Standing], show: str) -> list[dict[str, Any]]:
    units = [one.unit for one in shown]
    scores = book.scores(units) if show == "scores" else {}
    details = book.details(units) if show == "values" else {}
    items = []
    for one in shown:
        told = {name: getattr(one, name) for name in ("unit", "name", "rank", "group", "score", "coverage")}
        told |= {"rank_low": one.low, "rank_high": one.high}
        if show == "pillars":
            told["scores"] = dict(zip(book.root.parts, one.pillars, strict=True))
        elif show == "scores":
            told["scores"] = scores[one.unit]
        elif show == "values":
            found = details[one.unit]
            told |= {"scores": found.scores, "values": found.cells, "measured": found.measured}
        items.append(told)
    return items


def _change(one: dict[str, Any]) -> dict[str, Any]:
    lacking = [{"indicator": each["node"].name, "reason": each["reason"]} for each in one["lacking"]]
    told = {name: one[name] for name in ("unit", "name", "score", "rank")}
    return told | {"former": one["from"], "not_carried": lacking}


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
