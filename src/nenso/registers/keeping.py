"""How long records are kept (thời hạn bảo quản, ``keep``): what is over it is archived or erased, each night.

The time runs from the day a record ended, or, of one that never did, from when it was last written. *Archived*: it
stays whole and is in no list any more. *Erased*: values, label, people and what people said of it go, from all
revisions; that there was a record, when, and by which case stays, and so does the journal. A record that somebody asked
to correct waits until that is decided.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from nenso.journal.recording import record as journal
from nenso.language.declarations.access import Keep
from nenso.language.declarations.times import Duration
from nenso.language.durations import shift
from nenso.registers.known import registers_in_force
from nenso.registers.models import Record, RecordCorrection, RecordMerge, RecordParty, RecordRevision
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for

KEEPER = Actor(system="registers.keep", scope=("vn",), readers=frozenset())
A_BATCH = 500
OPEN = ("open", "appealed")


@dataclass(frozen=True)
class Over:
    """Records of a register whose time is over: since ``before`` nothing happened to them; ``then``, how many."""

    register: str
    then: str
    before: datetime
    records: int


def over() -> list[Over]:
    """Return what would be archived and erased now, register by register, those with nothing left out."""
    found = []
    with acting(KEEPER):
        for name, keep, before in _terms():
            count = _over(name, before).count()
            if count:
                found.append(Over(name, str(keep.then), before, count))
    return found


def keep_as_declared() -> Counter[str]:
    """Archive and erase what is over its time; return how many of each. What is done is not done again."""
    done = Counter[str]()
    with acting(KEEPER):
        terms = list(_terms())
    for name, keep, before in terms:
        while batch := _batch(name, keep, before):
            done[str(keep.then)] += batch
    return done


def _terms() -> Iterator[tuple[str, Keep, datetime]]:
    """Yield each register in force that is kept for a time and says what happens then, and the last day before."""
    now = clock.now()
    for known in registers_in_force():
        keep = known.declared.declaration.keep
        if keep is not None and keep.then is not None and isinstance(keep.duration, Duration):
            yield known.name, keep, shift(now, keep.duration, calendar_for(), sign=-1)


def _over(register: str, before: datetime) -> QuerySet[Record]:
    waiting = RecordCorrection.objects.filter(record_id=OuterRef("pk"), state__in=OPEN)
    since = Record.objects.annotate(since=Coalesce("ended_at", "updated_at"))
    return since.filter(~Exists(waiting), register=register, archived_at=None, since__lte=before)


def _batch(register: str, keep: Keep, before: datetime) -> int:
    with acting(KEEPER):
        found = _over(register, before).select_for_update(of=("self",)).defer("terms").select_related("agency")
        records = list(found.order_by("id")[:A_BATCH])
        now = clock.now()
        for record in records:
            said = {"register": register, "keep": str(keep.duration), "source": _text(record.source_case)}
            people = list(record.persons)
            if keep.then == "erase":
                _erase(record)
            record.archived_at = now
            record.save()
            kind = "record.erased" if keep.then == "erase" else "record.archived"
            journal(record.id, kind, said, agency_path=record.agency.path, persons=people)
        return len(records)


def _erase(record: Record) -> None:
    record.data, record.label, record.folded, record.terms, record.key = {}, "", "", "", ""
    record.persons, record.readers = [], []
    RecordRevision.objects.filter(record=record).update(data={}, reason="", person=None)
    RecordParty.objects.filter(record=record).delete()
    said = dict.fromkeys(("reason", "decision", "appeal", "answer"), "")
    RecordCorrection.objects.filter(record=record).update(changes={}, **said)
    RecordMerge.objects.filter(record=record).update(taken={}, reason="", undone_reason="")


def _text(case: UUID | None) -> str | None:
    return str(case) if case else None
