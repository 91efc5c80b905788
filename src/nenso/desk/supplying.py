"""Taking in at the counter what the applicant was asked for: paper that is handed over, scans of it, right answers."""

from functools import partial

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from nenso.cases.acts.asking import Supply, supply
from nenso.cases.intake.documents import PAPER_KINDS
from nenso.cases.intake.giving import take_back_supplied
from nenso.cases.queries.working import AtWork, case_at_work
from nenso.desk.acts import carried_out
from nenso.desk.case import Again, asked_of, case_page
from nenso.runtime.ids import key_in
from nenso.runtime.text import whole
from nenso.web.asked import Asked
from nenso.web.callers import WHO_WORKS_ON_THE_CASE
from nenso.web.given import take_field_files
from nenso.web.keys import key_of
from nenso.web.pages import PageRequest, page
from nenso.web.uploads import PageUpload

STAYS = frozenset({"upload", "unfile", "take_back"})
"""Buttons inside the form that hand nothing in."""


@csrf_exempt
@require_POST
@page(may=WHO_WORKS_ON_THE_CASE, example={"note": "Đã nộp tại quầy."})
def do_supply(request: PageRequest, case: str) -> HttpResponseBase:
    """Take in what was asked for: counts of paper, scans, answers; what is wrong is told beside what was typed."""
    request.upload_handlers = [PageUpload(request)]
    return _take_in(request, case)


@csrf_protect
def _take_in(request: PageRequest, case: str) -> HttpResponseBase:
    found = case_at_work(request.actor, case, to_act=True)
    asked = asked_of(request, found)
    sent, wrong = take_field_files(request, found.key)
    _, wrong_papers = asked.take_papers(request)
    wrong |= {f"file-{name}": text for name, text in wrong_papers.items()}
    what, _, named = sent.get("do", "").partition(":")
    if what == "unfile":
        path, _, file = named.rpartition(":")
        sent.setlist(path, [one for one in sent.getlist(path) if one != file])
    if what == "take_back" and (key := key_in(named)) is not None:
        take_back_supplied(request.actor, found.key, key)
    if wrong or what in STAYS:
        return case_page(request, case_at_work(request.actor, case), Again(typed=sent, wrong=wrong))
    return carried_out(request, found, partial(_supply, request, found, asked, sent), sent)


def _supply(request: PageRequest, case: AtWork, asked: Asked, sent: QueryDict) -> None:
    given = Supply(form=asked.read(sent), paper=_paper(asked, sent), note=sent.get("note", ""))
    supply(request.actor, case.key, given, key=key_of(request))


def _paper(asked: Asked, sent: QueryDict) -> dict[str, dict[str, int]]:
    """Return how many of each kind are handed over, by component; those of which there are none are left out."""
    found: dict[str, dict[str, int]] = {}
    for name in asked.papers:
        counted = {kind: whole(sent.get(f"paper:{name}:{kind}", "")) for kind in PAPER_KINDS}
        numbers = {kind: number for kind, number in counted.items() if number}
        found |= {name: numbers} if numbers else {}
    return found
