"""Tables into a register on the desk: sent, columns looked at, checked, written, bad rows mended one by one."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.language.declarations.registers import Register
from nenso.registers.importing.beginning import (
    MAY,
    begin_upload,
    correct,
    import_of,
    imports_of,
    refuse_others,
    registers_for,
)
from nenso.registers.importing.columns import missing, targets_of
from nenso.registers.importing.errors import NothingToImport, RowStillWrong
from nenso.registers.importing.mending import (
    A_PAGE,
    drop,
    mend,
    report_lines,
    row_aside,
    rows_aside,
    said_of,
    waiting_rows,
)
from nenso.registers.importing.running import cancel, start
from nenso.registers.importing.tables import Import, ImportRow
from nenso.registers.importing.words import MARKS, STATES
from nenso.registers.known import of_edition
from nenso.registers.loading import Existing
from nenso.registers.tasks import run_import
from nenso.runtime.acting import acting
from nenso.runtime.jobs import defer
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import WHO_SEES_THE_CASE, WHO_WORKS_ON_THE_CASE, Callers
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

IMPORTERS = Callers("refused", "refused", "own", "own", "refused")
"""Officers, each for the agency where they sit."""

WORKING = frozenset((Import.State.CHECKING, Import.State.RUNNING))


@require_http_methods(["GET", "POST"])
@page(may=IMPORTERS, example={"register": "civil_registration.births"})
def begin(request: PageRequest, register: str) -> HttpResponseBase:
    """Send a table for a register, and see those sent before."""
    standing = standing_of(request)
    refuse_others(request.actor, standing.agency)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            given, wanted = request.FILES.get("table"), request.POST.get("register", register)
            if given is None or not given.name:
                raise NothingToImport
            taken = begin_upload(request.actor, standing.agency, wanted, cast("Any", given), given.name)
            return redirect("desk-import", table=taken.id)
        except Problem as found:
            problem = found
    told = {
        "register": register,
        "registers": registers_for(standing.agency),
        "imports": imports_of(request.actor, standing.agency),
        "states": STATES,
        "marks": MARKS,
        "errors": [{"path": "table", "text": problem.text(spoken())}] if problem else [],
    }
    return desk_page(request, standing, "desk/imports.html", told, status=problem.status if problem else 200)


@require_safe
@page(may=WHO_SEES_THE_CASE)
def show(request: PageRequest, table: UUID) -> HttpResponse:
    """Show an import: how its columns are taken, how far it is, what was changed, which rows are wrong."""
    return _shown(request, table)


@require_POST
@page(may=WHO_WORKS_ON_THE_CASE, example={"do": "check"})
def do(request: PageRequest, table: UUID) -> HttpResponseBase:
    """Keep the columns as they were corrected, and check, write or stop."""
    what = request.POST.get("do", "")
    try:
        if what == "cancel":
            cancel(request.actor, table)
            return redirect("desk-import", table=table)
        mapping = _given(request, "column:")
        with acting(request.actor):
            found = import_of(table)
        existing: Existing = "keep" if request.POST.get("existing") == "keep" else "update"
        named = {
            found.columns[at]: path
            for written, path in mapping.items()
            if (at := whole(written)) is not None and at < len(found.columns)
        }
        if named:
            correct(request.actor, table, named, existing)
        if what in {"check", "write"}:
            with acting(request.actor):
                start(request.actor, table, dry=what == "check")
                defer(run_import, key=str(table))
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        return _shown(request, table, problem)
    return redirect("desk-import", table=table)


@require_http_methods(["GET", "POST"])
@page(may=WHO_WORKS_ON_THE_CASE, example={"do": "drop", "why": "Dòng cộng"})
def row(request: PageRequest, table: UUID, row: int) -> HttpResponseBase:
    """Mend a row that was kept aside, or say why it is not wanted."""
    standing = standing_of(request)
    found, aside = row_aside(request.actor, table, row)
    refuse_others(request.actor, standing.agency)
    register = of_edition(found.edition, found.register).declared.declaration
    given = _given(request, "value:")
    problems = aside.problems
    if request.method == "POST":
        try:
            if request.POST.get("do") == "drop":
                drop(request.actor, table, row, request.POST.get("why", ""))
                messages.success(request, _said("Đã bỏ dòng {row}.", "Row {row} is set down.").format(row=row))
            else:
                mend(request.actor, table, row, given)
                messages.success(request, _said("Đã ghi dòng {row} vào sổ.", "Row {row} is written.").format(row=row))
            return redirect("desk-import", table=table)
        except RowStillWrong as wrong:
            problems = wrong.facts["problems"]
    told = {
        "taken": found,
        "row": aside,
        "fields": list(_fields(register, found, aside, given, problems)),
        "errors": [{"path": one["path"], "text": _problem(found, one)} for one in problems],
    }
    return desk_page(request, standing, "desk/import_row.html", told)


@require_safe
@page(may=WHO_SEES_THE_CASE)
def report(request: PageRequest, table: UUID) -> HttpResponseBase:
    """Hand out the rows kept aside as a table with what is wrong, to be mended and sent again."""
    waiting_rows(request.actor, table)
    with acting(request.actor):
        name = f"can-sua-{import_of(table).filename.rpartition('.')[0]}.csv"
    response = StreamingHttpResponse(report_lines(request.actor, table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _shown(request: PageRequest, key: UUID, problem: Problem | None = None) -> HttpResponse:
    standing = standing_of(request)
    with acting(request.actor):
        taken = import_of(key)
    register = of_edition(taken.edition, taken.register).declared.declaration
    rows = rows_aside(request.actor, key, after=whole(request.GET.get("sau")) or 0)
    told = {
        "taken": taken,
        "title": register.title.languages,
        "columns": [_column(taken, at, column) for at, column in enumerate(taken.columns)],
        "targets": targets_of(register),
        "missing": list(missing(register, taken.mapping.values())),
        "rows": [{"row": one.row, "said": [_problem(taken, each) for each in one.problems]} for one in rows],
        "waiting": waiting_rows(request.actor, key),
        "next": rows[-1].row if len(rows) == A_PAGE else None,
        "working": taken.state in WORKING,
        "may": bool(MAY & request.actor.roles_at(taken.agency_id)),
        "state": STATES[taken.state],
        "mark": MARKS.get(taken.state, "calm"),
        "language": spoken(),
        "errors": [{"path": "", "text": problem.text(spoken())}] if problem else [],
    }
    return desk_page(request, standing, "desk/import.html", told, status=problem.status if problem else 200)


def _column(taken: Import, at: int, column: str) -> Mapping[str, Any]:
    examples = [one["cells"][at] for one in taken.preview if at < len(one["cells"]) and one["cells"][at]]
    return {
        "at": at,
        "name": column,
        "path": taken.mapping.get(column, ""),
        "sure": column in taken.sure,
        "examples": examples[:3],
    }


def _fields(register: Register, taken: Import, aside: ImportRow, given: Mapping[str, str], problems: Any) -> Any:
    """Yield the fields of a row to be mended: those the table gives, and those that something is wrong with."""
    wrong = {one["path"]: _problem(taken, one) for one in problems}
    used = {*taken.mapping.values(), *wrong}
    for target in targets_of(register):
        if target.path not in used and str(target.field.name) not in wrong:
            continue
        held = aside.values.get(str(target.field.name), "")
        held = held.get(target.part, "") if target.part and isinstance(held, dict) else held
        codes = target.field.options.codes if target.field.options is not None else None
        yield {
            "path": target.path,
            "label": target.label(spoken()),
            "value": given.get(target.path, _typed(target.field.type, held)),
            "options": dict(codes) if codes and target.field.type == "choice" else None,
            "wrong": wrong.get(target.path) or (wrong.get(str(target.field.name), "") if not target.part else ""),
        }


def _typed(kind: str, held: Any) -> Any:
    """Return a value as somebody would type it: a day as dd/mm/yyyy."""
    try:
        return date.fromisoformat(str(held)).strftime("%d/%m/%Y") if kind == "date" else held
    except ValueError:
        return held


def _given(request: PageRequest, start: str) -> dict[str, str]:
    """Return what was sent under names with this start, by the rest of the name."""
    return {key.removeprefix(start): str(value) for key, value in request.POST.items() if key.startswith(start)}


def _problem(taken: Import, problem: Mapping[str, Any]) -> str:
    return said_of(taken, problem, spoken())


def _said(vi: str, en: str) -> str:
    return en if spoken() == "en" else vi
