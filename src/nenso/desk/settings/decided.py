"""What formulas leave to each place: fees that a council decides and other settings, on a day, with their history."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from nenso.agencies.kinds import TITLES
from nenso.agencies.models import Agency, AgencySetting
from nenso.agencies.settings import decisions_of, decisions_on
from nenso.cases.queries.words import text_of
from nenso.desk.settings.frame import carry_out, day_of, managed, settings_page
from nenso.formulas.deciding import Decidable, decidable_at, decide, setting_at
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.web.callers import ADMINISTRATORS
from nenso.web.forms.answers import ROW_CHANGES, Answers, read_answers
from nenso.web.forms.controls import Drawing, problems_of
from nenso.web.forms.values import said_answer
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import said, t


@require_safe
@page(may=ADMINISTRATORS)
def fees(request: PageRequest, agency: UUID) -> HttpResponse:
    """Show what is to be paid here on a day: each amount that a place decides, by whom and on what."""
    return _listed(request, managed(request, agency), fees=True)


@require_safe
@page(may=ADMINISTRATORS)
def others(request: PageRequest, agency: UUID) -> HttpResponse:
    """Show the other settings of what is offered here."""
    return _listed(request, managed(request, agency), fees=False)


def _listed(request: PageRequest, agency: Agency, *, fees: bool) -> HttpResponse:
    problem, on = _day(request)
    with acting(request.actor):
        decided = decisions_on(agency, on=on)
        shown = [one for one in decidable_at(agency) if one.is_fee == fees]
    told = {
        "fees": fees,
        "on": on,
        "lines": [_line(one, agency, decided.get(one.name)) for one in shown],
    }
    return settings_page(request, agency, "desk/settings/decided.html", told, problem)


def _day(request: PageRequest) -> tuple[Problem | None, date]:
    try:
        return None, day_of(request.GET.get("ngay", "")) or clock.today()
    except Problem as problem:
        return problem, clock.today()


def _line(one: Decidable, agency: Agency, held: AgencySetting | None) -> dict[str, Any]:
    """Return a setting with what holds: decided here, above, or nowhere yet."""
    value = held.value if held is not None else one.default
    return {
        "name": one.name,
        "label": text_of(one.setting.label, str(one.setting.name)),
        "hint": text_of(one.setting.hint, ""),
        "formula": text_of(one.formula.title, one.formula.name),
        "value": _said(one, value),
        "held": held,
        "mine": one.may_be_decided_by(agency),
        "who": [{"vi": vi, "en": en} for vi, en in (TITLES.get(kind, (kind, kind)) for kind in one.setting.set_by)],
    }


def _said(one: Decidable, value: Any) -> str:
    if isinstance(value, list) and one.setting.type == "table":
        return str(t("{n} dòng", "{n} lines", n=len(value)))
    return said_answer(one.setting, value) if value is not None else ""


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example={"do": "decide", "copy_fee": "9000", "asks": "copy_fee", "basis": "NQ 1"})
def one(request: PageRequest, agency: UUID, setting: str) -> HttpResponseBase:
    """Show one setting: what holds on a day, what was and will be; decide it."""
    found = managed(request, agency)
    with acting(request.actor):
        of = setting_at(found, setting)
    if request.method != "POST":
        return _shown(request, found, of)
    name = str(of.setting.name)
    answers = read_answers([of.setting], request.POST, {})
    what, _, path = request.POST.get("do", "").partition(":")
    if what in ROW_CHANGES:
        ROW_CHANGES[what](answers.form, path)
        return _shown(request, found, of, answers)
    problem = carry_out(request, lambda: _decide(request, found, of, answers.form.get(name)))
    if problem is not None:
        return _shown(request, found, of, answers, problem)
    return redirect("desk-settings-setting", agency=found.id, setting=of.name)


def _decide(request: PageRequest, agency: Agency, of: Decidable, value: Any) -> None:
    sent = request.POST
    decide(
        request.actor,
        agency,
        of.name,
        value,
        since=day_of(sent.get("since", "")),
        until=day_of(sent.get("until", "")),
        basis=sent.get("basis", ""),
        seen=sent.get("seen", ""),
    )


def _shown(
    request: PageRequest,
    agency: Agency,
    of: Decidable,
    answers: Answers | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    wrong_day, on = _day(request)
    problem = problem or wrong_day
    with acting(request.actor):
        own, held = decisions_of(agency, of.name), decisions_on(agency, on=on).get(of.name)
    name, value = str(of.setting.name), held.value if held is not None else of.default
    given: Mapping[str, Any] = answers.form if answers is not None else {} if value is None else {name: value}
    drawing = Drawing(of.worked(given.get(name)), given, problem is not None, answers.notes if answers else {})
    controls = drawing.controls([of.setting])
    latest = max(own, key=lambda decision: decision.id, default=None)
    told = {
        "line": _line(of, agency, held),
        "table": list(_rows(of, value)),
        "columns": [said(text_of(field.label, str(field.name))) for field in of.setting.fields],
        "default": _said(of, of.default),
        "on": on,
        "own": [{"decision": one, "value": _said(of, one.value)} for one in own],
        "controls": controls,
        "seen": str(latest.id) if latest is not None else "",
        "procedures": [_charged(procedure) for procedure in of.used_by()],
        "today": clock.today(),
    }
    told["errors"] = problems_of(controls) if problem is not None else []
    if problem is not None and not told["errors"]:
        told["errors"] = [{"path": "", "text": problem.text(spoken())}]
    return settings_page(request, agency, "desk/settings/setting.html", told, problem)


def _charged(procedure: Any) -> dict[str, Any]:
    """Return a procedure in which it is paid, and who is exempt there."""
    exempt = procedure.fee.exempt if procedure.fee is not None else ()
    return {
        "title": text_of(procedure.title, str(procedure.name)),
        "code": procedure.code,
        "exempt": [text_of(one.because, "") for one in exempt],
    }


def _rows(of: Decidable, value: Any) -> list[list[str]]:
    """Return the lines of a table in words; nothing for what is no table."""
    if of.setting.type != "table" or not isinstance(value, list):
        return []
    return [
        [
            said_answer(field, row.get(str(field.name))) if row.get(str(field.name)) is not None else ""
            for field in of.setting.fields
        ]
        for row in value
    ]
