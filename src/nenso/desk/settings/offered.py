"""What an agency, or what is below it, offers: suspended with a reason that people read, and taken in again."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.cases.queries.words import text_of
from nenso.desk.settings.frame import back_to, carry_out, managed, settings_page
from nenso.formulas.library import formula_of
from nenso.formulas.offers import adoptions_around, suspension_at
from nenso.formulas.suspending import resume, suspend
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.runtime.text import fold, normalise
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import said, t

MOST = 100
LONGEST = 200


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example={"do": "suspend", "procedure": "civil_registration.birth", "reason": "Lũ"})
def offered(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show what is offered here or below; suspend or take in again."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    procedure, reason = request.POST.get("procedure", ""), request.POST.get("reason", "")
    if request.POST.get("do") == "resume":
        problem = carry_out(request, lambda: resume(request.actor, found, procedure))
    else:
        problem = carry_out(request, lambda: suspend(request.actor, found, procedure, reason))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, "desk-settings-offered", found, t("Đã ghi nhận.", "Done."))


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    sought = normalise(request.GET.get("tim", ""))[:LONGEST]
    with acting(request.actor):
        lines = [one for one in _lines(agency) if fold(sought) in fold(f"{said(one['title'])} {one['code'] or ''}")]
    lines.sort(key=lambda one: one["suspended"] is None)
    told = {"lines": lines[:MOST], "more": len(lines) > MOST, "sought": sought}
    return settings_page(request, agency, "desk/settings/offered.html", told, problem)


def _lines(agency: Agency) -> Iterator[dict[str, Any]]:
    """Yield each procedure that is offered at ``agency`` or below it."""
    for adoption in adoptions_around(agency):
        formula = formula_of(adoption.edition)
        for procedure in formula.procedures.values():
            name = f"{formula.name}.{procedure.name}"
            suspended = suspension_at(agency, name)
            yield {
                "name": name,
                "code": procedure.code,
                "title": text_of(procedure.title, name),
                "edition": formula.edition,
                "adopted_by": adoption.agency.name,
                "suspended": suspended,
                "own": suspended is not None and suspended.agency_id == agency.id,
            }
