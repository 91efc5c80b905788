"""What is always there on a case: a comment among officers, a message to the applicant, a hand-over, a directive."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from nenso.agencies.queries import agency_by_path, search
from nenso.cases.acts import consulting, directing, handing, talking
from nenso.cases.queries.working import AtWork
from nenso.desk.acts import sent, typed_key
from nenso.desk.case import moment_typed
from nenso.desk.errors import MomentNeeded, NoSuchAgency, WhichAgency
from nenso.runtime.text import fold, normalise
from nenso.web.callers import OWNER_ONLY, SIGNED_IN
from nenso.web.keys import key_of
from nenso.web.pages import PageRequest, page

LONGEST = 200
SUGGESTED = 8


@sent(text="Đã gọi điện xác minh với Công an xã.")
def do_comment(request: PageRequest, case: AtWork) -> None:
    """Note something for whoever works on the case; the applicant never sees it."""
    talking.comment(request.actor, case.key, request.POST.get("text", ""), key=key_of(request))


@sent(text="Anh chị mang theo căn cước khi đến nhận kết quả.")
def do_message(request: PageRequest, case: AtWork) -> None:
    """Write to the applicant."""
    talking.message(request.actor, case.key, request.POST.get("text", ""), key=key_of(request))


@sent(agency="xã không có", why="Thuộc thẩm quyền của xã khác.")
def do_hand_over(request: PageRequest, case: AtWork) -> None:
    """Give the case to another agency of the same kind, which acknowledges it; the due time stays."""
    agency = _named(request.POST.get("agency", ""), case.row["agency"]["id"])
    handing.hand_over(request.actor, case.key, agency, request.POST.get("why", ""), key=key_of(request))


@sent()
def do_acknowledge(request: PageRequest, case: AtWork) -> None:
    """Say that a case handed over has come."""
    handing.acknowledge(request.actor, case.key, key=key_of(request))


@sent(why="Không thuộc thẩm quyền.")
def do_send_back(request: PageRequest, case: AtWork) -> None:
    """Give a case back that was handed over by mistake."""
    handing.send_back(request.actor, case.key, request.POST.get("why", ""), key=key_of(request))


@sent(task="Báo cáo lý do chậm.", to="01935e2a-0000-7000-8000-000000000000", due="2026-12-05T17:00")
def do_direct(request: PageRequest, case: AtWork) -> None:
    """Give a task on the case, with who answers for it and by when."""
    due = moment_typed(request.POST.get("due", ""))
    if due is None:
        raise MomentNeeded
    directive = directing.Directive(request.POST.get("task", ""), typed_key(request.POST.get("to", "")), due)
    directing.direct(request.actor, case.key, directive, key=key_of(request))


@sent(agency="cơ quan không có", text="Đề nghị cho ý kiến.", due="2026-12-05T17:00")
def do_consult(request: PageRequest, case: AtWork) -> None:
    """Ask another agency, freely chosen, what it thinks."""
    due = moment_typed(request.POST.get("due", ""))
    if due is None:
        raise MomentNeeded
    agency = _named(request.POST.get("agency", ""), case.row["agency"]["id"], kind=None)
    question = consulting.Question(agency, request.POST.get("text", ""), due)
    consulting.consult(request.actor, case.key, question, key=key_of(request))


@sent(may=OWNER_ONLY, stand="agrees", text="Nhất trí.")
def do_opinion(request: PageRequest, case: AtWork, consultation: UUID) -> None:
    """Answer for an agency that was asked."""
    stand, text = request.POST.get("stand", ""), request.POST.get("text", "")
    consulting.give_opinion(request.actor, case.key, consultation, stand, text, key=key_of(request))


@require_safe
@page(may=SIGNED_IN)
def agencies(request: PageRequest) -> HttpResponse:
    """Suggest agencies for what is typed, with or without diacritics, each with its path to tell namesakes apart."""
    found = search(normalise(request.GET.get("agency", ""))[:LONGEST], limit=SUGGESTED)
    options = format_html_join("", '<option value="{} ({})">', ((one.name, one.path) for one in found))
    return HttpResponse(options, headers={"Cache-Control": "private, max-age=600"})


def _named(written: str, now_at: str, kind: str | None = "commune") -> UUID:
    """Return the one agency that is meant, by name or by the path in brackets that was suggested with it.

    Raises :class:`WhichAgency` when it is not clear which, :class:`NoSuchAgency` when none is.
    """
    path = written.rpartition("(")[2].removesuffix(")").strip()
    if "." in path and written.endswith(")"):
        return agency_by_path(path).id
    found = [one for one in search(written, kind=kind, limit=6) if str(one.id) != now_at]
    same = [one for one in found if fold(one.name) == fold(written)]
    found = same if len(same) == 1 else found
    if not found:
        raise NoSuchAgency
    if len(found) != 1:
        raise WhichAgency(found="; ".join(f"{one.name} ({one.path})" for one in found))
    return found[0].id
