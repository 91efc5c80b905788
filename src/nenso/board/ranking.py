"""The ranking of a publication: sorted by links, narrowed by typing and by province, fifty units a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from nenso.board.drawing import dot_map, interval, legend_of, segments
from nenso.board.frame import Opened, board_page, opened
from nenso.board.geography import Geography, geography_of
from nenso.index.published import Book, Standing, book_of, history_of
from nenso.index.reports import reports_of
from nenso.runtime.text import fold, normalise, sort_key, whole
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page
from nenso.web.scores import short

A_PAGE = 50
LONGEST = 100
RANK, NAME, SCORE = "hang", "ten", "diem"
BARS = ""
VIEWS = (BARS, "so", "khoang")
"""Ways to look, as they stand in the address: bars, figures by pillar, rank intervals."""


@dataclass(frozen=True)
class Asked:
    """What of a ranking is asked for: ``sort`` is ``hang``, ``ten``, ``diem`` or a part; ``view`` one of ``VIEWS``."""

    q: str
    province: str
    sort: str
    backwards: bool
    view: str
    page: int

    def query(self, **changed: Any) -> str:
        """Return the words of an address that asks for this, with some ``changed``."""
        words = {
            "q": self.q,
            "tinh": self.province,
            "xep": self.sort if self.sort != RANK else "",
            "nguoc": "1" if self.backwards else "",
            "xem": self.view,
        }
        return urlencode({name: value for name, value in (words | changed).items() if value})

    @property
    def narrowed(self) -> bool:
        """Return whether anything but the plain ranking is asked for."""
        return bool(self.q or self.province or self.page > 1)


def asked_for(given: QueryDict, book: Book, geography: Geography) -> Asked:
    """Return what an address asks for; what makes no sense is left out."""
    sorts = {RANK, NAME, SCORE, *book.root.parts}
    sort, province = given.get("xep", RANK), given.get("tinh", "")
    return Asked(
        q=normalise(given.get("q", ""))[:LONGEST].strip(),
        province=province if province in geography.provinces else "",
        sort=sort if sort in sorts else RANK,
        backwards=given.get("nguoc", "") == "1",
        view=given.get("xem", "") if given.get("xem", "") in VIEWS else BARS,
        page=whole(given.get("trang")) or 1,
    )


def listed(book: Book, geography: Geography, asked: Asked) -> list[Standing]:
    """Return every unit that is asked for, in the order that is asked for; those without a number last."""
    words = fold(asked.q).split()
    found = [
        one
        for one in book.standings
        if (not asked.province or geography.units[one.unit].province == asked.province)
        and (not words or all(word in fold(one.name) for word in words))
    ]
    if asked.sort == NAME:
        return sorted(found, key=lambda one: sort_key(short(one.name)), reverse=asked.backwards)
    if asked.sort == RANK:
        ranked = [one for one in found if one.rank is not None]
        return [*(reversed(ranked) if asked.backwards else ranked), *(one for one in found if one.rank is None)]
    at = book.root.parts.index(asked.sort) if asked.sort != SCORE else -1

    def number(one: Standing) -> float | None:
        return one.score if at < 0 else one.pillars[at]

    known = [one for one in found if number(one) is not None]
    known.sort(key=lambda one: number(one) or 0.0, reverse=not asked.backwards)
    return [*known, *(one for one in found if number(one) is None)]


@require_safe
@page(may=EVERYBODY)
def ranking(request: PageRequest, publication: UUID) -> HttpResponse:
    """Show who stands where."""
    of = opened(request, publication)
    geography = geography_of(of.book)
    asked = asked_for(request.GET, of.book, geography)
    every = listed(of.book, geography, asked)
    pages = max(1, -(-len(every) // A_PAGE))
    shown = every[(min(asked.page, pages) - 1) * A_PAGE :][:A_PAGE]
    before = ranks_before(request, of)
    here = reverse("board-ranking", kwargs={"publication": publication})
    drawn = dot_map(of.book, geography)
    told = {
        "asked": asked,
        "geography": geography,
        "count": len(every),
        "rows": [_row(of.book, geography, one, before) for one in shown],
        "compares": bool(before),
        "map": drawn,
        "legend": legend_of(of.book),
        "sorts": _sorts(of.book, asked, here),
        "views": {view or "bars": f"{here}?{asked.query(xem=view)}" for view in VIEWS},
        "page": min(asked.page, pages),
        "pages": pages,
        "page_at": lambda number: f"{here}?{asked.query(trang=number if number > 1 else '')}",
        "changed": changed_units(of.book),
        "reports": reports_of(request.actor, of.publication),
    }
    template = "board/ranked.html" if request.headers.get("HX-Target") == "ranked" else "board/ranking.html"
    return board_page(request, of, template, told)


def ranks_before(request: PageRequest, of: Opened) -> Mapping[str, float]:
    """Return the rank of each unit in the period before, where that is published; a later correction counts.

    After places merged it is the rank on today's map, as the publication tells it.
    """
    if of.book.ranks_before is not None:
        return of.book.ranks_before
    earlier = [one for one in history_of(request.actor, of.publication, limit=2) if one.id != of.publication.id]
    if not earlier:
        return {}
    return {one.unit: one.rank for one in book_of(request.actor, earlier[-1]).standings if one.rank is not None}


def changed_units(book: Book) -> Sequence[Mapping[str, Any]]:
    """Return what a correction changed: each unit with score and rank before and now."""
    if not book.corrects:
        return []
    return [one | {"name": book.standing(one["unit"]).name} for one in book.corrects["units"]]


def _row(book: Book, geography: Geography, one: Standing, before: Mapping[str, float]) -> dict[str, Any]:
    was = before.get(one.unit)
    return {
        "standing": one,
        "name": short(one.name),
        "province": geography.units[one.unit].province_name,
        "segments": segments(book, one),
        "interval": interval(book, one),
        "moved": was - one.rank if was is not None and one.rank is not None else None,
    }


def _sorts(book: Book, asked: Asked, here: str) -> dict[str, dict[str, str]]:
    """Return for each column the address that sorts by it, and how it is sorted now."""
    found = {}
    for name in (RANK, NAME, SCORE, *book.root.parts):
        mine = asked.sort == name
        downwards = name in {SCORE, *book.root.parts}
        now = ("ascending" if asked.backwards == downwards else "descending") if mine else ""
        turned = "1" if mine and not asked.backwards else ""
        words = asked.query(xep="" if name == RANK else name, nguoc=turned)
        found[name] = {"address": f"{here}?{words}", "now": now}
    return found
