"""One page of a form: asked, worked out as it is filled in, saved as it is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from nenso.cases.engine.offering import offered_for
from nenso.cases.errors.drafts import DraftChanged
from nenso.cases.intake.drafts import save_draft
from nenso.cases.intake.giving import take_back
from nenso.cases.intake.preparing import Prepared, prepare
from nenso.cases.queries.words import text_of
from nenso.language.declarations.fields import Field, every_field
from nenso.language.field_problems import FieldProblem
from nenso.language.paths import without_indexes
from nenso.portal.saving import Saved, base_of, save_page
from nenso.portal.steps import WHOM, Step, Way, address_of, is_for_another, may_be_for_others, way_of
from nenso.web.forms.answers import CHANGES, read_answers
from nenso.web.forms.controls import Control, Drawing, problems_of
from nenso.web.given import take_field_files
from nenso.web.held import held_of
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, render
from nenso.web.wording import moment, said, t

LIVE = "X-Live"
"""The header of a page that only asks how it would be with these answers."""
_TRIES = 3


@dataclass
class Page:
    """A page about to be shown. ``since``: the draft in its earlier edition, where what changed since is to be told;
    ``held``: with what was written before signing in again.
    """

    prepared: Prepared
    way: Way
    form: dict[str, Any]
    told: bool = False
    saved: Saved | None = None
    since: Prepared | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    held: bool = False
    fields: tuple[Field, ...] = field(default=())

    def __post_init__(self) -> None:
        self.fields = self.way.here.page.fields if self.way.here.page is not None else ()

    def controls(self) -> list[Control]:
        """Return its fields as they are drawn."""
        notes = self.saved.answers.notes if self.saved is not None else {}
        texts = {str(one.name): str(one.body) for one in self.prepared.offered.formula.pages.values()}
        files, other = self.prepared.files, is_for_another(self.prepared)
        drawing = Drawing(self.prepared.evaluation, self.form, self.told, notes, texts, files, self.wrong, other)
        return drawing.controls(self.fields)

    def problems(self, controls: Iterable[Control]) -> list[dict[str, str]]:
        """Return what stands in the way of going on: of its fields, and of the page as a whole."""
        whole = [one for one in self._own() if not one.path]
        return problems_of(controls) + [{"path": "", "text": one.text(spoken())} for one in whole]

    def _own(self) -> list[FieldProblem]:
        return [one for one in self.prepared.evaluation.problems if is_of(one, self.way.here)]


def is_of(problem: FieldProblem, step: Step) -> bool:
    """Return whether something wrong is to be mended on this page."""
    if step.page is None:
        return False
    if not problem.path:
        return problem.facts.get("page") == str(step.page.name)
    return without_indexes(problem.path)[0] in {str(one.name) for one in step.page.fields}


def show(request: PageRequest, draft: UUID, word: str) -> HttpResponseBase:
    """Show a page of a draft as it was last saved; ``?loi`` tells what is wrong with it at once."""
    prepared = prepare(request.actor, draft)
    if prepared.newer and way_of(prepared, word) is None:
        return redirect(reverse("draft", kwargs={"draft": str(draft)}))
    way = _way(prepared, word)
    held = held_of(request)
    if held is not None and way.here.page is not None:
        answers = read_answers(way.here.page.fields, held, prepared.form)
        again = prepare(request.actor, draft, form=answers.form, touched=answers.emptied)
        return _answer(request, Page(again, _way(again, word), answers.form, held=True))
    return _answer(
        request,
        Page(prepared, way, prepared.form, told="loi" in request.GET, since=prepared if prepared.newer else None),
    )


def take(request: PageRequest, draft: UUID, word: str) -> HttpResponseBase:
    """Save a page as it was sent, and go where the button that was pressed leads."""
    wanted = request.POST.get("do", "next")
    sent, wrong = (request.POST, {}) if LIVE in request.headers else take_field_files(request, draft)
    for tried in range(_TRIES):
        prepared = prepare(request.actor, draft)
        if prepared.newer and way_of(prepared, word) is None:
            return _page_gone(request, prepared, word, sent)
        way = _way(prepared, word)
        page = Page(prepared, way, prepared.form)
        if LIVE in request.headers and wanted != "keep":
            return _live(request, page)
        try:
            saved = save_page(
                request.actor,
                prepared.draft,
                page.fields,
                prepared.form,
                sent,
                page=way.here.word,
                shown=key_of(request),
            )
        except DraftChanged:
            if tried == _TRIES - 1:
                raise
            continue
        return _after(request, prepared, word, wanted, saved, wrong)
    raise Http404


def _page_gone(request: PageRequest, prepared: Prepared, word: str, sent: QueryDict) -> HttpResponseBase:
    """Keep what was written on a page that today's edition has no more, as far as it is asked; show the first page."""
    draft = prepared.draft
    gone = next((one for one in offered_for(draft).procedure.form.pages if str(one.name) == word), None)
    if gone is None:
        raise Http404
    answers = read_answers(gone.fields, sent, draft.form)
    now = prepare(request.actor, draft.id, form=answers.form)
    save_draft(request.actor, draft.id, now.form, version=draft.version, page=word, shown=key_of(request))
    again = prepare(request.actor, draft.id)
    way = way_of(again)
    if way is None or way.here.page is None:
        return redirect(reverse("draft", kwargs={"draft": str(draft.id)}))
    return _answer(request, Page(again, way, again.form, since=now))


