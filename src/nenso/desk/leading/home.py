"""A leader's page of five minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.models import Agency
from nenso.cases.queries.briefing import THINGS, briefing
from nenso.cases.queries.periods import period_around
from nenso.cases.queries.words import ROLES
from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.index.improving import improvements_of
from nenso.index.moving import Stand, stands_of
from nenso.index.published import Node
from nenso.index.published import Standing as Ranked
from nenso.runtime import clock
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page
from nenso.web.scores import change_said, period_said, plain, score_said, short, value_said

HOLDERS = 10


@dataclass(frozen=True)
class Raising:
    """The indicator that would raise an agency most, with what it would be at its best."""

    stand: Stand
    node: Node
    best: object
    rank: float | None


@dataclass(frozen=True)
class Meeting:
    """The unit below to speak with first: the one that fell most (``by`` ranks), else the last."""

    stand: Stand
    standing: Ranked
    by: float = 0.0


def _meeting(stands: Sequence[Stand]) -> Meeting | None:
    """Return whom below to speak with first, in the first ranking in which one fell or is last of several."""
    for stand in stands:
        if stand.fell:
            return Meeting(stand, stand.fell[0].standing, stand.fell[0].by)
        if stand.last and stand.below > 1:
            return Meeting(stand, stand.last[-1])
    return None


def _raising(stands: Sequence[Stand]) -> Raising | None:
    """Return what would raise the agency most where it is ranked itself, in the first ranking where anything would."""
    for stand in stands:
        if stand.own is not None:
            for one in improvements_of(stand.book, stand.own.unit)[:1]:
                return Raising(stand, stand.book.nodes[one.indicator], one.best, one.rank)
    return None


@require_safe
@page(may=SIGNED_IN)
def home(request: PageRequest) -> HttpResponse:
    """Show three things to do, where the agency stands and what moved, what is overdue and who holds it."""
    standing = standing_of(request)
    found = briefing(request.actor, standing.agency.id)
    holders = found.holders[:HOLDERS]
    stands = stands_of(request.actor, str(standing.agency.path))
    raising = _raising(stands) if len(found.things) < THINGS else None
    told = {
        "brief": found,
        "counts": found.queues,
        "holders": holders,
        "most": max((one.late + one.soon for one in holders), default=0),
        "agencies": {one.id: one for one in Agency.objects.filter(id__in={one.agency for one in found.holders})},
        "roles": ROLES,
        "month": period_around("month", clock.today()),
        "today": clock.today(),
        "stands": stands,
        "raising": raising,
        "meeting": _meeting(stands) if len(found.things) + bool(raising) < THINGS else None,
        "short": short,
        "period_said": period_said,
        "score": score_said,
        "scores": lambda book: partial(score_said, book),
        "gained": lambda book: partial(change_said, book),
        "plain": plain,
        "value": value_said,
    }
    return desk_page(request, standing, "desk/leading/home.html", told)
