"""Facts that can be measured and their columns; no sensitive field is one."""

from collections.abc import Iterable, Mapping

from nenso.language.checking.desk import Desk
from nenso.language.declarations.fields import Field
from nenso.language.declarations.procedures import Procedure
from nenso.language.expressions import Kind, ValueType
from nenso.language.kernel import KERNEL_REGISTERS

Columns = Mapping[str, "tuple[str, ...] | None"]
"""Column to the columns behind its dot; None when it has none."""

_AGENCY = ("id", "name", "kind", "code", "parent", "place", "path")
_PLACE = ("id", "code", "name", "kind", "level", "parent")
_CASES: dict[str, tuple[str, ...] | None] = {
    **dict.fromkeys(
        ("id", "code", "procedure", "formula", "channel", "status", "ended", "done", "level", "administrative"), None
    ),
    **dict.fromkeys(("filed_at", "accepted_at", "due_at", "finished_at", "occurred_at", "delivered_at"), None),
    **dict.fromkeys(
        (
            "electronic_result",
            "asks",
            "extensions",
            "on_time",
            "refused",
            "applicant",
            "filer",
            "seller",
            "fee",
            "year",
            "month",
        ),
        None,
    ),
    **dict.fromkeys(("mandate", "parent", "edition", "version", "anonymous", "received_at", "working_days"), None),
    **dict.fromkeys(("digitised", "data_reused", "assurance"), None),
    "agency": _AGENCY,
    "received_by": _AGENCY,
    "place": _PLACE,
}
_ENTRIES: dict[str, tuple[str, ...] | None] = {
    **dict.fromkeys(("id", "case", "step", "actor", "action", "round", "opened_at", "acted_at", "due_at"), None),
    **dict.fromkeys(("score", "reason", "procedure", "channel", "status", "applicant", "year", "month"), None),
    **dict.fromkeys(("filed_at", "accepted_at", "finished_at", "occurred_at"), None),
    "agency": _AGENCY,
    "place": _PLACE,
}
_RECORDS: dict[str, tuple[str, ...] | None] = {
    **dict.fromkeys(
        ("id", "code", "valid_from", "valid_until", "created_at", "updated_at", "owner", "year", "month"), None
    ),
    "agency": _AGENCY,
    "place": _PLACE,
}
_FACTS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "payments": {
        **dict.fromkeys(("id", "case", "procedure", "amount", "refunded", "kind", "name", "method", "status"), None),
        **dict.fromkeys(("owed_at", "paid_at", "refunded_at", "payee", "payer", "seller", "year", "month"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "quality": {
        **dict.fromkeys(("register", "side", "rule", "good", "bad", "total", "share", "measured_on", "year"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "lookups": {
        **dict.fromkeys(("register", "procedure", "purpose", "at", "found", "milliseconds", "year", "month"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "messages": {
        **dict.fromkeys(("kind", "channel", "status", "created_at", "sent_at", "delivered_at", "year", "month"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "values": {
        **dict.fromkeys(("indicator", "unit", "period", "value", "numerator", "denominator", "missing", "year"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "adoptions": {
        **dict.fromkeys(("formula", "version", "adopted_at", "ended_at", "kind", "year", "month"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "procedures": {
        **dict.fromkeys(("id", "procedure", "formula", "code", "administrative", "level", "edition"), None),
        **dict.fromkeys(("published_at", "public_at", "in_force_at", "notice_days", "disclosure_days"), None),
        **dict.fromkeys(("financial", "paid_online_on", "lacking", "complete", "population"), None),
        **dict.fromkeys(("valid_from", "valid_until", "year", "month"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "agencies": {
        **dict.fromkeys(("id", "name", "kind", "code", "valid_from", "valid_until", "year", "month"), None),
        "agency": _AGENCY,
        "parent": _AGENCY,
        "place": _PLACE,
    },
    "officials": {
        **dict.fromkeys(("id", "person", "role", "title", "valid_from", "valid_until", "year", "month"), None),
        "agency": _AGENCY,
        "place": _PLACE,
    },
    "places": {
        **dict.fromkeys(("id", "code", "name", "kind", "level", "area_km2", "valid_from", "valid_until"), None),
        "parent": _PLACE,
        "place": _PLACE,
    },
}
ANY_COLUMN = "*"
"""Among the columns of a fact whose list is the engine's and not closed: another column is a warning."""

_OF_THE_ENGINE = frozenset({"quality", "lookups", "messages", "values", "adoptions"})

FACTS = ("cases", "entries", "rows", "records", *_FACTS)
"""The facts that can be measured."""


def columns_of(desk: Desk, fact: str, at: object) -> Columns | None:
    """Return the columns of a fact as written (``cases.rating``), noting it when there is none; none is sensitive."""
    head, _, rest = fact.partition(".")
    if head not in FACTS:
        desk.unknown(
            at, "fact", "dữ kiện", "fact", fact, [*FACTS, *(f"records.{name}" for name in desk.known("registers"))]
        )
        return None
    if head == "records":
        return _records(desk, rest, at)
    if head in {"cases", "entries", "payments", "rows"} and rest:
        return _of_procedure(desk, head, rest, at)
    if head in {"entries", "rows"} or (rest and head not in {"quality", "lookups", "messages", "values", "adoptions"}):
        vi, en = f"“{fact}” chưa đủ: cần tên thủ tục.", f"“{fact}” lacks the name of a procedure."
        desk.add(at, "fact.incomplete", vi, en, expected=[f"{head}.{name}" for name in desk.known("procedures")][:20])
        return None
    if head == "cases":
        return _CASES
    return {**_FACTS[head], ANY_COLUMN: None} if head in _OF_THE_ENGINE else _FACTS[head]


def _records(desk: Desk, name: str, at: object) -> Columns | None:
    if not name or not desk.register_found(name, at):
        if not name:
            vi, en = "“records” cần tên sổ.", "“records” takes the name of a register."
            desk.add(at, "fact.incomplete", vi, en, expected=[f"records.{other}" for other in desk.known("registers")])
        return None
    register = desk.register(name)
    if register is None:
        return (
            dict.fromkeys((*_FACTS.get(name, ()), *_members(desk.names.record(name))))
            if name in KERNEL_REGISTERS
            else None
        )
    parties: dict[str, tuple[str, ...] | None] = dict.fromkeys(register.parties, _AGENCY)
    each: dict[str, tuple[str, ...] | None] = dict.fromkeys(register.by)
    return {**_RECORDS, **parties, **each, **_fields(desk, register.fields)}


def _of_procedure(desk: Desk, head: str, name: str, at: object) -> Columns | None:
    table = ""
    if head == "rows":
        name, _, table = name.rpartition(".")
    if not desk.procedure_found(name, at):
        return None
    procedure = desk.procedure(name)
    if procedure is None:
        return None
    parties: dict[str, tuple[str, ...] | None] = dict.fromkeys(procedure.parties, _AGENCY)
    if head == "payments":
        return {**_FACTS["payments"], **parties}
    form = tuple(_fields(desk, procedure.form.fields))
    around: dict[str, tuple[str, ...] | None] = {
        **parties,
        "form": form,
        "about": _about(desk, procedure),
        "case": None,
    }
    around["step"] = tuple(procedure.steps)
    if head == "cases":
        return {**_CASES, **around}
    steps = [field for step in procedure.steps.values() if step.form for field in step.form.fields]
    if head == "entries":
        return {**_ENTRIES, **around, **_fields(desk, steps)}
    tables = {field.name: field for field in (*procedure.form.fields, *steps) if field.type == "table"}
    if table not in tables:
        desk.unknown(at, "table", "bảng", "table", table, tables)
        return None
    return {**_ENTRIES, **around, **_fields(desk, tables[table].fields)}


def _about(desk: Desk, procedure: Procedure) -> tuple[str, ...]:
    about = procedure.about
    if about is None:
        return ()
    if about.case is not None:
        return tuple(_CASES)
    register = desk.register(about.of or "")
    return (*_RECORDS, *(register.parties if register else ()), *(_fields(desk, register.fields) if register else ()))


def _fields(desk: Desk, fields: Iterable[Field]) -> dict[str, tuple[str, ...] | None]:
    found: dict[str, tuple[str, ...] | None] = {}
    for field in fields:
        if field.sensitive or not field.has_value:
            continue
        record = desk.names.record(field.of) if field.type == "record" and field.of else None
        if field.type == "group":
            found[field.name] = tuple(_fields(desk, field.fields))
        elif record is not None:
            found[field.name] = tuple(_members(record))
        else:
            found[field.name] = _PLACE if field.type in {"place", "address", "location"} else None
    return found


def _members(record: ValueType | None) -> list[str]:
    return record.names() if record is not None and record.kind in {Kind.RECORD, Kind.GROUP} else []
