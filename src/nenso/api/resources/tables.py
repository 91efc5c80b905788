"""Tables into a register and out of it: sent, columns looked at, checked, written by a job, handed out as read."""

import hashlib
from typing import Annotated, Any, BinaryIO, Literal, cast
from uuid import NAMESPACE_OID, UUID, uuid5

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import File
from ninja.files import UploadedFile
from pydantic import Field

from nenso.agencies.queries import agency_by_id
from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.keys import key_of
from nenso.api.routing import STREAM, Resource
from nenso.api.shapes.base import Line, Moment
from nenso.api.shapes.registers import RegisterName
from nenso.api.shapes.tables import ImportGiven, MappingAsked, UnmaskedAsked, WrongRows
from nenso.api.signing_in import actor_of
from nenso.cases.engine.idempotency import carried_out
from nenso.registers.exporting.unmasking import export_unmasked
from nenso.registers.exporting.writing import MEDIA_TYPES, export
from nenso.registers.importing.beginning import begin_upload, correct, import_of, refuse_others
from nenso.registers.importing.columns import missing, targets_of
from nenso.registers.importing.mending import A_PAGE, report_lines, rows_aside
from nenso.registers.importing.running import cancel, start
from nenso.registers.importing.tables import Import
from nenso.registers.known import of_edition, register_named
from nenso.registers.searching import Wanted
from nenso.registers.tasks import run_import
from nenso.runtime.acting import acting
from nenso.runtime.jobs import defer
from nenso.web.callers import SIGNED_IN, WHO_SEES_THE_CASE, WHO_WORKS_ON_THE_CASE, Callers
from nenso.web.languages import spoken

resource = Resource("tables")
READ, WRITE = "registers:read", "registers:write"
IMPORTERS = Callers("refused", "refused", "refused", "may", "refused")
"""Officers of the agency that the table is for."""
IN_POST = Callers("refused", "refused", "own", "may", "may")
"""Officers in post, of what they may see."""
ONE = "/imports/{table}"


@resource.post(
    "/agencies/{agency}/registers/{book}/imports",
    may=IMPORTERS,
    scope=WRITE,
    returns=ImportGiven,
    status=201,
    key=True,
)
def begin_import(request: HttpRequest, agency: UUID, book: RegisterName, file: File[UploadedFile]) -> HttpResponse:
    """Send a table (CSV, XLSX, Parquet, JSON Lines) for a register; its columns are guessed, nothing is written yet."""
    actor, found = actor_of(request), agency_by_id(agency)
    refuse_others(actor, found)
    key = uuid5(NAMESPACE_OID, f"{actor.account}:{key_of(request)}")
    name = file.name or ""
    asked = {"use": "import", "agency": str(agency), "register": book, "file": name, "sha256": _sha256(file)}
    carried_out(
        actor, key_of(request), asked, lambda: begin_upload(actor, found, book, cast("BinaryIO", file), name, key=key)
    )
    return _answer(request, key, status=201)


@resource.get(ONE, may=WHO_SEES_THE_CASE, scope=READ, returns=ImportGiven)
def read_import(request: HttpRequest, table: UUID) -> HttpResponse:
    """How a table's columns are taken, how far it is, what was changed in its cells, how many rows are wrong."""
    return _answer(request, table)


@resource.post(
    f"{ONE}/mapping",
    may=WHO_WORKS_ON_THE_CASE,
    scope=WRITE,
    returns=ImportGiven,
    key=True,
    example={"columns": {"Ghi chú": ""}},
)
def map_columns(request: HttpRequest, table: UUID, body: MappingAsked) -> HttpResponse:
    """Say which column is which field; columns that are not named stay as they were guessed."""
    actor = actor_of(request)
    asked = {"use": "import.mapping", "of": str(table), "asked": body.model_dump(mode="json")}

    def use() -> None:
        held = import_of(table).mapping
        correct(actor, table, {**held, **body.columns}, body.existing)

    carried_out(actor, key_of(request), asked, use)
    return _answer(request, table)


@resource.post(
    f"{ONE}/runs",
    may=WHO_WORKS_ON_THE_CASE,
    scope=WRITE,
    returns=ImportGiven,
    status=202,
    key=True,
    example={},
)
def run_one_import(request: HttpRequest, table: UUID, write: bool = False) -> HttpResponse:
    """Let a job check every row and write nothing, or with ``?write=true`` write those that are right."""
    actor = actor_of(request)

    def use() -> None:
        start(actor, table, dry=not write)
        defer(run_import, key=str(table))

    carried_out(actor, key_of(request), {"use": "import.run", "of": str(table), "write": write}, use)
    return _answer(request, table, status=202)


