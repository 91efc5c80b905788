"""The rows behind a published value: for whoever is signed in, of each only what they may see anyway."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.board.frame import board_page, opened
from nenso.index.errors import PublicationUnknown
from nenso.runtime.ids import key_in
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page
from nenso.web.scores import short

if TYPE_CHECKING:
    from nenso.index.measuring.rows import Row

A_PAGE = 50
SIDES = {"tu-so": "numerator", "mau-so": "denominator"}


@require_safe
@page(may=SIGNED_IN)
def behind(request: PageRequest, publication: UUID, ranked: str, node: str) -> HttpResponse:
    """Show the rows that numerator or denominator of a value count now."""
    from nenso.index.measuring.rows import parts_of, rows_of

    of = opened(request, publication)
    standing, found = of.book.standing(ranked), of.book.nodes.get(node)
    measured = of.book.details_of(ranked).measured.get(found.full) if found is not None else None
    if found is None or measured is None:
        raise PublicationUnknown
    parts = parts_of(found.full)
    counted = request.GET.get("tu", parts[0])
    counted = counted if counted in parts else parts[0]
    worked_out = parts != [found.full]
    side = request.GET.get("phia", "tu-so")
    side = side if side in SIDES and (side == "tu-so" or worked_out or measured[1] is not None) else "tu-so"
    rows = rows_of(
        request.actor,
        counted,
        ranked,
        of.publication.period,
        side="denominator" if side == "mau-so" else "numerator",
        after=key_in(request.GET.get("sau", "")),
        limit=A_PAGE,
    )
    told = {
        "standing": standing,
        "name": short(standing.name),
        "node": found,
        "side": side,
        "measured": measured,
        "parts": parts if worked_out else [],
        "counted": counted,
        "published": measured[1] if side == "mau-so" else measured[0],
        "rows": rows,
        "shown": list(_shown(rows.rows)),
        "seen": sum(one.seen for one in rows.rows),
    }
    return board_page(request, of, "board/rows.html", told)


def _shown(rows: "Iterable[Row]") -> "Iterator[tuple[Row | None, int]]":
    """Yield rows of which something is told, and in one how many lie between of which nothing is."""
    for told, group in groupby(rows, key=lambda one: bool(one.agency)):
        if told:
            yield from ((one, 0) for one in group)
        else:
            yield None, sum(1 for _ in group)
