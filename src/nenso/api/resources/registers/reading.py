"""Registers: found, read as of any day, looked at for a purpose, edited, corrected, contested, merged and parted."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.keys import key_of
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.resources.leave import grant_given
from nenso.api.routing import Resource
from nenso.api.shapes.base import Asked, Line, Moment
from nenso.api.shapes.registers import (
    ContestAsked,
    CorrectionAsked,
    CorrectionGiven,
    DecisionAsked,
    EditAsked,
    GrantedLookAsked,
    GrantedLookGiven,
    GrantedName,
    History,
    LookAsked,
    LookGiven,
    MergeAsked,
    PairGiven,
    PairPage,
    PartAsked,
    RecordGiven,
    RecordGrants,
    RecordPage,
    RegisterName,
    Registers,
)
from nenso.api.signing_in import actor_of
from nenso.cases.engine.idempotency import carried_out
from nenso.cases.queries.words import text_of
from nenso.registers.corrected import changes_of
from nenso.registers.correcting import ask, contest, correction_of, decide
from nenso.registers.declared import Declared
from nenso.registers.duplicates.reviewing import Pair, pair_of, pairs, reasons_of
from nenso.registers.editing import declared_for, edit
from nenso.registers.errors import RecordUnknown
from nenso.registers.granting import grants_seen
from nenso.registers.known import register_named, registers_in_force
from nenso.registers.looking import seen
from nenso.registers.merging import history_of, merge, unmerge
from nenso.registers.models import Record, RecordCorrection
from nenso.registers.past import Then, as_it_stood, page_of
from nenso.registers.relations import about_me
from nenso.registers.searching import Wanted, page, search
from nenso.registers.sight import fields_for, look, sight_of
from nenso.registers.under import Wanted as WantedUnder
from nenso.registers.under import look_under
from nenso.registers.writers import writers_of
from nenso.runtime.acting import Actor, acting
from nenso.web.callers import OWNER_ONLY, SIGNED_IN, WHO_SEES_THE_CASE, WHO_WORKS_ON_THE_CASE

resource = Resource("registers")
READ, WRITE = "registers:read", "registers:write"
EXAMPLE = "01935e2a-0000-7000-8000-000000000000"
ONE = "/registers/{book}/records/{record}"


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
        items = [_one(actor, declared, now, stood) for now, stood in held.records]
        return read_answer(request, {"items": items, "next": cursor_of(last, of=of)})
    if q.strip():
        found = search(actor, declared, wanted, limit=limit)
        return read_answer(request, {"items": _given(actor, declared, found), "next": None})
    after = after_of(cursor, of=of)
    begun = page(actor, declared, wanted, after=UUID(after[0]) if after else None, limit=limit)
    last = [str(begun.after)] if begun.after is not None else None
    return read_answer(request, {"items": _given(actor, declared, begun.records), "next": cursor_of(last, of=of)})


@resource.get(ONE, may=WHO_SEES_THE_CASE, scope=READ, returns=RecordGiven)
def read_record(request: HttpRequest, book: RegisterName, record: UUID, moment: Moment | None = None) -> HttpResponse:
    """One record as it stands, or as it stood at a ``moment``."""
    actor, found = actor_of(request), seen(actor_of(request), book, record)
    declared = declared_for(found)
    if moment is None:
        return read_answer(request, _one(actor, declared, found))
    with acting(actor):
        stood = as_it_stood(declared, found, moment)
    if stood is None:
        raise RecordUnknown
    return read_answer(request, _one(actor, declared, found, stood))


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


@resource.get("/registers/{book}/grants", may=SIGNED_IN, scope=READ, returns=RecordGrants)
def list_record_grants(request: HttpRequest, book: GrantedName) -> HttpResponse:
    """Grants to read a register, or cases (``cases.…``), that the caller was given or whose agency gave them."""
    items = [grant_given(one) for one in grants_seen(actor_of(request), book)]
    return read_answer(request, {"items": items})


@resource.post(
    "/registers/{book}/granted-looks",
    may=OWNER_ONLY,
    scope=READ,
    returns=GrantedLookGiven,
    example={"by": {"child_id": "019326000451"}, "purpose": "Chi trả trợ cấp", "fields": ["child_name"]},
)
def look_under_a_grant(request: HttpRequest, book: RegisterName, body: GrantedLookAsked) -> HttpResponse:
    """A record by its key, under a grant or the consent of its people; each look is logged and shown to them."""
    wanted = WantedUnder(body.by, body.purpose, body.fields, body.reference)
    read = look_under(actor_of(request), book, wanted)
    return answer({"id": read.id, "label": read.label, "data": read.data})


@resource.post(
    f"{ONE}/edits",
    may=WHO_WORKS_ON_THE_CASE,
    scope=WRITE,
    returns=RecordGiven,
    key=True,
    example={"changes": {"notes": "Đã cải chính"}, "reason": "Theo quyết định số 12"},
)
def edit_record(request: HttpRequest, book: RegisterName, record: UUID, body: EditAsked) -> HttpResponse:
    """Change what the register lets the caller change straight through; the same changes again change nothing."""
    actor = actor_of(request)
    edited = partial(edit, actor, book, record, body.changes, body.reason, revision=body.revision)
    _once(request, "edit", record, body, edited)
    found = seen(actor, book, record)
    return answer(_one(actor, declared_for(found), found))


@resource.post(
    f"{ONE}/corrections",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=CorrectionGiven,
    key=True,
    example={"changes": {"notes": "Sai"}, "reason": "Ghi sai tên cha"},
)
def ask_for_correction(request: HttpRequest, book: RegisterName, record: UUID, body: CorrectionAsked) -> HttpResponse:
    """Ask the agency that keeps a record about oneself to correct it."""
    del book
    key = uuid5(NAMESPACE_OID, f"{record}:{key_of(request)}")
    actor = actor_of(request)
    return answer(_correction(actor, ask(actor, record, body.changes, body.reason, key=key)))


@resource.post(
    f"{ONE}/corrections/{{correction}}/decision",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=CorrectionGiven,
    key=True,
    example={"accept": True, "decision": "Đúng theo hồ sơ lưu"},
)
def decide_correction(
    request: HttpRequest, book: RegisterName, record: UUID, correction: UUID, body: DecisionAsked
) -> HttpResponse:
    """Accept or refuse a correction; once it is contested, a leader decides anew."""
    del book
    actor = actor_of(request)
    decided = partial(decide, actor, record, correction, accept=body.accept, decision=body.decision)
    _once(request, "decide", correction, body, decided)
    return answer(_correction(actor, correction_of(actor, record, correction)))


@resource.post(
    f"{ONE}/corrections/{{correction}}/contest",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=CorrectionGiven,
    key=True,
    example={"reason": "Giấy tờ kèm theo chứng minh điều khác"},
)
def contest_correction(
    request: HttpRequest, book: RegisterName, record: UUID, correction: UUID, body: ContestAsked
) -> HttpResponse:
    """Contest a refusal, once."""
    del book
    actor = actor_of(request)
    _once(request, "contest", correction, body, lambda: contest(actor, record, correction, body.reason))
    return answer(_correction(actor, correction_of(actor, record, correction)))


@resource.post(
    f"{ONE}/merges",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=RecordGiven,
    key=True,
    example={"other": EXAMPLE, "take": ["notes"], "reason": "Nhập hai lần"},
)
def merge_records(request: HttpRequest, book: RegisterName, record: UUID, body: MergeAsked) -> HttpResponse:
    """Let another record go on in this one."""
    actor = actor_of(request)
    _once(request, "merge", record, body, lambda: merge(actor, record, body.other, body.take, body.reason))
    found = seen(actor, book, record)
    return answer(_one(actor, declared_for(found), found))


@resource.post(
    f"{ONE}/parts",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=RecordGiven,
    key=True,
    example={"other": EXAMPLE, "reason": "Là hai người khác nhau"},
)
def part_records(request: HttpRequest, book: RegisterName, record: UUID, body: PartAsked) -> HttpResponse:
    """Make two of what was merged; answers the record that is there again."""
    actor = actor_of(request)
    _once(request, "part", record, body, lambda: unmerge(actor, record, body.other, body.reason))
    found = seen(actor, book, body.other)
    return answer(_one(actor, declared_for(found), found))


@resource.get("/registers/{book}/duplicates", may=SIGNED_IN, scope=READ, returns=PairPage)
def list_duplicates(
    request: HttpRequest,
    book: RegisterName,
    state: Literal["open", "later", "different", "merged"] = "open",
    agency: UUID | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """Pairs of records that are probably one, the most probable first; they are decided on the desk."""
    actor, name = actor_of(request), register_named(book).name
    of = ["duplicates", book, state, agency]
    after = after_of(cursor, of=of)
    since = (float(after[0]), UUID(after[1])) if after else None
    found = pairs(actor, name, agency=agency, state=state, after=since, limit=limit)
    last = [repr(found.after[0]), str(found.after[1])] if found.after is not None else None
    return read_answer(request, {"items": [_pair(one) for one in found.pairs], "next": cursor_of(last, of=of)})


@resource.get("/registers/{book}/duplicates/{pair}", may=WHO_SEES_THE_CASE, scope=READ, returns=PairGiven)
def read_duplicate(request: HttpRequest, book: RegisterName, pair: UUID) -> HttpResponse:
    """One pair, with what each compared field says."""
    return read_answer(request, _pair(pair_of(actor_of(request), register_named(book).name, pair)))


@resource.get("/me/records", may=SIGNED_IN, scope="account:read", returns=RecordPage)
def list_own_records(request: HttpRequest) -> HttpResponse:
    """The current records of any register that are about the caller."""
    actor = actor_of(request)
    items = [_one(actor, declared_for(one), one) for one in about_me(actor)]
    return read_answer(request, {"items": items, "next": None})


def _once(request: HttpRequest, name: str, of: UUID, body: Asked, use: Callable[[], object]) -> None:
    asked = {"use": f"record.{name}", "of": str(of), "asked": body.model_dump(mode="json")}
    carried_out(actor_of(request), key_of(request), asked, use)


def _given(actor: Actor, declared: Declared, records: list[Record]) -> list[dict[str, Any]]:
    return [_one(actor, declared, one) for one in records]


def _one(actor: Actor, declared: Declared, record: Record, stood: Record | None = None) -> dict[str, Any]:
    """Return a record as ``actor`` may see it now, or as it ``stood``."""
    with acting(actor):
        sight = sight_of(actor, declared, record)
    record = stood or record
    agency = record.agency
    return {
        "id": record.id,
        "register_name": record.register,
        "label": sight.called(declared, record),
        "number": record.number,
        "agency": agency_brief(agency),
        "place": record.place.code if record.place is not None else None,
        "data": sight.of(record.data),
        "masked": sorted(sight.masked & record.data.keys()),
        "revision": record.revision,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "ended_at": record.ended_at,
        "merged_into": record.merged_into,
        "source_case": record.source_case,
    }


def _pair(found: Pair) -> dict[str, Any]:
    one, whole = found.pair, found.whole
    sides = ((one.first, found.first, one.agency), (one.second, found.second, one.other_agency))
    records = [
        {
            "id": key,
            "label": record.label if record is not None else None,
            "agency": agency_brief(agency),
        }
        for key, record, agency in sides
    ]
    levels = [
        {
            "field": said.field,
            "level": said.level.code,
            "said": {"vi": said.level.vi, "en": said.level.en},
            "weight": said.weight,
        }
        for said in reasons_of(one)
    ]
    names = ("id", "probability", "weight", "state", "found_at", "decided_at", "reason")
    told = {name: getattr(one, name) for name in names}
    return told | {"register_name": one.register, "records": records, "levels": levels if whole else None}


def _correction(actor: Actor, one: RecordCorrection) -> dict[str, Any]:
    with acting(actor):
        record = Record.objects.select_related("agency").get(pk=one.record_id)
        ((_, changes),) = changes_of(record, [one], sight_of(actor, declared_for(record), record)).items()
    names = ("id", "state", "asked_at", "due_at", "reason", "decision", "appeal", "answer")
    return {name: getattr(one, name) for name in names} | {
        "before": {change.name: change.before for change in changes},
        "changes": {change.name: change.after for change in changes},
    }
