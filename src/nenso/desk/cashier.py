"""The cashier's page of an agency: what is due, sums that came in and fit nothing, the bank's statement taken in."""

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id
from nenso.cases.acts.transferring import Received, receive_transfers, settle_for_case, settle_otherwise
from nenso.cases.engine.idempotency import carried_out
from nenso.cases.queries.owing import due_at
from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.payments.collecting import must_be_cashier
from nenso.payments.errors import StatementNeeded
from nenso.payments.receiving import account_of
from nenso.payments.statements import COLUMNS, MOST_LINES, Statement, read_statement
from nenso.payments.transfers import WHY, transfers_at
from nenso.runtime.acting import acting
from nenso.runtime.ids import key_in
from nenso.runtime.problems import Problem
from nenso.web.callers import WHO_WORKS_ON_THE_CASE
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t


@require_safe
@page(may=WHO_WORKS_ON_THE_CASE)
def money(request: PageRequest, agency: UUID) -> HttpResponse:
    """Show what is due to the agency, and what came in and is not dealt with."""
    return _shown(request, agency_by_id(agency))


@require_POST
@page(may=WHO_WORKS_ON_THE_CASE)
def take_statement(request: PageRequest, agency: UUID) -> HttpResponse:
    """Take a bank's statement in, and show line by line what became of it; the same once more does nothing twice."""
    found = agency_by_id(agency)
    with acting(request.actor):
        must_be_cashier(request.actor, agency)
    try:
        statement = _read(request)
    except Problem as problem:
        return _shown(request, found, problem, at="statement")
    received = receive_transfers(request.actor, found, statement.told)
    return _shown(request, found, statement=statement, received=received)


@require_POST
@page(may=WHO_WORKS_ON_THE_CASE, example={"do": "other", "note": "Đã chuyển trả"})
def settle(request: PageRequest, agency: UUID, transfer: UUID) -> HttpResponseBase:
    """Say what a sum was for that fits nothing by itself: a case, or something else."""
    found, sent = agency_by_id(agency), request.POST
    case, note = sent.get("case", ""), sent.get("note", "")
    uses: dict[str, Callable[[], object]] = {
        "case": lambda: settle_for_case(request.actor, found, transfer, case),
        "other": lambda: settle_otherwise(request.actor, found, transfer, note),
    }
    use = uses.get(sent.get("do", ""), uses["other"])
    asked = {"transfer": str(transfer), "do": sent.get("do", ""), "case": case, "note": note}
    try:
        carried_out(request.actor, key_of(request), asked, use)
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        return _shown(request, found, problem, at=f"settle-{transfer}")
    messages.success(request, t("Đã ghi nhận.", "Done."))
    return redirect("desk-money", agency=agency)


def _read(request: PageRequest) -> Statement:
    file = request.FILES.get("statement")
    if file is None or isinstance(file, list) or not file.name:
        raise StatementNeeded
    with NamedTemporaryFile(suffix=Path(file.name).suffix[:10]) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return read_statement(Path(kept.name), file.name)


def _shown(
    request: PageRequest,
    agency: Agency,
    problem: Problem | None = None,
    *,
    at: str = "",
    statement: Statement | None = None,
    received: list[Received] | None = None,
) -> HttpResponse:
    search = request.GET.get("q", "")
    due, following = due_at(request.actor, agency, search=search, after=key_in(request.GET.get("sau", "")))
    arrived, more = transfers_at(request.actor, agency.id, after=key_in(request.GET.get("tien", "")))
    told = {
        "agency": agency,
        "account": account_of(agency),
        "due": due,
        "search": search,
        "next": following,
        "arrived": arrived,
        "more": more,
        "why": WHY,
        "columns": COLUMNS,
        "most": MOST_LINES,
        "statement": statement,
        "received": [(one, one.problem.text(spoken()) if one.problem is not None else "") for one in received or ()],
        "typed": request.POST,
        "at": at,
        "errors": [{"path": at, "text": problem.text(spoken())}] if problem is not None else [],
    }
    status = problem.status if problem is not None else 200
    return desk_page(request, standing_of(request), "desk/money.html", told, status=status)
