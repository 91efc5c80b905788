"""Registers and their records: found, read as of any day, looked at for a purpose."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import answer, read_answer
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.resources.registers.frame import ONE, READ
from nenso.api.resources.registers.giving import record_given, records_given
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line, Moment
from nenso.api.shapes.registers import History, LookAsked, LookGiven, RecordGiven, RecordPage, RegisterName, Registers
from nenso.api.signing_in import actor_of
from nenso.cases.queries.words import text_of
from nenso.registers.editing import declared_for
from nenso.registers.errors import RecordUnknown
from nenso.registers.known import register_named, registers_in_force
from nenso.registers.looking import seen
from nenso.registers.merging import history_of
from nenso.registers.past import Then, as_it_stood, page_of
from nenso.registers.searching import Wanted, page, search
from nenso.registers.sight import fields_for, look, sight_of
from nenso.registers.writers import writers_of
from nenso.runtime.acting import acting
from nenso.web.callers import SIGNED_IN, WHO_SEES_THE_CASE

resource = Resource("registers")


@resource.get("/registers", may=SIGNED_IN, scope=READ, returns=Registers)
def list_registers(request: HttpRequest) -> HttpResponse:
    """The registers in use of which some field is open to the caller's roles."""
    items = []
    for one in registers_in_force():
        fields = fields_for(actor_of(request), one.declared)
        if not fields:
            continue
        declaration = one.declared.declaration
        items.append(
            {
                "name": one.name,
                "title": text_of(declaration.title, one.name),
                "key": list(declaration.key),
                "filter": [name for name in declaration.filtered if name in fields],
                "search": [name for name in declaration.searched if name in fields],
                "edition": one.edition.name,
            }
        )
    return read_answer(request, {"items": items})


@resource.get("/registers/{book}/records", may=SIGNED_IN, scope=READ, returns=RecordPage)
def list_records(
    request: HttpRequest,
    book: RegisterName,
    q: Line = "",
    where: Line = "",
    purpose: Line = "",
    agency: UUID | None = None,
    past: bool = False,
    moment: Moment | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """Records that the caller may see, the newest first; with ``q`` the nearest, with or without diacritics.

    ``where``: ``sex=female,born_on=2026-01-01..2026-01-31``. ``moment``: those that the register held then, as they
    stood; words (``q``) find only what stands now. A masked field takes a whole value and a ``purpose``; it is kept.
    """
    actor, declared = actor_of(request), register_named(book).declared
    pairs = dict(part.split("=", 1) for part in where.split(",") if "=" in part)
    wanted = Wanted(
        words=q,
        where={name.strip(): value.strip() for name, value in pairs.items()},
        agency=agency,
        past=past,
        purpose=purpose,
    )
    of = ["records", book, where, agency, past, moment]
    if moment is not None:
        after = after_of(cursor, of=of)
        held = page_of(actor, declared, Then(moment, wanted), after=UUID(after[0]) if after else None, limit=limit)
        last = [str(held.after)] if held.after is not None else None
        items = [record_given(actor, declared, now, stood) for now, stood in held.records]
        return read_answer(request, {"items": items, "next": cursor_of(last, of=of)})
    if q.strip():
        found = search(actor, declared, wanted, limit=limit)
        return read_answer(request, {"items": records_given(actor, declared, found), "next": None})
    after = after_of(cursor, of=of)
    begun = page(actor, declared, wanted, after=UUID(after[0]) if after else None, limit=limit)
    last = [str(begun.after)] if begun.after is not None else None
    return read_answer(
        request, {"items": records_given(actor, declared, begun.records), "next": cursor_of(last, of=of)}
    )


@resource.get(ONE, may=WHO_SEES_THE_CASE, scope=READ, returns=RecordGiven)
def read_record(request: HttpRequest, book: RegisterName, record: UUID, moment: Moment | None = None) -> HttpResponse:
    """One record as it stands, or as it stood at a ``moment``."""
    actor, found = actor_of(request), seen(actor_of(request), book, record)
    declared = declared_for(found)
    if moment is None:
        return read_answer(request, record_given(actor, declared, found))
    with acting(actor):
        stood = as_it_stood(declared, found, moment)
    if stood is None:
        raise RecordUnknown
    return read_answer(request, record_given(actor, declared, found, stood))


@resource.get(f"{ONE}/history", may=WHO_SEES_THE_CASE, scope=READ, returns=History)
def read_record_history(request: HttpRequest, book: RegisterName, record: UUID) -> HttpResponse:
    """Every revision of a record, the newest first, as far as the caller may see it."""
    actor, found = actor_of(request), seen(actor_of(request), book, record)
    with acting(actor):
        sight, history = sight_of(actor, declared_for(found), found), history_of(found.id)
    writers = writers_of(actor, history)
    items = [
        {
            "revision": one.seq,
            "kind": one.kind,
            "why": one.why,
            "reason": one.reason,
            "by": vars(writers[one.id]),
            "at": one.at,
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
            "case": one.case_id,
            "data": sight.of(one.data),
        }
        for one in history
    ]
    return read_answer(request, {"items": items})


@resource.post(
    f"{ONE}/looks",
    may=WHO_SEES_THE_CASE,
    scope=READ,
    returns=LookGiven,
    example={"purpose": "Xác minh theo đơn của công dân"},
)
def look_at_record(request: HttpRequest, book: RegisterName, record: UUID, body: LookAsked) -> HttpResponse:
    """A record without masks, for a stated purpose; the people of the record can read who looked and why."""
    actor, found = actor_of(request), seen(actor_of(request), book, record)
    return answer({"data": look(actor, declared_for(found), found, body.purpose)})
