"""The way through a draft: its pages that are shown now, the papers where any are asked, the answers to check."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from nenso.cases.intake.preparing import Prepared
from nenso.language.declarations.forms import Page
from nenso.runtime.problems import Problem
from nenso.web.languages import spoken
from nenso.web.wording import t

WHOLE = "to-khai"
"""The word in the address of a form that is one page without a name."""
APPLICANT = "applicant"
"""What the settings of a draft hold once it was said for whom it is."""
WHOM, PAPERS, CHECK = "nop-cho-ai", "giay-to", "kiem-tra"


@dataclass(frozen=True)
class Step:
    """One page on the way: the word in its address, its title, and what is declared of it where it is of the form."""

    word: str
    title: str
    address: str
    page: Page | None = None


@dataclass(frozen=True)
class Way:
    """The pages of a draft in order, and where on them one is; ``lacks``: what keeps its filer from filing it."""

    steps: tuple[Step, ...]
    place: int
    lacks: Problem | None = None

    @property
    def here(self) -> Step:
        """The page one is on."""
        return self.steps[self.place]

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.place + 1

    @property
    def before(self) -> Step | None:
        """The page before."""
        return self.steps[self.place - 1] if self.place else None

    @property
    def after(self) -> Step:
        """The next page; of the last one itself."""
        return self.steps[min(self.place + 1, len(self.steps) - 1)]


def way_of(prepared: Prepared, word: str = "") -> Way | None:
    """Return the way through a draft, at the page with ``word`` (default: the first); None when there is none."""
    steps = tuple(_steps(prepared))
    words = [step.word for step in steps]
    if word and word not in words:
        return None
    return Way(steps, words.index(word) if word else 0, prepared.too_low)


def way_on(prepared: Prepared) -> Way | None:
    """Return the way at the page where whoever comes back goes on; None when there is none.

    That is the first page that still lacks something; where none does, the page after the last that was answered, the
    papers while one is missing, the answers to check. Who has not said yet for whom the draft is begins there; where a
    newer edition asks something else, all is gone through once more.
    """
    way = way_of(prepared)
    not_begun = way is not None and way.here.word == WHOM and APPLICANT not in prepared.draft.settings
    if way is None or not_begun or prepared.newer:
        return way
    lacking = {
        str(one.facts.get("page") or one.path.partition(".")[0].partition("[")[0])
        for one in prepared.evaluation.problems
    }
    asked = [(place, step.page) for place, step in enumerate(way.steps) if step.page is not None]
    names = {place: {str(page.name), *(str(one.name) for one in page.fields)} for place, page in asked}
    answered = [place for place in names if names[place] & set(prepared.draft.form)]
    if not answered:
        return way
    after = [step.word for step in way.steps[max(answered) + 1 :]]
    if after[0] == PAPERS and not prepared.dossier.missing:
        after = after[1:]
    first = next((way.steps[place].word for place in names if names[place] & lacking), after[0])
    return way_of(prepared, first)


def address_of(draft: object, word: str) -> str:
    """Return where a page of a draft is."""
    return reverse("draft-page", kwargs={"draft": str(draft), "word": word})


def may_be_for_others(prepared: Prepared) -> bool:
    """Return whether the draft may be filed for somebody else than who files it."""
    return bool(prepared.offered.procedure.on_behalf or prepared.enterprises)


def is_for_another(prepared: Prepared) -> bool:
    """Return whether the draft is filed for somebody of whom all that is known is what the filer said."""
    return "full_name" in (prepared.draft.settings.get(APPLICANT) or {})


def _steps(prepared: Prepared) -> Iterator[Step]:
    draft = prepared.draft.id
    if may_be_for_others(prepared):
        yield Step(WHOM, t("Nộp cho ai", "For whom"), address_of(draft, WHOM))
    pages = [page for page in prepared.offered.procedure.form.pages if _is_shown(page, prepared)]
    for page in pages:
        word = str(page.name) or WHOLE
        title = page.title.in_language(spoken()) if page.title is not None else str(t("Tờ khai", "Declaration"))
        yield Step(word, title, address_of(draft, word), page)
    if prepared.asked:
        yield Step(PAPERS, t("Giấy tờ", "Papers"), address_of(draft, PAPERS))
    yield Step(CHECK, t("Kiểm tra trước khi nộp", "Check before filing"), address_of(draft, CHECK))


def _is_shown(page: Page, prepared: Prepared) -> bool:
    asked = [str(one.name) for one in page.fields if one.has_value and not one.retired]
    return not asked or any(name in prepared.evaluation.shown for name in asked)
