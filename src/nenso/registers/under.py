"""Reading a record under a grant or a consent (``read … under``): for its purpose, its fields only, never unseen.

The register says who may read what under one (the rule); a grant that an act of a case gave, or the consent of the
people of the record, lets them do so, from–until. Such a reader finds a record by its key alone, never by a list. Each
look is journalled with the record and told to its people; each refusal with whom it was refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from nenso.journal.recording import record as journal
from nenso.language.declarations.access import ReadRule
from nenso.registers.declared import Declared, joined_key
from nenso.registers.errors import (
    FieldBeyondGrant,
    NotGranted,
    ReasonMissing,
    RecordUnknown,
)
from nenso.registers.granting import held
from nenso.registers.known import register_named
from nenso.registers.leave import CONSENT, GRANT, Leave, chosen, of_consents, of_grants
from nenso.registers.models import Record, RecordGrant, RecordParty
from nenso.registers.sight import ALL, meant
from nenso.runtime.acting import Actor, acting
from nenso.runtime.paths import lies_within
from nenso.runtime.problems import Problem

USE = "registers.under"


@dataclass(frozen=True)
class Wanted:
    """Which record, by the values of the register's key; which fields (none: all that is open); for what.

    ``reference``: the case that needs it, in words of who asks.
    """

    by: Mapping[str, str]
    purpose: str
    fields: Sequence[str] = ()
    reference: str = ""


@dataclass(frozen=True)
class Read:
    """What was read: the record's key, its name, and the values of the fields."""

    id: UUID
    label: str
    data: dict[str, Any]


def may_read_under(declared: Declared) -> bool:
    """Return whether a register lets anybody read under a grant or consent."""
    return any(rule.under is not None for rule in declared.declaration.read)


def look_under(actor: Actor, register: str, wanted: Wanted) -> Read:
    """Return a record's fields under what ``actor`` was granted or its people consented to.

    Raises :class:`ReasonMissing` without a purpose, :class:`NotGranted`, :class:`OtherPurpose`, :class:`GrantOver`,
    :class:`FieldBeyondGrant`, :class:`RecordUnknown`; a refusal is journalled too.
    """
    if not wanted.purpose.strip():
        raise ReasonMissing
    declared = register_named(register).declared
    if actor.account is None or not may_read_under(declared):
        raise NotGranted(purpose=wanted.purpose)
    inside = replace(actor.by_way_of(USE), scope=("vn",))
    try:
        with acting(inside):
            return _look(actor, declared, wanted)
    except Problem as problem:
        with acting(inside):
            _keep_refusal(actor, declared, wanted, problem)
        raise


def _look(actor: Actor, declared: Declared, wanted: Wanted) -> Read:
    given = held(actor, declared.name)
    record = _found(declared, wanted.by)
    if record is None:
        known = any(one.ended is None and one.serves(wanted.purpose) for one in of_grants(given, frozenset()))
        raise RecordUnknown if known else NotGranted(purpose=wanted.purpose)
    used = chosen(list(_leaves(actor, declared, record, given)), wanted.purpose)
    open_to = frozenset[str]().union(*(one.fields for one in used))
    beyond = sorted(set(wanted.fields) - open_to)
    if beyond:
        raise FieldBeyondGrant(fields=", ".join(beyond))
    names = [str(one.name) for one in declared.declaration.fields if one.name in (set(wanted.fields) or open_to)]
    body = {
        "register": declared.name,
        "fields": names,
        "purpose": wanted.purpose.strip()[:500],
        "under": sorted({one.kind for one in used}),
        "leave": sorted(str(one.id) for one in used),
        "reference": wanted.reference.strip()[:100],
    }
    journal(record.id, "record.looked_at", body, agency_path=record.agency.path, persons=record.persons)
    called = record.label if declared.called_by <= {*names} else record.number
    return Read(record.id, called, {name: record.data[name] for name in names if name in record.data})


def _found(declared: Declared, by: Mapping[str, str]) -> Record | None:
    """Return the current record with this key; by its ``id`` where the register has no key."""
    records = Record.objects.filter(register=declared.name, ended_at=None).select_related("agency").defer("terms")
    parts = [str(by.get(str(name)) or "").strip() for name in declared.declaration.key]
    if parts:
        return records.filter(key=joined_key(parts)).first() if all(parts) else None
    try:
        return records.filter(pk=UUID(str(by.get("id", "")))).first()
    except ValueError:
        return None


def _leaves(actor: Actor, declared: Declared, record: Record, given: Iterable[RecordGrant]) -> Iterable[Leave]:
    """Yield what lets ``actor`` read ``record``, ended or not, for this or other purposes."""
    here = [one for one in given if lies_within(record.agency.path, one.agency.path)]
    subjects = _subjects(record)
    for rule in declared.declaration.read:
        if rule.under is None or not meant(rule, actor, declared, record):
            continue
        fields = _of_rule(declared, rule)
        if rule.under == GRANT:
            yield from of_grants(here, fields)
        else:
            names = {declared.name, declared.name.partition(".")[2]}
            yield from of_consents(rule.under.removeprefix(CONSENT), subjects, names, fields)


def _subjects(record: Record) -> frozenset[UUID]:
    """Return whose consent it takes: the record's ``owner`` where it has one, else every person of it."""
    owners = RecordParty.objects.filter(record=record, name="owner", kind="person").values_list("party_id", flat=True)
    return frozenset(one for one in owners if one is not None) or frozenset(record.persons)


def _of_rule(declared: Declared, rule: ReadRule) -> frozenset[str]:
    names = {str(one.name) for one in declared.declaration.fields}
    given = {str(item.name) for item in rule.what if item.compute is None}
    return frozenset(names if ALL in given else names & given)


def _keep_refusal(actor: Actor, declared: Declared, wanted: Wanted, problem: Problem) -> None:
    """Journal a refusal, in a stream for whom it was refused in this register; never what was searched for."""
    body = {
        "register": declared.name,
        "fields": list(wanted.fields),
        "purpose": wanted.purpose.strip()[:500],
        "reference": wanted.reference.strip()[:100],
        "code": problem.code,
    }
    record = _found(declared, wanted.by)
    of = record.agency if record is not None else next((one.agency for one in held(actor, declared.name)), None)
    stream = uuid5(NAMESPACE_OID, f"look:{declared.name}:{actor.account}")
    journal(stream, "record.look_refused", body, agency_path=of.path if of is not None else None)
