"""Records that an agency kept go on with its successor, with their grants, corrections and proposals to merge.

Nothing of their history changes: a record keeps its key, revisions, number and people. What follows from the agency
(who may read it, where it is found) is worked out anew. Batches are transactions of their own: stopped anywhere and
begun again, the rest follows.
"""

from collections import Counter
from collections.abc import Iterable

from nenso.agencies.models import Agency
from nenso.journal.recording import record as journal
from nenso.registers.declared import Declared
from nenso.registers.describing import Describer
from nenso.registers.duplicates import succeeding as duplicates
from nenso.registers.editing import declared_for
from nenso.registers.granting import KEEPERS
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordCorrection, RecordGrant
from nenso.runtime.acting import Actor, acting

A_BATCH = 500
MOVED = ("agency", "agency_paths", "place", "readers", "terms")


def totals_of(actor: Actor, agencies: Iterable[Agency]) -> Counter[str]:
    """Return how many records, ended ones too, the agencies keep in each register."""
    with acting(actor):
        names = Record.objects.filter(agency__in=list(agencies)).values_list("register", flat=True)
        return Counter(names.iterator(chunk_size=10_000))


def follow(actor: Actor, old: Agency, new: Agency) -> Counter[str]:
    """Give what ``old`` kept to ``new``; return how many records of each register went, none the second time."""
    moved, describers = Counter[str](), dict[str, Describer]()
    while batch := _batch(actor, old, new, describers):
        moved.update(batch)
    with acting(actor):
        _others(old, new)
    return moved


def _batch(actor: Actor, old: Agency, new: Agency, describers: dict[str, Describer]) -> Counter[str]:
    """Move one batch in a transaction of its own."""
    with acting(actor):
        rows = Record.objects.select_for_update(of=("self",)).filter(agency=old).defer("terms")
        records = list(rows.select_related("edition").order_by("id")[:A_BATCH])
        for record in records:
            _move(record, new, describers)
        if records:
            Record.objects.bulk_update(records, MOVED)
            moved = Counter(record.register for record in records)
            body = {"from": old.path, "to": new.path, "records": dict(moved), "first": str(records[0].id)}
            journal(old.id, "records.followed", body | {"last": str(records[-1].id)}, agency_path=new.path)
            return moved
    return Counter()


def _move(record: Record, new: Agency, describers: dict[str, Describer]) -> None:
    key, persons, label, folded = record.key, record.persons, record.label, record.folded
    record.agency, record.agency_paths = new, [new.path]
    if record.register not in describers:
        describers[record.register] = _describer(declared_for(record), new)
    describers[record.register].describe(record, record.data)
    record.key, record.persons = key, persons
    if not record.label:
        record.label, record.folded = label, folded


def _describer(declared: Declared, new: Agency) -> Describer:
    return Describer(declared, RegisterLookup(declared.name.partition(".")[0], new.path))


def _others(old: Agency, new: Agency) -> None:
    """Grants that ``old`` gave stand; those given to its roles are held by the same roles of ``new``."""
    RecordCorrection.objects.filter(agency=old).update(agency=new)
    duplicates.follow(old, new)
    ours = RecordGrant.objects.select_for_update(of=("self",)).filter(agency=old)
    for grant in ours.order_by("id"):
        keepers = {f"{role}@{new.id}" for role in KEEPERS}
        grant.agency, grant.agency_paths = new, [new.path]
        grant.readers = sorted({*grant.receivers, *keepers})
        grant.save(update_fields=["agency", "agency_paths", "readers"])
    theirs = RecordGrant.objects.select_for_update(of=("self",)).extra(
        where=["EXISTS (SELECT 1 FROM unnest(receivers) AS one WHERE split_part(one, '@', 2) = %s)"],
        params=[str(old.id)],
    )
    for grant in theirs.order_by("id"):
        grant.receivers = [one.replace(f"@{old.id}", f"@{new.id}") for one in grant.receivers]
        grant.readers = sorted({one.replace(f"@{old.id}", f"@{new.id}") for one in grant.readers})
        grant.save(update_fields=["receivers", "readers"])
