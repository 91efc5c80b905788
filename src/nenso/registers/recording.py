"""Writing records: created, revised, ended; never overwritten. Every write keeps who, why, when and from which case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from nenso.agencies.models import Agency
from nenso.formulas.models import Edition
from nenso.journal.recording import record as journal
from nenso.language.evaluation import evaluate
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.described import PartyFacts
from nenso.registers.describing import Describer
from nenso.registers.errors import KeyTaken, RecordEnded, RecordInvalid
from nenso.registers.finding import as_value, record_by_id
from nenso.registers.models import Record, RecordParty, RecordRevision
from nenso.registers.numbering import number_of
from nenso.runtime.acting import acting, current_actor
from nenso.runtime.ids import uuid7
from nenso.runtime.statements import insert


@dataclass(frozen=True)
class Source:
    """Where a write comes from: the edition it follows, the case, why, and the moment (aware) from which it is true.

    ``kind``: one of :data:`~nenso.registers.models.REVISIONS`; ``reason``: in the words of who writes.
    """

    edition: Edition
    why: str
    at: datetime
    case_id: UUID | None = None
    kind: str = "written"
    reason: str = ""


def create(declared: Declared, values: Mapping[str, Any], agency: Agency, source: Source, lookup: Lookup) -> Record:
    """Write a new record of a register for ``agency``, inside ``acting()`` with the rights of a procedure.

    Raises :class:`RecordInvalid` (with every mistake under ``problems``) and :class:`KeyTaken`.
    """
    data = checked(declared, values, lookup)
    record = Record(
        id=uuid7(),
        register=declared.name,
        edition=source.edition,
        agency=agency,
        source_case=source.case_id,
        created_at=source.at,
        valid_from=source.at,
        agency_paths=[agency.path],
    )
    describer = Describer(declared, lookup)
    record.updated_at = source.at
    parties = describer.describe(record, data)
    record.number = number_of(declared, record, as_value(record), lookup)
    record.terms = describer.terms(record)
    revision = revision_of(record, source)
    try:
        with acting(current_actor(), *insert([record, revision, *_party_rows(record, parties)])):
            _say(record, "record.created", source)
    except IntegrityError as error:
        raise KeyTaken(register=declared.declaration.title.in_language("vi")) from error
    return record


def update(declared: Declared, record_id: UUID, changes: Mapping[str, Any], source: Source, lookup: Lookup) -> Record:
    """Write a revision of a record, read under lock: ``changes`` over what it holds; returns the record as it now is.

    Raises :class:`RecordInvalid`, :class:`KeyTaken`, :class:`RecordEnded`.
    """
    record = _standing(record_id)
    data = checked(declared, {**record.data, **changes}, lookup)
    record.revision += 1
    record.edition = source.edition
    record.updated_at = source.at
    parties = Describer(declared, lookup).describe(record, data)
    RecordRevision.objects.filter(record_id=record.id, valid_until=None).update(valid_until=source.at)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise KeyTaken(register=declared.declaration.title.in_language("vi")) from error
    revision_of(record, source).save(force_insert=True)
    RecordParty.objects.filter(record_id=record.id).delete()
    RecordParty.objects.bulk_create(_party_rows(record, parties))
    _say(record, "record.revised", source)
    return record


def end(record_id: UUID, source: Source) -> Record:
    """End the validity of a record; its history stays. Raises :class:`RecordEnded`."""
    record = _standing(record_id)
    record.ended_at = record.updated_at = source.at
    record.save(update_fields=["ended_at", "updated_at"])
    RecordRevision.objects.filter(record_id=record.id, valid_until=None).update(valid_until=source.at)
    _say(record, "record.ended", source)
    return record


def _standing(record_id: UUID) -> Record:
    record = record_by_id(record_id, lock=True)
    if record.ended_at is not None:
        raise RecordEnded(since=record.ended_at.date().isoformat())
    return record


def checked(declared: Declared, values: Mapping[str, Any], lookup: Lookup) -> dict[str, Any]:
    """Return what a record with ``values`` holds; raise :class:`RecordInvalid` with every mistake."""
    evaluation = evaluate(declared.form, values, {}, lookup)
    if evaluation.problems:
        raise RecordInvalid(
            register=declared.declaration.title.in_language("vi"),
            count=len(evaluation.problems),
            problems=[problem.as_json() for problem in evaluation.problems],
        )
    return dict(evaluation.values)


def _party_rows(record: Record, parties: Iterable[PartyFacts]) -> list[RecordParty]:
    return [RecordParty(record=record, **party._asdict()) for party in parties]


def revision_of(record: Record, source: Source) -> RecordRevision:
    """Return the revision of a record as it now stands, not yet written."""
    actor = current_actor()
    return RecordRevision(
        record=record,
        id=uuid7(),
        seq=record.revision or 1,
        edition=source.edition,
        at=source.at,
        valid_from=source.at,
        account=actor.account,
        person=actor.person,
        kind=source.kind,
        why=source.why,
        reason=source.reason,
        case_id=source.case_id,
        data=record.data,
    )


def _say(record: Record, kind: str, source: Source) -> None:
    journal(
        record.id,
        kind,
        {
            "register": record.register,
            "revision": record.revision,
            "case": str(source.case_id) if source.case_id else None,
            "why": source.why,
        },
        agency_path=record.agency_paths[0] if record.agency_paths else None,
        persons=record.persons,
    )
