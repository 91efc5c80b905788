"""Corrections that the person concerned asks for: with a reason, decided in time by who keeps the record.

A person of a record says what is wrong and what is right. The agency that keeps the record decides within
:data:`WORKING_DAYS`; accepting writes the next revision. Whoever is refused may contest it, and a leader decides anew.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nenso.journal.recording import record as journal
from nenso.registers.declared import Declared
from nenso.registers.editing import declared_for, said
from nenso.registers.errors import (
    CorrectionClosed,
    CorrectionRefused,
    ReasonMissing,
    RecordEnded,
    RecordInvalid,
    RecordUnknown,
)
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import CORRECTION_STATES, Record, RecordCorrection, RecordParty
from nenso.registers.recording import Source, checked, update
from nenso.registers.sight import sight_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.territory.calendars import calendar_for

USE = "registers.correct"
WORKING_DAYS = 5
DECIDERS = frozenset({"registrar", "officer", "head", "leader"})
ON_APPEAL = frozenset({"leader"})
OPEN, ACCEPTED, REFUSED, APPEALED, GRANTED, UPHELD = CORRECTION_STATES
WAITING = frozenset({OPEN, APPEALED})


def ask(
    actor: Actor, record_id: UUID, changes: Mapping[str, Any], reason: str, *, key: UUID | None = None
) -> RecordCorrection:
    """Ask for a correction of a record about oneself; the same ``key`` again is the same request.

    ``changes``: field to what is right, or to None where nothing should stand. Raises :class:`RecordUnknown`,
    :class:`CorrectionRefused`, :class:`ReasonMissing`, :class:`RecordEnded`, :class:`RecordInvalid`.
    """
    with acting(actor):
        record = Record.objects.filter(pk=record_id).select_related("agency").first()
        if record is None:
            raise RecordUnknown
        declared = declared_for(record)
        shown = sight_of(actor, declared, record).shown
        if not _concerns(actor, record) or not changes or set(changes) - shown:
            raise CorrectionRefused
        if not reason.strip():
            raise ReasonMissing
        if record.ended_at is not None:
            raise RecordEnded(since=record.ended_at.date().isoformat())
        _check(declared, record, changes)
        with acting(actor.by_way_of(USE)):
            again = RecordCorrection.objects.filter(record=record, id=key).first() if key else None
            return again or _asked(actor, record, changes, reason, key)


def decide(actor: Actor, record_id: UUID, correction_id: UUID, *, accept: bool, decision: str) -> RecordCorrection:
    """Accept or refuse a request, or, once contested, grant or uphold; with what was found, which the person reads.

    Raises :class:`CorrectionRefused` for who may not decide, :class:`CorrectionClosed`, :class:`ReasonMissing`,
    :class:`RecordInvalid` where a hard rule of the register stands against it.
    """
    with acting(actor):
        record = Record.objects.filter(pk=record_id).select_related("agency").first()
        if record is None:
            raise RecordUnknown
        with acting(actor.by_way_of(USE)):
            correction = _waiting(record, correction_id)
            contested = correction.state == APPEALED
            if not actor.roles_at(record.agency_id) & (ON_APPEAL if contested else DECIDERS):
                raise CorrectionRefused
            if not decision.strip():
                raise ReasonMissing
            now = clock.now()
            if contested:
                correction.state = GRANTED if accept else UPHELD
                correction.answered_at, correction.answered_by, correction.answer = now, actor.account, said(decision)
            else:
                correction.state = ACCEPTED if accept else REFUSED
                correction.decided_at, correction.decided_by, correction.decision = now, actor.account, said(decision)
            correction.save()
            if accept:
                declared = declared_for(record)
                source = Source(record.edition, USE, now, kind="corrected", reason=correction.reason)
                lookup = RegisterLookup(declared.name.partition(".")[0], record.agency.path)
                update(declared, record.id, correction.changes, source, lookup)
            _say(record, correction, f"correction.{correction.state}")
            return correction


def contest(actor: Actor, record_id: UUID, correction_id: UUID, reason: str) -> RecordCorrection:
    """Contest a refusal, once, with a reason; a leader of the agency then decides anew.

    Raises :class:`CorrectionRefused` for anybody but who asked, :class:`CorrectionClosed`, :class:`ReasonMissing`.
    """
    with acting(actor):
        record = Record.objects.filter(pk=record_id).select_related("agency").first()
        if record is None:
            raise RecordUnknown
        with acting(actor.by_way_of(USE)):
            correction = RecordCorrection.objects.select_for_update().filter(record=record, id=correction_id).first()
            if correction is None or correction.person != actor.person:
                raise CorrectionRefused
            if correction.state != REFUSED:
                raise CorrectionClosed
            if not reason.strip():
                raise ReasonMissing
            correction.state, correction.appealed_at, correction.appeal = APPEALED, clock.now(), said(reason)
            correction.due_at = _due(record)
            correction.save()
            _say(record, correction, "correction.appealed")
            return correction


def waiting_at(actor: Actor, agency: UUID, *, limit: int = 50) -> list[RecordCorrection]:
    """Return the requests that wait for a decision of ``agency``, those due first."""
    with acting(actor):
        found = RecordCorrection.objects.filter(agency_id=agency, state__in=WAITING)
        return list(found.select_related("record").defer("record__terms").order_by("due_at")[:limit])


def _asked(actor: Actor, record: Record, changes: Mapping[str, Any], reason: str, key: UUID | None) -> RecordCorrection:
    if actor.person is None:
        raise CorrectionRefused
    correction = RecordCorrection(
        id=key or uuid7(),
        record=record,
        agency=record.agency,
        asked_at=clock.now(),
        person=actor.person,
        account=actor.account,
        changes=dict(changes),
        reason=said(reason),
        due_at=_due(record),
    )
    correction.save(force_insert=True)
    _say(record, correction, "correction.asked")
    return correction


def _due(record: Record) -> Any:
    return calendar_for(record.agency.path).add(clock.now(), WORKING_DAYS, "working_days")


def _concerns(actor: Actor, record: Record) -> bool:
    own = {key for key in (actor.person, *actor.represents) if key is not None}
    return actor.person is not None and RecordParty.objects.filter(record=record, party_id__in=own).exists()


def _check(declared: Declared, record: Record, changes: Mapping[str, Any]) -> None:
    """Refuse at once what could never be written."""
    lookup = RegisterLookup(declared.name.partition(".")[0], record.agency.path)
    try:
        checked(declared, {**record.data, **changes}, lookup)
    except RecordInvalid as problem:
        mine = [one for one in problem.facts["problems"] if str(one["path"]).partition(".")[0] in changes]
        if mine:
            raise


def correction_of(actor: Actor, record_id: UUID, correction_id: UUID) -> RecordCorrection:
    """Return a correction of a record that ``actor`` may see; raises ``RecordUnknown``."""
    with acting(actor):
        found = RecordCorrection.objects.filter(record=record_id, id=correction_id).first()
    if found is None:
        raise RecordUnknown
    return found


def _waiting(record: Record, correction_id: UUID) -> RecordCorrection:
    found = RecordCorrection.objects.select_for_update().filter(record=record, id=correction_id).first()
    if found is None:
        raise RecordUnknown
    if found.state not in WAITING:
        raise CorrectionClosed
    return found


def _say(record: Record, correction: RecordCorrection, kind: str) -> None:
    body = {"register": record.register, "correction": str(correction.id), "fields": sorted(correction.changes)}
    journal(record.id, kind, body, agency_path=record.agency.path, persons=record.persons)
