"""Directives (chỉ đạo, CN27): those one answers for, has given, or that are open here; and what is done about one."""

from datetime import datetime
from typing import cast, get_args
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.cases.acts import directing
from nenso.cases.queries.consultations import open_consultations
from nenso.cases.queries.directives import Whose, open_directives
from nenso.cases.queries.working import AtWork
from nenso.desk.acts import sent
from nenso.desk.frame import desk_page
from nenso.desk.standing import Standing, standing_of
from nenso.web.callers import SIGNED_IN
from nenso.web.keys import key_of
from nenso.web.pages import PageRequest, page

ASKED = "asked"


@require_safe
@page(may=SIGNED_IN)
def directives(request: PageRequest) -> HttpResponse:
    """Show open directives, the first due first."""
    standing = standing_of(request)
    asked = request.GET.get("cua", "agency" if standing.roles & directing.LEADS else "mine")
    if asked == ASKED:
        return _consultations(request, standing)
    whose = cast("Whose", asked) if asked in get_args(Whose) else "mine"
    overdue = request.GET.get("qua-han") == "1"
    after = _after(request.GET.get("sau", ""))
    listed = open_directives(request.actor, standing.agency.id, whose, overdue=overdue, after=after)
    told = {
        "whose": whose,
        "overdue": overdue,
        "items": listed.items,
        "next": "~".join(listed.after) if listed.after else "",
    }
    return desk_page(request, standing, "desk/leading/directives.html", told)


def _consultations(request: PageRequest, standing: Standing) -> HttpResponse:
    """Show what other agencies have asked this one."""
    after = _after(request.GET.get("sau", ""))
    listed = open_consultations(request.actor, standing.agency.id, after=after)
    told = {"whose": ASKED, "overdue": False, "asked": listed.items, "next": "~".join(listed.after or ())}
    return desk_page(request, standing, "desk/leading/directives.html", told)


@sent()
def do_note(request: PageRequest, case: AtWork, directive: UUID) -> None:
    """Say that a directive was read and taken on."""
    directing.note_directive(request.actor, case.key, directive, key=key_of(request))


@sent(text="Đã liên hệ, sẽ xong trong hôm nay.", done="1")
def do_answer(request: PageRequest, case: AtWork, directive: UUID) -> None:
    """Report on a directive, that it is carried out when ticked."""
    text, done = request.POST.get("text", ""), request.POST.get("done") == "1"
    directing.answer_directive(request.actor, case.key, directive, text, done=done, key=key_of(request))


@sent(text="Đồng ý với báo cáo.")
def do_close(request: PageRequest, case: AtWork, directive: UUID) -> None:
    """Close a directive with what came of it."""
    directing.close_directive(request.actor, case.key, directive, request.POST.get("text", ""), key=key_of(request))


def _after(given: str) -> list[str] | None:
    due, _, key = given.partition("~")
    try:
        return [datetime.fromisoformat(due).isoformat(), str(UUID(key))]
    except ValueError:
        return None
