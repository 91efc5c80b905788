"""How good registers are: figures of a register at an agency, the records to mend, how it went, measuring anew."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.agencies.queries import agency_by_path
from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.keys import key_of
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line
from nenso.api.shapes.quality import DaysGiven, FaultPage, MeasureAsked, MeasuringGiven, QualityGiven
from nenso.api.shapes.registers import RegisterName
from nenso.api.signing_in import actor_of
from nenso.cases.engine.idempotency import carried_out
from nenso.registers.calling import called_for
from nenso.registers.measuring.opening import ask_to_measure
from nenso.registers.measuring.reading import Figure, standing, trend, worklist
from nenso.runtime.acting import Actor
from nenso.web.callers import SIGNED_IN

resource = Resource("registers")
READ, WRITE = "registers:read", "registers:write"
EXAMPLE = "01935e2a-0000-7000-8000-000000000000"


@resource.get("/registers/{book}/quality", may=SIGNED_IN, scope=READ, returns=QualityGiven)
def read_quality(request: HttpRequest, book: RegisterName, agency: UUID | None = None) -> HttpResponse:
    """A register's four measures, fields and rules at an agency (else where the caller sits) and those below it."""
    actor = actor_of(request)
    found = standing(actor, book, _agency(actor, agency))
    body = {
        "register_name": found.register,
        "agency": agency_brief(found.agency),
        "measured_at": found.at,
        "share": found.whole.share,
        "level": found.whole.level,
        "measures": [_share(one) for one in found.measures],
        "fields": [_share(one) for one in found.fields],
        "rules": [
            {
                **{name: getattr(one, name) for name in ("name", "share", "level", "measure", "assessed", "failed")},
                "title": {"vi": one.says["vi"], "en": one.says["en"]},
                **{name: one.says[name] for name in ("fields", "weight", "mend")},
            }
            for one in found.rules
        ],
    }
    return read_answer(request, body)


@resource.get("/registers/{book}/quality/days", may=SIGNED_IN, scope=READ, returns=DaysGiven)
def list_quality_days(request: HttpRequest, book: RegisterName, agency: UUID | None = None) -> HttpResponse:
    """How a register stood at an agency on the last 60 days on which something changed."""
    actor = actor_of(request)
    days = trend(actor, book, _agency(actor, agency))
    items = [{"day": day, "share": figure.share, "failed": failed} for day, figure, failed in days]
    return read_answer(request, {"items": items})


@resource.get("/registers/{book}/quality/rules/{rule}/records", may=SIGNED_IN, scope=READ, returns=FaultPage)
def list_records_to_mend(
    request: HttpRequest,
    book: RegisterName,
    rule: Line,
    agency: UUID | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """The records that break a rule and that the caller may see, the most urgent first."""
    actor = actor_of(request)
    where = _agency(actor, agency)
    of = ["to-mend", book, rule, where]
    begun = after_of(cursor, of=of)
    after = (datetime.fromisoformat(begun[0]), UUID(begun[1])) if begun else None
    _, found = worklist(actor, book, rule, where, after=after, limit=limit)
    called = called_for(actor, [one.record for one in found.items])
    items = [
        {
            "record": one.record.id,
            "label": called[one.record.id],
            "agency": agency_brief(one.record.agency),
            "found_at": one.found_at,
            "due_at": one.due_at,
        }
        for one in found.items
    ]
    last = [found.after[0].isoformat(), str(found.after[1])] if found.after is not None else None
    return read_answer(request, {"items": items, "next": cursor_of(last, of=of)})


@resource.post(
    "/registers/{book}/quality/runs",
    may=SIGNED_IN,
    scope=WRITE,
    returns=MeasuringGiven,
    key=True,
    example={"agency": EXAMPLE},
)
def measure_quality(request: HttpRequest, book: RegisterName, body: MeasureAsked) -> HttpResponse:
    """Let a register be measured soon, in the name of an agency where the caller works; only what changed."""
    actor = actor_of(request)
    asked = {"use": "quality.measure", "of": book, "asked": body.model_dump(mode="json")}
    carried_out(actor, key_of(request), asked, lambda: ask_to_measure(actor, book, body.agency))
    return answer({"register_name": book, "queued": True})


def _agency(actor: Actor, given: UUID | None) -> UUID:
    """Return the agency that is asked about, else the first where the actor sits, else the country."""
    if given is not None:
        return given
    return actor.seats[0].agency if actor.seats else agency_by_path("vn").id


def _share(figure: Figure) -> dict[str, Any]:
    return {"name": figure.name, "share": figure.share, "level": figure.level}
