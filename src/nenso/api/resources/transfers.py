"""Payments by bank transfer: on which account an agency receives, what the bank told of sums that came in."""

from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from pydantic import Field

from nenso.agencies.queries import agency_by_id
from nenso.api.answers import answer, read_answer
from nenso.api.keys import key_of
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.resources.administering import READ, WRITE, administered, once
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line
from nenso.api.shapes.paying import (
    AccountAsked,
    ReceivingAccountShape,
    TransferOutcomes,
    TransferPage,
    TransferSettled,
    TransfersTold,
)
from nenso.api.signing_in import actor_of
from nenso.cases.acts.transferring import Received, receive_transfers, settle_for_case, settle_otherwise
from nenso.payments.models import BankTransfer
from nenso.payments.receiving import ReceivingAccount, account_of, decide_account
from nenso.payments.transfers import WHY, State, Told, transfers_at
from nenso.web.callers import ADMINISTRATORS, WHO_WORKS_ON_THE_CASE

resource = Resource("payments")
SCOPE = "payments:write"
ACCOUNT = {"bank": "999999", "bank_name": "Ngân hàng thử", "number": "1900561234", "holder": "UBND XA PHU THONG"}
LINE = {"reference": "FT26331000123", "at": "2026-11-27T09:00:00+07:00", "amount": 16000, "content": "NS3F9A12B07C"}


@resource.get("/agencies/{agency}/receiving-account", may=ADMINISTRATORS, scope=READ, returns=ReceivingAccountShape)
def read_receiving_account(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The bank account on which an agency receives payments today."""
    account = account_of(administered(request, agency))
    return read_answer(request, {"account": asdict(account) if account is not None else None})


@resource.post(
    "/agencies/{agency}/receiving-account",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"account": ACCOUNT, "basis": "QĐ 12/QĐ-UBND"},
)
def decide_receiving_account(request: HttpRequest, agency: UUID, body: AccountAsked) -> HttpResponseBase:
    """Decide on which account an agency and its units receive payments from a day on, or that they receive none."""
    actor, found = actor_of(request), administered(request, agency)
    account = ReceivingAccount(**body.account.model_dump()) if body.account is not None else None
    asked = body.model_dump(mode="json")

    def use() -> object:
        return decide_account(actor, found, account, since=body.since, basis=body.basis)

    return once(request, "receiving_account", agency, asked, use)


@resource.post(
    "/agencies/{agency}/transfers",
    may=WHO_WORKS_ON_THE_CASE,
    scope=SCOPE,
    returns=TransferOutcomes,
    key=True,
    example={"transfers": [LINE]},
)
def tell_transfers(request: HttpRequest, agency: UUID, body: TransfersTold) -> HttpResponse:
    """Tell which sums came in on the account; each that names a payment due and has its amount is recorded.

    For cashiers and the systems that act for them. A line told again, in this request or another, does nothing twice.
    """
    key_of(request)
    told = [Told(**one.model_dump()) for one in body.transfers]
    found = receive_transfers(actor_of(request), agency_by_id(agency), told)
    return answer({"items": [_outcome(one) for one in found]})


@resource.get("/agencies/{agency}/transfers", may=WHO_WORKS_ON_THE_CASE, scope=SCOPE, returns=TransferPage)
def list_transfers(
    request: HttpRequest,
    agency: UUID,
    state: Literal["open", "recorded", "settled"] = "open",
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """The sums that came in, the newest told first: those that nobody has dealt with, or others; for cashiers."""
    of = ["transfers", agency, state]
    after = after_of(cursor, of=of)
    key = UUID(after[0]) if after else None
    found, last = transfers_at(actor_of(request), agency, state=State(state), after=key, limit=limit)
    following = cursor_of([str(last)] if last is not None else None, of=of)
    return read_answer(request, {"items": [_shown(one) for one in found], "next": following})


@resource.post(
    "/agencies/{agency}/transfers/{transfer}/settle",
    may=WHO_WORKS_ON_THE_CASE,
    scope=SCOPE,
    returns=None,
    status=204,
    key=True,
    example={"note": "Đã chuyển trả người nộp"},
)
def settle_transfer(request: HttpRequest, agency: UUID, transfer: UUID, body: TransferSettled) -> HttpResponseBase:
    """Deal with a sum that was not recorded by itself: it pays what is due on a case, or say what became of it."""
    actor, found = actor_of(request), agency_by_id(agency)
    asked = {"transfer": str(transfer), **body.model_dump(mode="json")}
    case = body.case

    def use() -> None:
        if case is not None:
            settle_for_case(actor, found, transfer, case)
        else:
            settle_otherwise(actor, found, transfer, body.note)

    return once(request, "transfer", agency, asked, use)


def _outcome(one: Received) -> dict[str, Any]:
    problem, transfer = one.problem, one.transfer
    why = {"vi": problem.text("vi"), "en": problem.text("en")} if problem is not None else None
    return {
        "reference": one.told.reference,
        "state": transfer.state if transfer is not None else "refused",
        "known": one.known,
        "receipt": one.receipt,
        "why": why or (WHY.get(transfer.why) if transfer is not None else None),
    }


def _shown(one: BankTransfer) -> dict[str, Any]:
    names = ("id", "reference", "at", "amount", "content", "payer", "state", "note")
    return {name: getattr(one, name) for name in names} | {"why": WHY.get(one.why)}
