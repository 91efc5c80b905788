"""How a scorecard is made: every part with what it can give, and of each indicator how its values come about."""

from collections import Counter
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.board.frame import board_page, opened
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page


@require_safe
@page(may=EVERYBODY)
def method(request: PageRequest, publication: UUID) -> HttpResponse:
    """Say of every indicator whether it is measured, surveyed or reported, and from what."""
    of = opened(request, publication)
    nodes = of.book.under(of.book.root.name)[1:]
    told = {"nodes": nodes, "kinds": Counter(one.kind for one in nodes if one.kind)}
    return board_page(request, of, "board/method.html", told)
