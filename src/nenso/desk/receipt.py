"""What is given to whoever filed at the counter (biên nhận): the code, how to follow it, what is paid, until when.

The slip that the law names (Mẫu số 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả) comes with acceptance, which the clerk
can do from here; this page is printed at once, on A5 or A4.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nenso.cases.acts.slips import RECEIPT
from nenso.cases.queries.following import secret_again
from nenso.cases.queries.owing import due_on
from nenso.cases.queries.words import MEANS
from nenso.cases.queries.working import case_at_work
from nenso.desk.frame import desk_page
from nenso.desk.keyboard import letters_for
from nenso.desk.standing import standing_of
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from nenso.web.callers import WHO_SEES_THE_CASE
from nenso.web.codes import drawn
from nenso.web.pages import PageRequest, page

FILED_WITH = "k"
LONGEST_KEY = 80


@require_safe
@page(may=WHO_SEES_THE_CASE)
def receipt(request: PageRequest, case: str) -> HttpResponse:
    """Show what is printed for the person at the counter; the secret only to the clerk who has just filed."""
    found = case_at_work(request.actor, case)
    key = request.GET.get(FILED_WITH, "")[:LONGEST_KEY]
    with acting(request.actor):
        due = due_on(UUID(found.row["id"]))
    here = [one for one in found.view["actions"] if one["kind"] == "act" and is_one_press(one)][:1]
    told = {
        "case": found.view,
        "secret": secret_again(request.actor, UUID(found.row["id"]), key) if key else "",
        "filed_with": key,
        "follow_at": f"{config().public_url}{reverse('follow')}",
        "code": drawn(
            f"{config().public_url}{reverse('follow')}?{urlencode({'ma': found.view['code']})}", "receipt__code"
        ),
        "payments": found.view["payments"],
        "transfers": [(how, drawn(how.code, "receipt__code")) for _, how in due if how is not None],
        "accepts": here,
        "letters": letters_for(one["action"] for one in here),
        "pays": any(one["kind"] == "pay" for one in found.view["actions"]),
        "means": MEANS,
        "slip": next((one for one in found.view["slips"] if one["form"] == RECEIPT), None),
    }
    answer = desk_page(request, standing_of(request), "desk/receipt.html", told)
    answer["Cache-Control"] = "no-store"
    return answer


def receipt_address(case: str, key: str) -> str:
    """Return the address of the receipt of a case, to whoever filed it with ``key``."""
    return f"{reverse('desk-receipt', kwargs={'case': case})}?{urlencode({FILED_WITH: key})}"


def is_one_press(able: dict[str, Any]) -> bool:
    """Return whether something that can be done needs no answer and no reason, and takes the case on."""
    return not (able["form"] or able["reason"]) and not {"applicant", "refused", "stopped"} & set(able["to"])
