"""The national catalogue taken in on the desk: uploaded, looked at row by row, published, its report kept."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from nenso.agencies.models import Agency
from nenso.cases.engine.idempotency import carried_out
from nenso.desk.errors import ReportUnknown
from nenso.desk.frame import desk_page
from nenso.desk.standing import Standing, standing_of
from nenso.formulas.catalogue.rows import KIND_WORDS
from nenso.formulas.catalogue.taking_in import (
    RUNNING,
    TABLES,
    State,
    Upload,
    go_on,
    import_of,
    imports_at,
    is_silent,
    publish_import,
    take_in,
)
from nenso.formulas.errors import MayNotPublish
from nenso.formulas.models import CatalogueImport
from nenso.formulas.publishing import PUBLISHER
from nenso.runtime.problems import Problem
from nenso.runtime.sheets import harmless
from nenso.runtime.text import whole
from nenso.web.callers import PUBLISHERS
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

A_PAGE = 50

STATES: Mapping[str, Mapping[str, str]] = {
    State.READING: {"vi": "Đang đọc và kiểm tra", "en": "Being read and checked"},
    State.READ: {"vi": "Đã đọc, chưa công bố", "en": "Read, not published"},
    State.PUBLISHING: {"vi": "Đang công bố", "en": "Being published"},
    State.PUBLISHED: {"vi": "Đã công bố", "en": "Published"},
}
STOPPED: Mapping[str, str] = {"vi": "Đã dừng giữa chừng", "en": "Stopped before the end"}

LEVELS: Mapping[str, Mapping[str, str]] = {
    "toàn trình": {"vi": "toàn trình", "en": "wholly online"},
    "một phần": {"vi": "một phần", "en": "partly online"},
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "code": {"vi": "mã", "en": "code"},
    "name": {"vi": "tên", "en": "name"},
    "category": {"vi": "lĩnh vực", "en": "field"},
    "promulgating_agency": {"vi": "cơ quan ban hành", "en": "promulgating agency"},
    "executing_agency": {"vi": "cơ quan thực hiện", "en": "executing agency"},
    "subject_types": {"vi": "đối tượng", "en": "subjects"},
    "results": {"vi": "kết quả", "en": "results"},
    "channel_times": {"vi": "thời hạn", "en": "times"},
    "case_times": {"vi": "thời hạn theo trường hợp", "en": "times by case"},
    "fees": {"vi": "phí, lệ phí", "en": "fees"},
    "legal_basis": {"vi": "căn cứ pháp lý", "en": "legal basis"},
    "documents": {"vi": "thành phần hồ sơ", "en": "components"},
    "steps": {"vi": "quy trình", "en": "process"},
}


@require_http_methods(["GET", "POST"])
@page(may=PUBLISHERS, example={"agency": "01234567-89ab-7def-8123-456789abcdef"})
def imports(request: PageRequest) -> HttpResponseBase:
    """Show what was taken in, and take a table in."""
    standing, agencies = _publishing(request)
    agency = next((one for one in agencies if str(one.id) == request.POST.get("agency")), agencies[0])
    problem: Problem | None = None
    if request.method == "POST":
        try:
            return _taken(request, agency)
        except Problem as found:
            problem = found
    told = {
        "agencies": agencies,
        "imports": [one for agency in agencies for one in imports_at(request.actor, agency)],
        "state_of": state_of,
        "typed": request.POST,
        "errors": [{"path": "procedures", "text": problem.text(spoken())}] if problem else [],
    }
    status = problem.status if problem is not None else 200
    return desk_page(request, standing, "desk/settings/catalogue.html", told, status=status)


def state_of(taken: CatalogueImport) -> Mapping[str, str]:
    """Return how far an import is, in words; one that nobody works on any more has stopped."""
    return STOPPED if is_silent(taken) else STATES[taken.state]


def _taken(request: PageRequest, agency: Agency) -> HttpResponseBase:
    """Take in what was uploaded, once for the form's key, and open it."""
    tables = {}
    for name in TABLES:
        file = request.FILES.get(name)
        if file is not None and not isinstance(file, list):
            tables[name] = Upload(file.name or name, file.read())
    asked = {"use": "catalogue", "agency": str(agency.id)}
    asked |= {name: f"{one.name}:{len(one.content)}" for name, one in tables.items()}
    carried_out(request.actor, key_of(request), asked, lambda: take_in(request.actor, agency, tables))
    return redirect("desk-catalogue-import", taken=imports_at(request.actor, agency, limit=1)[0].id)


