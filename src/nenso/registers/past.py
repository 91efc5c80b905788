"""Registers as they stood: one record at a moment, and the page of those that a register held then.

What is told is of then: the values, what the record was called, whether it had ended. Who may read it is of now.
"""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from nenso.registers.declared import Declared
from nenso.registers.errors import FilterUnknown, WordsOfThen
from nenso.registers.finding import as_of, as_value
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordRevision
from nenso.registers.narrowing import NOT_RECORDED, days_of, keep_search, masked_by
from nenso.registers.searching import MOST, Wanted
from nenso.registers.sight import fields_for
from nenso.runtime.acting import Actor, acting


@dataclass(frozen=True)
class Then:
    """The moment (aware) as of which a register is read, and what is looked for in it: anything but words."""

    moment: datetime
    wanted: Wanted = field(default_factory=Wanted)


@dataclass(frozen=True)
class PastPage:
    """Some records as they stand, which says who may read them, each with how it stood; and the key to go on after."""

    records: list[tuple[Record, Record]]
    after: UUID | None


def as_it_stood(declared: Declared, record: Record, moment: datetime) -> Record | None:
    """Return ``record`` as it stood at ``moment``, not to be saved; None when it did not. Inside ``acting()``."""
    revision = as_of(record.id, moment)
    return _stood(declared, record, revision, moment) if revision is not None else None


def page_of(actor: Actor, declared: Declared, then: Then, *, after: UUID | None = None, limit: int) -> PastPage:
    """Return a page of what a register held at a moment, the newest record first.

    Raises :class:`WordsOfThen`, :class:`FilterUnknown` and what :func:`~nenso.registers.narrowing.masked_by` does.
    """
    limit, moment, wanted = min(limit, MOST), then.moment, then.wanted
    if wanted.words.strip():
        raise WordsOfThen
    masked_by(declared, wanted.where, wanted.purpose)
    allowed = fields_for(actor, declared)
    held = RecordRevision.objects.filter(record__register=declared.name, record__archived_at=None)
    held = held.filter(Q(valid_until=None) | Q(valid_until__gt=moment), valid_from__lte=moment)
    if wanted.agency is not None:
        held = held.filter(record__agency=wanted.agency)
    if "." in wanted.below:
        held = held.filter(record__agency__path__below=wanted.below)
    if wanted.place:
        held = held.filter(Q(record__place__code=wanted.place) | Q(record__place__parent__code=wanted.place))
    if after is not None:
        held = held.filter(record_id__lt=after)
    for name, value in wanted.where.items():
        if value:
            held = _narrowed(held, declared, allowed, name, value)
    with acting(actor):
        rows = list(held.select_related("record__agency", "record__place").order_by("-record_id")[: limit + 1])
        records = [(one.record, _stood(declared, one.record, one, moment)) for one in rows[:limit]]
        keep_search(actor, declared, wanted.where, wanted.purpose, [now for now, _ in records], len(records))
    return PastPage(records, rows[limit - 1].record_id if len(rows) > limit else None)


def _stood(declared: Declared, record: Record, revision: RecordRevision, moment: datetime) -> Record:
    stood = copy(record)
    stood.data, stood.revision, stood.updated_at = revision.data, revision.seq, revision.at
    if stood.ended_at is not None and stood.ended_at > moment:
        stood.ended_at = stood.merged_into = None
    stood.label = declared.label(as_value(stood), RegisterLookup(declared.name.partition(".")[0], record.agency.path))
    return stood


def _narrowed(
    held: "QuerySet[RecordRevision]", declared: Declared, allowed: frozenset[str], name: str, value: str
) -> "QuerySet[RecordRevision]":
    filtered = [one for one in declared.declaration.filtered if one in allowed]
    found = declared.declaration.field(name) if name in filtered else None
    if found is None:
        raise FilterUnknown(field=name, expected=", ".join(filtered))
    if value == NOT_RECORDED:
        return held.exclude(data__has_key=name)
    if found.type == "choices":
        return held.filter(data__contains={name: [value]})
    said: dict[str, Any] = {
        "said": {"yes": "true", "no": "false"}.get(value, value) if found.type == "yes_no" else value
    }
    if found.type in {"date", "datetime"}:
        begins, ends = days_of(value)
        said = {"said__gte": begins.isoformat(), "said__lt": f"{ends.isoformat()}~"}
    return held.alias(said=KeyTextTransform(name, "data")).filter(**said)
