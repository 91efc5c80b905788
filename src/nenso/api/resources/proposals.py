"""What one agency proposes to another of two records that each keeps one of: listed, proposed, answered."""

from typing import Annotated, Any, Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.keys import key_of
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line
from nenso.api.shapes.registers import ProposalAnswered, ProposalAsked, ProposalGiven, ProposalPage, RegisterName
from nenso.api.signing_in import actor_of
from nenso.cases.engine.idempotency import carried_out
from nenso.registers.duplicates import agreeing
from nenso.registers.duplicates.agreeing import Proposed, proposal_of, proposals, propose, withdraw
from nenso.registers.known import register_named
from nenso.web.callers import OWNER_ONLY, SIGNED_IN, WHO_SEES_THE_CASE, WHO_WORKS_ON_THE_CASE

resource = Resource("registers")
READ, WRITE = "registers:read", "registers:write"
EXAMPLE = "01935e2a-0000-7000-8000-000000000000"
ALL = "/registers/{book}/merge-proposals"
ONE = f"{ALL}/{{proposal}}"


@resource.get(ALL, may=SIGNED_IN, scope=READ, returns=ProposalPage)
def list_merge_proposals(
    request: HttpRequest,
    book: RegisterName,
    state: Literal["open", "agreed", "declined", "withdrawn"] | None = None,
    agency: UUID | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """What the caller's agency proposed or is asked to agree to, the newest first."""
    actor, name = actor_of(request), register_named(book).name
    of = ["merge-proposals", book, state, agency]
    after = after_of(cursor, of=of)
    found = proposals(actor, name, state=state, agency=agency, after=UUID(after[0]) if after else None, limit=limit)
    last = [str(found.after)] if found.after is not None else None
    return read_answer(request, {"items": [_given(one) for one in found.items], "next": cursor_of(last, of=of)})


@resource.get(ONE, may=WHO_SEES_THE_CASE, scope=READ, returns=ProposalGiven)
def read_merge_proposal(request: HttpRequest, book: RegisterName, proposal: UUID) -> HttpResponse:
    """One proposal with its answer."""
    return read_answer(request, _given(proposal_of(actor_of(request), register_named(book).name, proposal)))


@resource.post(
    ALL,
    may=OWNER_ONLY,
    scope=WRITE,
    returns=ProposalGiven,
    key=True,
    example={"kind": "merge", "stays": EXAMPLE, "goes": EXAMPLE[:-1] + "1", "reason": "Ghi ở hai xã"},
)
def propose_merge(request: HttpRequest, book: RegisterName, body: ProposalAsked) -> HttpResponse:
    """Propose to the agency that keeps the other record; the same once more answers the proposal that stands."""
    actor, name = actor_of(request), register_named(book).name
    key = uuid5(NAMESPACE_OID, f"{actor.account}:{body.stays}:{body.goes}:{key_of(request)}")
    made = propose(actor, name, body.kind, body.stays, body.goes, body.reason, body.take, key=key)
    return answer(_given(proposal_of(actor, name, made.id)))


@resource.post(
    f"{ONE}/answer",
    may=WHO_WORKS_ON_THE_CASE,
    scope=WRITE,
    returns=ProposalGiven,
    key=True,
    example={"answer": "decline", "reason": "Là hai người khác nhau"},
)
def answer_merge_proposal(
    request: HttpRequest, book: RegisterName, proposal: UUID, body: ProposalAnswered
) -> HttpResponse:
    """Agree, which does what was proposed at once, decline with a reason, or withdraw one's own."""
    actor, name = actor_of(request), register_named(book).name

    def use() -> object:
        if body.answer == "withdraw":
            return withdraw(actor, name, proposal, body.reason)
        return agreeing.answer(actor, name, proposal, agree=body.answer == "agree", reason=body.reason)

    asked = {"use": "merge_proposal.answer", "of": str(proposal), "asked": body.model_dump(mode="json")}
    carried_out(actor, key_of(request), asked, use)
    return answer(_given(proposal_of(actor, name, proposal)))


def _given(found: Proposed) -> dict[str, Any]:
    one = found.proposal
    names = ("id", "kind", "stays", "goes", "take", "reason", "state", "proposed_at", "answered_at", "answer")
    return {name: getattr(one, name) for name in names} | {
        "register_name": one.register,
        "stays_label": found.stays.label if found.stays is not None else None,
        "goes_label": found.goes.label if found.goes is not None else None,
        "agency": agency_brief(one.agency),
        "other_agency": agency_brief(one.other_agency),
    }