@require_http_methods(["GET", "POST"])
@page(may=PUBLISHERS, example={"do": "go_on"})
def one(request: PageRequest, taken: UUID) -> HttpResponseBase:
    """Show how far an import is and what it came to; publish it; let it go on."""
    standing, agencies = _publishing(request)
    found = import_of(request.actor, taken)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "publish":
                chosen = [one.id for one in agencies if str(one.id) in request.POST.getlist("within")]
                publish_import(request.actor, found.id, within=chosen)
            else:
                go_on(request.actor, found.id)
        except Problem as refused:
            problem = refused
        else:
            return redirect("desk-catalogue-import", taken=found.id)
    told = {
        "taken": found,
        "state": state_of(found),
        "running": found.state in RUNNING and not is_silent(found),
        "silent": is_silent(found),
        "agencies": agencies,
        "errors": [{"path": "", "text": problem.text(spoken())}] if problem else [],
        **_told(request, found),
    }
    status = problem.status if problem is not None else 200
    return desk_page(request, standing, "desk/settings/catalogue_import.html", told, status=status)


def _told(request: PageRequest, found: CatalogueImport) -> dict[str, Any]:
    """Return what the page tells of a report: whole figures, and a page of one of its lists."""
    report = found.report or {"procedures": [], "formulas": {}, "not_understood": [], "skipped": [], "refined": []}
    language = spoken()
    reasons = Counter(why[language].split(":")[0] for one in report["procedures"] for why in one["in_the_way"])
    counted = Counter(one["formula"] for one in report["procedures"])
    listed = {
        "thu-tuc": report["procedures"],
        "chua-hieu": report["not_understood"],
        "khong-nhap": report["skipped"],
        "da-co": report["refined"],
    }
    which = request.GET.get("xem", "")
    which = which if which in listed else "thu-tuc"
    at = whole(request.GET.get("trang"), longest=4) or 0
    lines = listed[which]
    return {
        "report": report,
        "formulas": [(name, counted[name], became) for name, became in report["formulas"].items()],
        "reasons": reasons.most_common(),
        "levels": LEVELS,
        "columns": COLUMNS,
        "kinds": {kind: {"vi": words[0], "en": words[1]} for kind, words in KIND_WORDS.items()},
        "lists": {name: len(several) for name, several in listed.items()},
        "which": which,
        "lines": lines[at * A_PAGE : (at + 1) * A_PAGE],
        "at": at,
        "more": len(lines) > (at + 1) * A_PAGE,
    }


@require_safe
@page(may=PUBLISHERS)
def report(request: PageRequest, taken: UUID, kind: str) -> HttpResponse:
    """Give the whole report to keep: JSON for programs, CSV for a spreadsheet."""
    found = import_of(request.actor, taken)
    if kind == "json":
        response = HttpResponse(orjson.dumps(found.report), content_type="application/json")
    elif kind == "csv":
        response = HttpResponse(_csv(found.report), content_type="text/csv; charset=utf-8")
    else:
        raise ReportUnknown
    response["Content-Disposition"] = f'attachment; filename="bao-cao-danh-muc.{kind}"'
    return response


def _csv(report: Mapping[str, Any]) -> str:
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    columns = (
        t("Dòng", "Row"),
        t("Mã", "Code"),
        t("Tên", "Title"),
        t("Mức độ", "Level"),
        t("Loại", "Kind"),
        t("Cột", "Column"),
        t("Nội dung", "Words"),
        t("Đã làm gì", "What was done"),
    )
    writer.writerow([str(name) for name in columns])
    for line in _lines(report):
        writer.writerow([harmless(cell) for cell in line])
    return stream.getvalue()


def _lines(report: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield a line for each procedure, each thing in the way, each remark, and each row that gave no draft."""
    language = spoken()
    for one in report.get("procedures", ()):
        head = [str(one["row"]), one["code"], one["title"], one["level"]]
        yield [*head, "", "", "", ""]
        yield from ([*head, str(t("vướng mắc", "in the way")), "", "", why[language]] for why in one["in_the_way"])
        for remark in one["remarks"]:
            said = KIND_WORDS[remark["kind"]][language == "en"]
            yield [*head, said, remark["column"], remark["text"], remark[language]]
    for one in (*report.get("refined", ()), *report.get("skipped", ())):
        yield [
            str(one["row"]),
            one["code"],
            one["title"],
            "",
            str(t("không nhập", "not taken in")),
            "",
            "",
            one[language],
        ]


def _publishing(request: PageRequest) -> tuple[Standing, list[Agency]]:
    """Return where one sits and the agencies that one publishes for, where one sits first; raise ``MayNotPublish``."""
    standing = standing_of(request)
    own = {seat.agency for seat in request.actor.seats if PUBLISHER in seat.roles}
    found = [one for one in standing.agencies if one.id in own]
    if not found:
        raise MayNotPublish
    return standing, sorted(found, key=lambda one: one.id != standing.agency.id)
