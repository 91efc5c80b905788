"""One unit of a publication: where it stands, of what its score is made, what would raise it; then part by part."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.board.drawing import trend
from nenso.board.frame import Opened, board_page, opened
from nenso.board.geography import geography_of
from nenso.board.ranking import changed_units
from nenso.index.errors import PublicationUnknown
from nenso.index.extracts import Details
from nenso.index.improving import improvements_of
from nenso.index.published import Book, Node, Standing, book_of, history_of
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page
from nenso.web.scores import period_said, short

STRENGTHS, IMPROVEMENTS = 3, 5


@require_safe
@page(may=EVERYBODY)
def profile(request: PageRequest, publication: UUID, ranked: str) -> HttpResponse:
    """Show where a unit stands and why."""
    of = opened(request, publication)
    standing = of.book.standing(ranked)
    details = of.book.details_of(ranked)
    past = past_of(request, of, ranked)
    told = {
        "standing": standing,
        "name": short(standing.name),
        "lies": geography_of(of.book).units[ranked],
        "neighbours": _neighbours(of.book, standing),
        "lines": [_line(node, details) for node in of.book.under(of.book.root.name)[1:]],
        "strengths": _strengths(of.book, details),
        "improvements": improvements_of(of.book, ranked)[:IMPROVEMENTS],
        "nodes": of.book.nodes,
        "past": past,
        "trend": trend(past),
        "change": of.book.change(details),
        "changed": next((one for one in changed_units(of.book) if one["unit"] == ranked), None),
    }
    return board_page(request, of, "board/profile.html", told)


@require_safe
@page(may=EVERYBODY)
def part(request: PageRequest, publication: UUID, ranked: str, node: str) -> HttpResponse:
    """Show one part of a unit's score: its own parts, or the value behind it with numerator and denominator."""
    of = opened(request, publication)
    standing, found = of.book.standing(ranked), of.book.nodes.get(node)
    if found is None or not found.depth:
        raise PublicationUnknown
    details = of.book.details_of(ranked)
    told = {
        "standing": standing,
        "name": short(standing.name),
        "node": found,
        "line": _line(found, details),
        "above": _above(of.book, found),
        "lines": [_line(of.book.nodes[name], details) for name in found.parts],
        "cell": details.cells.get(node),
        "measured": details.measured.get(found.full),
    }
    return board_page(request, of, "board/part.html", told)


def past_of(request: PageRequest, of: Opened, unit: str) -> list[dict[str, Any]]:
    """Return the unit's score and rank in each period that is published, the oldest first.

    Of a period that ranked other units, before places merged, they are those on today's map (``on_todays_map``).
    """
    carried = {one["period"]: one for one in of.book.history}
    found = []
    for one in history_of(request.actor, of.publication):
        told = {"publication": one, "period": period_said(one.period)}
        history = carried.get(one.period) if one.id != of.publication.id else None
        if history is not None:
            if unit in history["units"]:
                score, rank = history["units"][unit]
                told |= {"score": score, "rank": rank, "of": history["ranked"], "decimals": of.book.decimals}
                found.append(told | {"on_todays_map": True})
            continue
        book = book_of(request.actor, one)
        if unit in book.places:
            standing = book.standing(unit)
            told |= {"score": standing.score, "rank": standing.rank, "of": book.ranked, "decimals": book.decimals}
            found.append(told | {"on_todays_map": False})
    return found


def _line(node: Node, details: Details) -> dict[str, Any]:
    score = details.scores.get(node.name)
    share = score / node.greatest if score is not None and node.greatest else None
    cell = details.cells.get(node.name)
    return {
        "node": node,
        "score": score,
        "share": max(0.0, min(1.0, share)) if share is not None else None,
        "cell": cell,
    }


def _strengths(book: Book, details: Details) -> list[dict[str, Any]]:
    """Return the indicators that come nearest to all their points, those with the most points first."""
    lines = [_line(node, details) for node in book.nodes.values() if not node.parts]
    known = [one for one in lines if one["share"] is not None and one["share"] > 1 / 2]
    return sorted(known, key=lambda one: (-one["share"], -(one["node"].greatest or 0), one["node"].name))[:STRENGTHS]


def _neighbours(book: Book, standing: Standing) -> Sequence[Standing]:
    """Return who stands just above and just below."""
    place = book.places[standing.unit]
    return [one for one in book.standings[max(0, place - 2) : place + 3] if one.rank is not None]


def _above(book: Book, node: Node) -> list[Node]:
    """Return the parts that a part stands in, the greatest first, without the whole."""
    found: list[Node] = []
    while node.above and book.nodes[node.above].depth:
        node = book.nodes[node.above]
        found.insert(0, node)
    return found
