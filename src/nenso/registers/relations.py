"""What a record has to do with others: the same people elsewhere, records that it names, those merged with it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from nenso.registers.declared import Declared
from nenso.registers.models import Record, RecordMerge, RecordParty
from nenso.runtime.acting import Actor, acting

MOST = 50


@dataclass(frozen=True)
class Relation:
    """Another record that whoever asks may see; ``by``: the party or field that ties them, ``merged`` for a merge."""

    record: Record
    by: str


def related(actor: Actor, declared: Declared, record: Record) -> list[Relation]:
    """Return the records that ``record`` has to do with, the newest first, at most :data:`MOST`."""
    with acting(actor):
        ties = {**_by_people(record), **_by_fields(declared, record), **_by_merges(record)}
        ties.pop(record.id, None)
        found = Record.objects.filter(pk__in=ties).defer("terms").order_by("-id")[:MOST]
        return [Relation(one, ties[one.id]) for one in found.select_related("agency", "place", "edition")]


def about_me(actor: Actor, *, limit: int = MOST) -> list[Record]:
    """Return the current records that the actor's person is a party of, the newest first."""
    if actor.person is None:
        return []
    with acting(actor):
        mine = RecordParty.objects.filter(party_id=actor.person).values("record_id")
        found = Record.objects.filter(pk__in=mine, ended_at=None, archived_at=None)
        return list(found.defer("terms").select_related("agency", "place", "edition").order_by("-id")[:limit])


def _by_people(record: Record) -> dict[UUID, str]:
    parties = list(RecordParty.objects.filter(record=record))
    keys = [one.party_id for one in parties if one.party_id is not None]
    numbers = [one.identifier for one in parties if one.identifier]
    if not keys and not numbers:
        return {}
    same = RecordParty.objects.filter(Q(party_id__in=keys) | Q(identifier__in=numbers))
    others = same.exclude(record=record).order_by("-record_id").values_list("record_id", "name")[: 2 * MOST]
    return dict(others)


def _by_fields(declared: Declared, record: Record) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for field in declared.declaration.fields:
        value = record.data.get(str(field.name)) if field.type in {"record", "records"} else None
        for one in value if isinstance(value, list) else [value] if value else []:
            try:
                found[UUID(str(one))] = str(field.name)
            except ValueError:
                continue
    return found


def _by_merges(record: Record) -> dict[UUID, str]:
    found = dict.fromkeys(
        RecordMerge.objects.filter(record=record, undone_at=None).values_list("other", flat=True), "merged"
    )
    return found | ({record.merged_into: "merged"} if record.merged_into else {})
