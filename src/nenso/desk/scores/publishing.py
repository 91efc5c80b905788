"""A draft before it is published, and after: what it says, when it is released, its report, its correction."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nenso.desk.frame import desk_page
from nenso.desk.scores.asking import accepted_in, key_again, publisher_of, reported_in
from nenso.index.errors import AlreadyPublished, EmbargoPast, PublicationUnknown
from nenso.index.previewing import preview_of
from nenso.index.publications import PUBLISHED, must_publish, publish, put_away, under_embargo
from nenso.index.published import book_of, corrections_of, publication_told
from nenso.index.reporting import LANGUAGES
from nenso.index.reports import reports_of
from nenso.index.undertaking import ask_for_draft, ask_for_report
from nenso.runtime import clock
from nenso.runtime.clock import VIETNAM
from nenso.runtime.problems import Problem
from nenso.web.callers import PUBLISHERS
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.scores import kind_said, period_said, plain, score_said, short
from nenso.web.wording import t


@require_safe
@page(may=PUBLISHERS)
def preview(request: PageRequest, publication: UUID) -> HttpResponse:
    """Show a draft as it would be published, or what is published, with what can be done about it."""
    return _shown(request, publication)


@require_POST
@page(may=PUBLISHERS, example={"embargo": ""})
def do_publish(request: PageRequest, publication: UUID) -> HttpResponseBase:
    """Publish a draft from now, or from the moment that is given; sent again it changes nothing."""
    try:
        until = _moment(request.POST.get("embargo", ""))
        publish(request.actor, publication, embargo_until=until, beside=bool(request.POST.get("beside")))
    except AlreadyPublished as problem:
        found = publication_told(request.actor, publication)
        if found.published_by != request.actor.account or found.embargo_until != _moment(
            request.POST.get("embargo", ""), past=True
        ):
            return _shown(request, publication, problem)
    except Problem as problem:
        return _shown(request, publication, problem)
    messages.success(request, t("Đã công bố.", "Published."))
    return redirect("desk-scores-preview", publication=publication)


@require_POST
@page(may=PUBLISHERS, example={"reason": "Lập nhầm kỳ."})
def do_put_away(request: PageRequest, publication: UUID) -> HttpResponseBase:
    """Put a draft away with a reason; sent again it changes nothing."""
    try:
        put_away(request.actor, publication, request.POST.get("reason", ""))
    except PublicationUnknown:
        raise
    except Problem as problem:
        return _shown(request, publication, problem)
    messages.success(request, t("Đã bỏ bản nháp.", "The draft is put away."))
    return redirect("desk-scores")


@require_POST
@page(may=PUBLISHERS, example={"language": "vi"})
def do_report(request: PageRequest, publication: UUID) -> HttpResponseBase:
    """Let the report be typeset and signed by the agency's seal, in the language that is asked for."""
    found = publication_told(request.actor, publication)
    language = request.POST.get("language", "vi")
    try:
        work = ask_for_report(request.actor, key_of(request), found, language if language in LANGUAGES else "vi")
    except Problem as problem:
        return _shown(request, publication, problem)
    return redirect("desk-scores-work", undertaking=work.id)


@require_POST
@page(may=PUBLISHERS, example={"changed": "Xã báo cáo lại."})
def do_correct(request: PageRequest, publication: UUID) -> HttpResponseBase:
    """Ask for a draft that corrects what is published and says what changed and why."""
    found = publication_told(request.actor, publication)
    try:
        must_publish(request.actor, found.agency)
        work = ask_for_draft(
            request.actor,
            key_of(request),
            found.indicator,
            found.period,
            found.agency,
            reported=reported_in(request, found.indicator),
            corrects=found.id,
            changed=request.POST.get("changed", ""),
            accepted=accepted_in(request),
        )
    except Problem as problem:
        return _shown(request, publication, problem)
    return redirect("desk-scores-work", undertaking=work.id)


def _moment(text: str, *, past: bool = False) -> datetime | None:
    """Return the moment of a form on Viet Nam's clock, None for an empty one; raise ``EmbargoPast``."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=VIETNAM)
    except ValueError:
        raise EmbargoPast from None
    if not past and moment <= clock.now():
        raise EmbargoPast
    return moment


def _shown(request: PageRequest, publication: UUID, problem: Problem | None = None) -> HttpResponse:
    standing, _ = publisher_of(request)
    found = publication_told(request.actor, publication)
    must_publish(request.actor, found.agency)
    book = book_of(request.actor, found)
    reports = {one.language: one for one in reports_of(request.actor, found)}
    told = {
        "publication": found,
        "is_published": found.state == PUBLISHED,
        "beside": under_embargo(request.actor, found) if found.state != PUBLISHED else None,
        "hidden": found.embargo_until is not None and found.embargo_until > clock.now(),
        "book": book,
        "preview": preview_of(request.actor, found),
        "corrected_by": corrections_of(request.actor, found),
        "reports": reports,
        "unsigned": [one for one in LANGUAGES if one not in reports],
        "problem": problem.text(spoken()) if problem is not None else "",
        "typed": request.POST,
        "once": key_again(request, problem),
        "period_said": period_said,
        "score": lambda score: score_said(book, score),
        "plain": plain,
        "short": short,
        "kind": kind_said,
    }
    return desk_page(request, standing, "desk/scores/preview.html", told, status=problem.status if problem else 200)
