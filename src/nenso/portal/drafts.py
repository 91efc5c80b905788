"""Drafts: begun where the case is to be filed, resumed, thrown away; each page of their form."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from nenso.cases.engine.offering import offered_for
from nenso.cases.errors.drafts import NotADraft
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake import drafts
from nenso.cases.intake.preparing import prepare
from nenso.cases.queries.words import text_of
from nenso.portal import answering
from nenso.portal.steps import way_on
from nenso.web.callers import OWNER_ONLY, SIGNED_IN
from nenso.web.keys import key_of
from nenso.web.pages import PageRequest, page, render
from nenso.web.uploads import PageUpload


@require_safe
@page(may=SIGNED_IN)
def list_drafts(request: PageRequest) -> HttpResponse:
    """Show one's own drafts, the newest first."""
    rows = [
        {
            "draft": draft,
            "title": text_of(offered_for(draft).procedure.title, draft.procedure),
            "saved_at": draft.saved_at or draft.created_at,
        }
        for draft in drafts.drafts_of(request.actor)
    ]
    return render(request, "portal/drafts.html", {"rows": rows})


@require_safe
@page(may=OWNER_ONLY)
def open_draft(request: PageRequest, draft: UUID) -> HttpResponseBase:
    """Go to the page where a draft was left; of one that is filed to its case."""
    try:
        way = way_on(prepare(request.actor, draft))
    except NotADraft:
        return redirect(reverse("case", kwargs={"case": str(draft)}))
    if way is None:
        raise CaseUnknown
    return redirect(way.here.address)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY, example={"do": "next", "version": "1"}, holds=True)
def draft_page(request: PageRequest, draft: UUID, word: str) -> HttpResponseBase:
    """Ask one page of the form, or save it as it was sent, with the files that came along."""
    try:
        if request.method != "POST":
            return answering.show(request, draft, word)
        request.upload_handlers = [PageUpload(request)]
        return csrf_protect(answering.take)(request, draft, word)
    except NotADraft:
        return redirect(reverse("case", kwargs={"case": str(draft)}))


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY)
def throw_away(request: PageRequest, draft: UUID) -> HttpResponseBase:
    """Ask whether a draft is to be thrown away with its files, and do it."""
    if request.method == "POST":
        drafts.drop_draft(request.actor, draft, key=key_of(request))
        return redirect(reverse("drafts"))
    prepared = prepare(request.actor, draft)
    return render(request, "portal/draft_gone.html", {"draft": prepared.draft, "title": answering.words_of(prepared)})