@resource.post(f"{ONE}/cancellation", may=WHO_WORKS_ON_THE_CASE, scope=WRITE, returns=ImportGiven, key=True, example={})
def cancel_import(request: HttpRequest, table: UUID) -> HttpResponse:
    """Stop an import; what is written stays written."""
    actor = actor_of(request)
    carried_out(actor, key_of(request), {"use": "import.cancel", "of": str(table)}, lambda: cancel(actor, table))
    return _answer(request, table)


@resource.get(f"{ONE}/rows", may=WHO_SEES_THE_CASE, scope=READ, returns=WrongRows)
def list_wrong_rows(request: HttpRequest, table: UUID, after: Annotated[int, Field(ge=0)] = 0) -> HttpResponse:
    """The rows that wait to be mended, in the order of the file, each with every problem of its cells."""
    rows = rows_aside(actor_of(request), table, after=after)
    items = [{"row": one.row, "cells": one.cells, "problems": one.problems} for one in rows]
    return read_answer(request, {"items": items, "next": rows[-1].row if len(rows) == A_PAGE else None})


@resource.get(f"{ONE}/report.csv", may=WHO_SEES_THE_CASE, scope=READ, returns="text/csv")
def read_report(request: HttpRequest, table: UUID) -> HttpResponseBase:
    """The rows that wait as a table with what is wrong, to be mended and sent again."""
    actor = actor_of(request)
    with acting(actor):
        import_of(table)
    return _streamed(report_lines(actor, table), MEDIA_TYPES["csv"])


@resource.get("/agencies/{agency}/registers/{book}/export", may=SIGNED_IN, scope=READ, returns=STREAM)
def export_register(
    request: HttpRequest,
    agency: UUID,
    book: RegisterName,
    kind: Literal["csv", "xlsx", "parquet"] = "csv",
    q: Line = "",
    where: Line = "",
    purpose: Line = "",
    moment: Moment | None = None,
) -> HttpResponseBase:
    """The records of an agency and all below it, as far as the caller sees them, as one file; who exported is kept.

    ``moment``: as they stood then. Narrowed by a masked field it takes a whole value and a ``purpose``.
    """
    actor, declared, below = actor_of(request), register_named(book).declared, agency_by_id(agency).path
    pairs = dict(part.split("=", 1) for part in where.split(",") if "=" in part)
    narrowed = {name.strip(): value.strip() for name, value in pairs.items()}
    wanted = Wanted(words=q, where=narrowed, below=below, purpose=purpose)
    parts = export(actor, declared, wanted, kind, language=spoken(), agency_path=below, moment=moment)
    return _streamed(parts, MEDIA_TYPES[kind])


@resource.post(
    "/agencies/{agency}/registers/{book}/unmasked-exports",
    may=IN_POST,
    scope=READ,
    returns=STREAM,
    example={"purpose": "Đối soát trước khi chi trả", "basis": "Kế hoạch số 12/KH-UBND"},
)
def export_unmasked_register(
    request: HttpRequest, agency: UUID, book: RegisterName, body: UnmaskedAsked
) -> HttpResponseBase:
    """The same file without masks, for a stated purpose and basis; each person in it can read who had it and why."""
    actor, declared, below = actor_of(request), register_named(book).declared, agency_by_id(agency).path
    wanted = Wanted(words=body.q, where={str(name): value for name, value in body.where.items()}, below=below)
    parts = export_unmasked(
        actor,
        declared,
        wanted,
        body.kind,
        purpose=body.purpose,
        basis=body.basis,
        agency_path=below,
        language=spoken(),
        moment=body.moment,
    )
    return _streamed(parts, MEDIA_TYPES[body.kind])


def _sha256(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _streamed(parts: Any, media_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=media_type)
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(request: HttpRequest, key: UUID, *, status: int = 200) -> HttpResponse:
    with acting(actor_of(request)):
        body = _told(import_of(key))
    return read_answer(request, body) if status == 200 else answer(body, status=status)


def _told(taken: Import) -> dict[str, Any]:
    register = of_edition(taken.edition, taken.register).declared.declaration
    names = ("id", "filename", "sha256", "state", "rows", "columns", "preview", "mapping", "sure", "existing")
    counted = ("at_row", "created", "updated", "unchanged", "wrong", "warnings", "failure")
    shown = {name: getattr(taken, name) for name in (*names, *counted, "created_at", "started_at", "ended_at")}
    return shown | {
        "register_name": taken.register,
        "agency": agency_brief(taken.agency),
        "fields": [one.path for one in targets_of(register)],
        "missing": [str(field.name) for field in missing(register, taken.mapping.values())],
    }
