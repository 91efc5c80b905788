"""Paying what is due on a case by bank transfer: a code to scan or keep, the same in words (nộp phí trực tuyến)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nenso.cases.acts.paying import announce
from nenso.cases.queries.owing import Owed, owed
from nenso.payments.errors import NoAccount
from nenso.results.qr_codes import qr_image
from nenso.web.callers import OWNER_ONLY, WHO_SEES_THE_CASE
from nenso.web.codes import drawn
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t


@require_safe
@page(may=WHO_SEES_THE_CASE)
def pay_page(request: PageRequest, case: str, payment: UUID) -> HttpResponse:
    """Show what is to be paid and how; or that it is paid."""
    found = owed(request.actor, case, payment)
    code = drawn(found.transfer.code, "pay__code") if found.transfer is not None else ""
    return render(request, "portal/pay.html", {"owed": found, "code": code})


@require_safe
@page(may=WHO_SEES_THE_CASE)
def pay_code(request: PageRequest, case: str, payment: UUID) -> HttpResponse:
    """Hand the code out as an image: on the telephone that pays, its bank's application opens it from the album."""
    found = owed(request.actor, case, payment)
    answer = HttpResponse(qr_image(_transfer(found)), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="nop-phi-{found.case}.png"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@page(may=OWNER_ONLY)
def announce_page(request: PageRequest, case: str, payment: UUID) -> HttpResponseBase:
    """Put down that the payer says to have transferred it; pressed twice, once."""
    announce(request.actor, case, payment)
    messages.success(request, t("Đã báo cho cơ quan.", "The agency is told."))
    return redirect("pay", case=case, payment=payment)


def _transfer(found: Owed) -> str:
    if found.transfer is None:
        raise NoAccount(agency=found.agency.name)
    return found.transfer.code
