"""How many cases: the queues of an agency, what became of cases in a period, and the cases behind each number."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import AwareDatetime, Field

from nenso.api.answers import read_answer
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line, Name
from nenso.api.shapes.lists import AskedOnce, CaseList, CountsGiven, QueueCounts
from nenso.api.signing_in import actor_of
from nenso.cases.intake.asked_once import once_only, together
from nenso.cases.queries.counting import By, Period, counted_cases, counts, queue_counts
from nenso.runtime import clock
from nenso.web.callers import WHO_SEES_THE_CASE

resource = Resource("counting")

What = Literal["received", "in_hand", "on_time", "late", "overdue", "asked", "withdrawn"]
A_MONTH = timedelta(days=30)


def _period(begins: AwareDatetime | None, ends: AwareDatetime | None) -> Period:
    """Return the period meant: without a beginning the thirty days before its end, without an end until now."""
    last = ends or clock.now()
    return Period(begins or last - A_MONTH, last)


@resource.get("/agencies/{agency}/queues", may=WHO_SEES_THE_CASE, scope="cases:read", returns=QueueCounts)
def count_queues(request: HttpRequest, agency: UUID) -> HttpResponse:
    """How many cases wait in each queue of an agency now; for who holds a post there or above it."""
    return read_answer(request, {"queues": queue_counts(actor_of(request), agency)})


@resource.get("/agencies/{agency}/counts", may=WHO_SEES_THE_CASE, scope="cases:read", returns=CountsGiven)
def count_cases(
    request: HttpRequest,
    agency: UUID,
    begins: AwareDatetime | None = None,
    ends: AwareDatetime | None = None,
    by: By = "",
) -> HttpResponse:
    """What became of the cases of an agency and those below it in a period; ``in_hand overdue asked`` are as of now."""
    period = _period(begins, ends)
    found = counts(actor_of(request), agency, period, by=by)
    items = [{"key": one.key, **one.numbers} for one in found]
    return read_answer(request, {"begins": period.begins, "ends": period.ends, "items": items})


@resource.get("/agencies/{agency}/asked-once", may=WHO_SEES_THE_CASE, scope="cases:read", returns=AskedOnce)
def count_fields_not_asked(
    request: HttpRequest, agency: UUID, begins: AwareDatetime | None = None, ends: AwareDatetime | None = None
) -> HttpResponse:
    """How many fields of what was filed in a period the state filled in itself, by procedure and together."""
    period = _period(begins, ends)
    found = once_only(actor_of(request), agency, period)
    told = {"items": [one.as_json() for one in found], "all": together(found).as_json()}
    return read_answer(request, {"begins": period.begins, "ends": period.ends, **told})


@resource.get("/agencies/{agency}/counted", may=WHO_SEES_THE_CASE, scope="cases:read", returns=CaseList)
def list_counted_cases(
    request: HttpRequest,
    agency: UUID,
    what: What = "in_hand",
    begins: AwareDatetime | None = None,
    ends: AwareDatetime | None = None,
    procedure: Name | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """The cases behind one number, those that the caller may see; newest first."""
    of = [agency, what, procedure]
    listed = counted_cases(
        actor_of(request),
        agency,
        what,
        _period(begins, ends),
        procedure=procedure or "",
        after=after_of(cursor, of=of),
        limit=limit,
    )
    return read_answer(request, {"items": listed.items, "next": cursor_of(listed.after, of=of)})
