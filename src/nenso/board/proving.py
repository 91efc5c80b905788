"""Proof that a publication is still what was published: its bytes are hashed anew before whoever asks."""

from uuid import UUID

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.board.errors import TooManyTaken
from nenso.board.frame import board_page, opened
from nenso.index.proving import proof_of
from nenso.index.reports import reports_of
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page


@require_safe
@page(may=EVERYBODY)
def prove(request: PageRequest, publication: UUID) -> HttpResponse:
    """Hash what is kept now and tell it beside what was published and what the journal has."""
    of = opened(request, publication)
    if not ratelimit.consume(request, app="allauth.account", action="take", limit_get=True):
        raise TooManyTaken
    told = {"proof": proof_of(request.actor, of.publication), "reports": reports_of(request.actor, of.publication)}
    return board_page(request, of, "board/proof.html", told)