def _after(
    request: PageRequest, before: Prepared, word: str, wanted: str, saved: Saved, wrong: Mapping[str, str]
) -> HttpResponseBase:
    """Answer a page that is saved: go on when it is right, else show it again with what was written in it.

    Saved into a newer edition than it was shown in, it is shown again too and tells what changed.
    """
    draft = before.draft.id
    if wanted == "keep":
        return HttpResponse(t("Đã lưu lúc {time}", "Saved at {time}", time=f"{moment(saved.draft.saved_at):%H:%M}"))
    what, _, path = wanted.partition(":")
    form = saved.answers.form
    if what in CHANGES and not wrong:
        return _change(request, draft, word, what, path, saved)
    prepared = prepare(request.actor, draft, form=form, touched=saved.answers.emptied)
    shown_in = request.POST.get("edition", "")
    since = before if shown_in != before.offered.edition_name and (shown_in or before.newer) else None
    page = Page(prepared, _way(prepared, word), form, saved=saved, since=since, wrong=wrong)
    if wrong:
        return _answer(request, page, status=422)
    if saved.clashes:
        return _answer(request, page, status=409)
    if what == "back" and page.way.before is not None:
        return redirect(page.way.before.address)
    if what == "whom" and may_be_for_others(prepared):
        return redirect(address_of(draft, WHOM))
    if what in {"later", "back"}:
        return redirect(reverse("drafts"))
    if since is not None:
        return _answer(request, page)
    page.told = True
    if page.problems(page.controls()):
        return _answer(request, page, status=422)
    if saved.answers.notes and request.POST.get("seen") != _seen(saved):
        page.told = False
        return _answer(request, page)
    return redirect(page.way.after.address)


def _seen(saved: Saved) -> str:
    return ",".join(sorted(saved.answers.notes))


def _change(request: PageRequest, draft: UUID, word: str, what: str, path: str, saved: Saved) -> HttpResponseBase:
    """Open or close what the state holds, add or take away a row; the page is shown again, saved."""
    form = saved.answers.form
    CHANGES[what](form, path)
    save_draft(request.actor, draft, form, version=saved.draft.version, page=word, shown=key_of(request))
    if what == "unfile":
        path, _, file = path.rpartition(":")
        take_back(request.actor, draft, UUID(file))
    here = reverse("draft-page", kwargs={"draft": str(draft), "word": word})
    return redirect(f"{here}#{path.partition('[')[0]}")


def _live(request: PageRequest, page: Page) -> HttpResponse:
    """Answer with the fields as they would be with these answers; nothing is saved."""
    answers = read_answers(page.fields, request.POST, page.form)
    prepared = prepare(request.actor, page.prepared.draft.id, form=answers.form, touched=answers.emptied)
    drawing = Drawing(prepared.evaluation, answers.form, told=False, notes=answers.notes, files=page.prepared.files)
    drawing.for_another = is_for_another(page.prepared)
    return render(
        request, "portal/draft_fields.html", {"controls": drawing.controls(page.fields), "title": page.way.here.title}
    )


def _way(prepared: Prepared, word: str) -> Way:
    way = way_of(prepared, word)
    if way is None or way.here.page is None:
        raise Http404
    return way


def _answer(request: PageRequest, page: Page, *, status: int = 200) -> HttpResponse:
    controls = page.controls()
    draft = page.saved.draft if page.saved is not None else page.prepared.draft
    told = {
        "page": page,
        "way": page.way,
        "draft": draft,
        "title": page.way.here.title,
        "procedure": said(words_of(page.prepared)),
        "controls": controls,
        "errors": page.problems(controls) if page.told or page.wrong else [],
        "base": base_of(page.fields, draft.form),
        "saved_at": draft.saved_at,
        "seen": _seen(page.saved) if page.saved is not None else "",
        "with_files": any(one.type == "files" for one in every_field(page.fields)),
        "live": any(one.show_if or one.required or one.fields for one in page.fields),
    }
    return render(request, "portal/draft_page.html", told, status=status)


def words_of(prepared: Prepared) -> dict[str, str]:
    """Return what the procedure is called."""
    return text_of(prepared.offered.procedure.title, prepared.offered.name)
