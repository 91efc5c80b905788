"""The bank account on which an agency receives what is paid by transfer: decided from a day on, tried with a code."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from nenso.agencies.models import Agency
from nenso.agencies.settings import decisions_of
from nenso.desk.settings.frame import back_to, carry_out, day_of, managed, settings_page
from nenso.payments.receiving import SETTING, ReceivingAccount, account_of, decide_account
from nenso.payments.vietqr import vietqr
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.web.callers import ADMINISTRATORS
from nenso.web.codes import drawn
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

TRIAL = "NSQUETTHU"
"""The content of the code for trying; no payment has that mark."""
TRIAL_AMOUNT = 1_000

FIELDS = ("bank", "bank_name", "number", "holder")


@require_http_methods(["GET", "POST"])
@page(
    may=ADMINISTRATORS,
    example={"bank": "999999", "bank_name": "Ngân hàng thử", "number": "1900561234", "holder": "UBND XA"},
)
def account(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show the account of today, what was and what will be; decide it."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    problem = carry_out(request, lambda: _decide(request, found))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, "desk-settings-account", found, t("Đã ghi nhận.", "Done."))


def _decide(request: PageRequest, agency: Agency) -> None:
    sent = request.POST
    given = (
        None if sent.get("do") == "stop" else ReceivingAccount(**{name: sent.get(name, "")[:300] for name in FIELDS})
    )
    decide_account(
        request.actor,
        agency,
        given,
        since=day_of(sent.get("since", "")),
        basis=sent.get("basis", "")[:300],
        seen=sent.get("seen", ""),
    )


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    with acting(request.actor):
        own, holds = decisions_of(agency, SETTING), account_of(agency)
    latest = max(own, key=lambda decision: decision.id, default=None)
    told = {
        "holds": holds,
        "trial": _trial(holds) if holds is not None else "",
        "own": own,
        "seen": str(latest.id) if latest is not None else "",
    }
    return settings_page(request, agency, "desk/settings/account.html", told, problem)


def _trial(account: ReceivingAccount) -> Markup:
    code = vietqr(bank=account.bank, number=account.number, amount=TRIAL_AMOUNT, content=TRIAL)
    return drawn(code, "pay__code")
