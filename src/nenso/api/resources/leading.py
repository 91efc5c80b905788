"""What heads and leaders look at and do: what hangs and why, who holds it, directives across cases (CN26, CN27)."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import read_answer
from nenso.api.keys import key_of
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.resources.words import entered
from nenso.api.routing import Resource
from nenso.api.shapes.acts import Entered, Said
from nenso.api.shapes.base import Code, Line, Name
from nenso.api.shapes.leading import Directives, Hanging, Holders
from nenso.api.signing_in import actor_of
from nenso.cases.acts import directing
from nenso.cases.queries.directives import Whose, open_directives
from nenso.cases.queries.hanging import CAUSES, Wanted, hanging, holders_of
from nenso.cases.queries.overview import case_key
from nenso.web.callers import WHO_SEES_THE_CASE, WHO_WORKS_ON_THE_CASE

resource = Resource("leading")

Why = Literal["", "late", "receive", "soon", "slow", "elsewhere", "applicant", "payment"]
Limit = Annotated[int, Field(ge=1, le=MOST)]


@resource.get("/agencies/{agency}/hanging", may=WHO_SEES_THE_CASE, scope="cases:read", returns=Hanging)
def list_what_hangs(
    request: HttpRequest,
    agency: UUID,
    why: Why = "",
    officer: UUID | None = None,
    procedure: Name | None = None,
    cursor: Line = "",
    limit: Limit = USUAL,
) -> HttpResponse:
    """Open cases of an agency and those below it that hang, the first due first; for who sits there or above."""
    of = [agency, why, officer, procedure]
    wanted = Wanted(why, officer, procedure or "")
    listed = hanging(actor_of(request), agency, wanted, after=after_of(cursor, of=of), limit=limit)
    causes = {name: cause.words for name, cause in CAUSES.items() if name}
    return read_answer(request, {"causes": causes, "items": listed.items, "next": cursor_of(listed.after, of=of)})


@resource.get("/agencies/{agency}/holders", may=WHO_SEES_THE_CASE, scope="cases:read", returns=Holders)
def list_holders(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Who holds what is overdue or due within a day, who has most overdue first."""
    return read_answer(request, {"items": [asdict(one) for one in holders_of(actor_of(request), agency)]})


@resource.get("/agencies/{agency}/directives", may=WHO_SEES_THE_CASE, scope="cases:read", returns=Directives)
def list_directives(
    request: HttpRequest,
    agency: UUID,
    whose: Whose = "agency",
    overdue: bool = False,
    cursor: Line = "",
    limit: Limit = USUAL,
) -> HttpResponse:
    """Open directives that the caller answers for, has given, or of all given at an agency; the first due first."""
    of = [agency, whose, overdue]
    listed = open_directives(
        actor_of(request), agency, whose, overdue=overdue, after=after_of(cursor, of=of), limit=limit
    )
    return read_answer(request, {"items": listed.items, "next": cursor_of(listed.after, of=of)})


@resource.act(
    "/cases/{case}/directives/{directive}/note", may=WHO_WORKS_ON_THE_CASE, returns=Entered, status=201, example={}
)
def note_a_directive(request: HttpRequest, case: Code, directive: UUID) -> HttpResponse:
    """Say that a directive was read and taken on; by whoever answers for it."""
    actor = actor_of(request)
    return entered(directing.note_directive(actor, case_key(actor, case), directive, key=key_of(request)))


@resource.act(
    "/cases/{case}/directives/{directive}/conclusion",
    may=WHO_WORKS_ON_THE_CASE,
    returns=Entered,
    status=201,
    example={"text": "Đồng ý với báo cáo."},
)
def close_a_directive(request: HttpRequest, case: Code, directive: UUID, body: Said) -> HttpResponse:
    """Close a directive with what came of it; by whoever gave it, or a head or leader of an agency of the case."""
    actor = actor_of(request)
    return entered(directing.close_directive(actor, case_key(actor, case), directive, body.text, key=key_of(request)))
