"""Trying a manuscript's samples, publishing it, adopting an edition, what an upgrade changes: told first, done once."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nenso.cases.queries.running import open_cases
from nenso.cases.queries.upgrading import upgrade
from nenso.cases.samples.trials import ask_for_trial, under_way
from nenso.desk.publishing.frame import issue_as_told, publisher_of, publishing_at, publishing_page
from nenso.desk.standing import standing_of
from nenso.formulas.adopting import adopt
from nenso.formulas.errors import EditionUnknown
from nenso.formulas.library import edition_named, editions_of, formula_of
from nenso.formulas.models import Edition
from nenso.formulas.offers import adoptions_for
from nenso.formulas.writing import checked, manuscript_of, publish_manuscript
from nenso.language.issues import Issue
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import PUBLISHERS, SIGNED_IN
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

MOST_LINES = 2_000


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=PUBLISHERS, example={"revision": "1"})
def publish(request: PageRequest, manuscript: UUID) -> HttpResponseBase:
    """Tell what publishing a manuscript changes, and publish it as it was told."""
    standing = publisher_of(request)
    found = manuscript_of(request.actor, manuscript)
    problem, status, issues = "", 200, []
    if request.method == "POST":
        try:
            published = publish_manuscript(request.actor, manuscript, revision=whole(request.POST.get("revision")) or 0)
        except Problem as error:
            problem, status = error.text(spoken()), error.status
            issues = [issue_as_told(Issue(**one)) for one in error.facts.get("issues", ())]
        else:
            said = t("Đã công bố {edition}.", "{edition} is published.", edition=published.edition.name)
            messages.success(request, said)
            return redirect("desk-edition", edition=published.edition.name)
    came = checked(request.actor, found.files)
    told: dict[str, Any] = {
        "manuscript": found,
        "problem": problem,
        "issues": issues or [issue_as_told(one) for one in came.issues if one.level != "later"],
        "refused": came.refused,
        "samples": sorted(came.formula.samples) if came.formula is not None else [],
        "trying": under_way(found),
        "later": sorted({one.text(spoken()) for one in came.issues if one.level == "later"}),
    }
    with acting(request.actor):
        earlier = next(iter(editions_of(found.formula)), None)
        if earlier is not None and came.formula is not None:
            told |= {"earlier": earlier, "upgrade": upgrade(found.agency, formula_of(earlier), came.formula)}
            told["text"] = list(_lines(earlier.files, found.files))
    return publishing_page(request, standing, "publish.html", told, status=status)


@require_POST
@page(may=PUBLISHERS)
def do_try(request: PageRequest, manuscript: UUID) -> HttpResponseBase:
    """Let the samples of a manuscript be run, by a job; the page before publishing tells how far it is."""
    publisher_of(request)
    ask_for_trial(request.actor, manuscript)
    return redirect(f"{reverse('desk-publish', kwargs={'manuscript': manuscript})}#mau-thu")


@require_safe
@page(may=SIGNED_IN)
def differences(request: PageRequest, old: str, new: str) -> HttpResponse:
    """Tell what leads from one edition to another in words, and line by line; offer to go over to it."""
    standing = standing_of(request)
    with acting(request.actor):
        before, after = edition_named(old), edition_named(new)
        if before.formula != after.formula:
            raise EditionUnknown(edition=new)
        changes = upgrade(standing.agency, formula_of(before), formula_of(after))
    told = {
        "old": before,
        "new": after,
        "upgrade": changes,
        "text": list(_lines(before.files, after.files)),
        "open": open_cases(request.actor, [before.id]).get(before.id, 0),
        "places": list(_places(publishing_at(standing), before)),
    }
    return publishing_page(request, standing, "differences.html", told)


@require_POST
@page(may=PUBLISHERS, example={"agency": "01234567-89ab-7def-8123-456789abcdef"})
def do_adopt(request: PageRequest, edition: str) -> HttpResponseBase:
    """Let the chosen ones of one's agencies offer an edition from now on: all of them, or none when one is refused."""
    standing = publisher_of(request)
    chosen = set(request.POST.getlist("agency"))
    agencies = [one for one in publishing_at(standing) if str(one.id) in chosen]
    with acting(request.actor):
        found = edition_named(edition)
        for agency in agencies:
            adopt(request.actor, agency, found)
    if not agencies:
        messages.info(request, t("Chưa chọn cơ quan nào.", "No agency was chosen."))
    else:
        names = ", ".join(one.name for one in agencies)
        words = ("{edition} được áp dụng tại {names}.", "{edition} is offered at {names}.")
        messages.success(request, t(*words, edition=found.name, names=names))
    return redirect("desk-edition", edition=found.name)


def _places(agencies: Iterable[Any], before: Edition) -> Iterable[dict[str, Any]]:
    """Yield one's agencies with the edition of the formula that they offer now."""
    for agency in agencies:
        adoption = next((one for one in adoptions_for(agency) if one.formula == before.formula), None)
        yield {"agency": agency, "adoption": adoption}


def _lines(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """Yield each file that differs with its lines as a text comparison shows them."""
    left = MOST_LINES
    for path in sorted({*before, *after}):
        old, new = before.get(path, ""), after.get(path, "")
        if old == new or left <= 0:
            continue
        lines = list(difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=2))[2:][:left]
        left -= len(lines)
        yield {"path": path, "lines": [{"sign": line[:1], "text": line[1:]} for line in lines]}
