"""The board: every scorecard with its latest publication, and the earlier ones below."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.formulas.library import formula_of
from nenso.formulas.models import Edition
from nenso.index.models import Publication
from nenso.index.publications import publications
from nenso.runtime import clock
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page, render
from nenso.web.scores import period_said


@require_safe
@page(may=EVERYBODY)
def board(request: PageRequest) -> HttpResponse:
    """List what is published, by scorecard, the newest first."""
    found = publications(request.actor)
    by_scorecard: dict[tuple[str, str], list[Publication]] = {}
    for one in found:
        by_scorecard.setdefault((one.indicator, str(one.agency_path)), []).append(one)
    editions = {one.digest: one for one in Edition.objects.filter(digest__in={one.edition for one in found})}
    scorecards = [
        {"title": _title(listed[0], editions), "agency": listed[0].agency, "latest": listed[0], "earlier": listed[1:]}
        for listed in by_scorecard.values()
    ]
    corrected = {one.corrects for one in found if one.corrects and one.state == "published"}
    told = {"scorecards": scorecards, "corrected": corrected, "period_said": period_said, "now": clock.now}
    return render(request, "board/list.html", told)


def _title(one: Publication, editions: dict[str, Edition]) -> dict[str, str]:
    edition, name = editions.get(one.edition), one.indicator.rpartition(".")[2]
    declared = formula_of(edition).indicators.get(name) if edition is not None else None
    if declared is None:
        return {"vi": one.indicator, "en": one.indicator}
    return {"vi": declared.title.in_language("vi"), "en": declared.title.in_language("en")}
