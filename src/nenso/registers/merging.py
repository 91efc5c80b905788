"""Two records of one thing made one, and made two again: nothing of either is lost.

The record that stays takes what is chosen from the other; the other ends, says into which one it went, and keeps its
history, parties and numbers, so that whoever comes with them still arrives. Undoing it opens the other again and gives
back what was taken, except where that was changed since.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from nenso.agencies.models import Agency
from nenso.journal.recording import record as journal
from nenso.registers.declared import Declared
from nenso.registers.duplicates.tables import WAITING, DuplicatePair
from nenso.registers.editing import declared_for, said
from nenso.registers.errors import KeyTaken, MergeRefused, ReasonMissing, RecordUnknown
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordMerge, RecordRevision
from nenso.registers.recording import Source, end, revision_of, update
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7

USE = "registers.merge"
MERGERS = frozenset({"registrar", "head", "leader"})


def merge(actor: Actor, stays: UUID, goes: UUID, take: Sequence[str], reason: str) -> Record:
    """Let the record ``goes`` go on in ``stays``, which takes the fields ``take`` from it; again, nothing changes.

    Raises :class:`MergeRefused` (another register, another agency, ended, oneself, no such right),
    :class:`ReasonMissing`, :class:`RecordUnknown` and, where hard rules stand against it, ``RecordInvalid``.
    """
    with acting(actor):
        with acting(actor.by_way_of(USE)):
            kept, gone = both(stays, goes)
        _keeps_both(actor, kept, gone)
        return make_one(actor.by_way_of(USE), kept, gone, take, reason)


def unmerge(actor: Actor, stays: UUID, goes: UUID, reason: str) -> Record:
    """Make two of what was merged; return the record that is there again. Again, nothing changes.

    Raises :class:`MergeRefused`, :class:`ReasonMissing`, :class:`RecordUnknown`, :class:`KeyTaken` where another record
    has the key by now.
    """
    with acting(actor):
        with acting(actor.by_way_of(USE)):
            kept, back = both(stays, goes)
        _keeps_both(actor, kept, back)
        return make_two(actor.by_way_of(USE), kept, back, reason)


def make_one(inside: Actor, kept: Record, gone: Record, take: Sequence[str], reason: str) -> Record:
    """Do what :func:`merge` says with two records under lock, acting as ``inside``, who has the right."""
    if gone.merged_into == kept.id:
        return kept
    if not reason.strip():
        raise ReasonMissing
    refuse_ended(kept, gone)
    declared, now = declared_for(kept), clock.now()
    chosen = [name for name in take if kept.data.get(name) != gone.data.get(name)]
    taken = {name: [kept.data.get(name), gone.data.get(name)] for name in chosen}
    with acting(inside):
        source = Source(kept.edition, USE, now, kind="merged", reason=said(reason))
        end(gone.id, source)
        Record.objects.filter(pk=gone.id).update(merged_into=kept.id)
        kept = update(declared, kept.id, {name: new for name, (_, new) in taken.items()}, source, _lookup(declared))
        RecordMerge(
            id=uuid7(), record=kept, other=gone.id, at=now, account=inside.account, reason=said(reason), taken=taken
        ).save(force_insert=True)
        _settle(kept, gone, inside, now, reason)
        say_of_both("record.merged", kept, gone, {"taken": sorted(taken)})
    return kept


def make_two(inside: Actor, kept: Record, back: Record, reason: str) -> Record:
    """Do what :func:`unmerge` says with two records under lock, acting as ``inside``, who has the right."""
    if not reason.strip():
        raise ReasonMissing
    with acting(inside):
        done = RecordMerge.objects.filter(record=kept, other=back.id, undone_at=None).first()
        if done is None:
            if back.ended_at is None:
                return back
            raise MergeRefused(why_vi="hai bản ghi này không được gộp.", why="they were not merged.")
        declared, now = declared_for(kept), clock.now()
        source = Source(kept.edition, USE, now, kind="unmerged", reason=said(reason))
        returned = {name: old for name, (old, new) in done.taken.items() if kept.data.get(name) == new}
        update(declared, kept.id, returned, source, _lookup(declared))
        back.ended_at = back.merged_into = None
        back.updated_at, back.revision = now, back.revision + 1
        try:
            with transaction.atomic():
                back.save(update_fields=["ended_at", "merged_into", "updated_at", "revision"])
        except IntegrityError as error:
            raise KeyTaken(register=declared.declaration.title.in_language("vi")) from error
        revision_of(back, source).save(force_insert=True)
        done.undone_at, done.undone_by, done.undone_reason = now, inside.account, said(reason)
        done.save()
        say_of_both("record.unmerged", kept, back, {"returned": sorted(returned)})
    return back


def both(stays: UUID, goes: UUID) -> tuple[Record, Record]:
    """Return two records of one register under lock, in the order of their keys, as far as whoever acts sees them."""
    if stays == goes:
        raise MergeRefused(why_vi="đó là cùng một bản ghi.", why="they are the same record.")
    rows = Record.objects.select_for_update(of=("self",)).select_related("agency", "edition")
    found = {row.id: row for row in rows.filter(pk__in=[stays, goes]).order_by("id")}
    if len(found) < 2:
        raise RecordUnknown
    kept, gone = found[stays], found[goes]
    if kept.register != gone.register:
        raise MergeRefused(why_vi="chúng ở hai sổ khác nhau.", why="they are of different registers.")
    return kept, gone


def refuse_ended(*records: Record) -> None:
    """Raise :class:`MergeRefused` where one of the records has ended."""
    if any(one.ended_at is not None for one in records):
        raise MergeRefused(why_vi="một bản ghi đã hết hiệu lực.", why="one of them has ended.")


def _keeps_both(actor: Actor, kept: Record, gone: Record) -> None:
    if not all(actor.roles_at(one.agency_id) & MERGERS for one in (kept, gone)):
        raise MergeRefused(
            why_vi="chỉ văn thư hoặc lãnh đạo của cơ quan giữ cả hai bản ghi gộp được; khác cơ quan thì đề nghị nhau.",
            why="only a registrar or leader of the agency that keeps both may; of two agencies one proposes it.",
        )


def history_of(record_id: UUID) -> list[RecordRevision]:
    """Return every revision of a record, the newest first, inside ``acting()``."""
    return list(RecordRevision.objects.filter(record_id=record_id).order_by("-seq"))


def _settle(kept: Record, gone: Record, actor: Actor, now: datetime, reason: str) -> None:
    """Say of the two that they are one, where they were a probable pair; other pairs go on with what stays."""
    first, second = sorted((kept.id, gone.id))
    waiting = DuplicatePair.objects.filter(state__in=WAITING)
    told = {"state": "merged", "decided_at": now, "account": actor.account, "reason": said(reason)}
    waiting.filter(first=first, second=second).update(**told)
    others = waiting.filter(Q(first=gone.id) | Q(second=gone.id)).select_related("agency", "other_agency")
    for pair in others.order_by("id"):
        _go_on(pair, kept, gone)


def _go_on(pair: DuplicatePair, kept: Record, gone: Record) -> None:
    """Let a pair of ``gone`` and a third record be one of ``kept`` and that, unless there is such a pair."""
    third = (pair.second, pair.other_agency) if pair.first == gone.id else (pair.first, pair.agency)
    (pair.first, pair.agency), (pair.second, pair.other_agency) = sorted([(kept.id, kept.agency), third], key=_by_key)
    if DuplicatePair.objects.filter(first=pair.first, second=pair.second).exists():
        pair.delete()
        return
    sides = (pair.agency, pair.other_agency)
    pair.agency_paths = sorted({one.path for one in sides})
    pair.readers = sorted({f"{role}@{one.id}" for role in MERGERS for one in sides})
    pair.save(update_fields=["first", "second", "agency", "other_agency", "agency_paths", "readers"])


def _by_key(side: tuple[UUID, Agency]) -> UUID:
    return side[0]


def _lookup(declared: Declared) -> RegisterLookup:
    return RegisterLookup(declared.name.partition(".")[0])


def say_of_both(kind: str, kept: Record, gone: Record, body: Mapping[str, object]) -> None:
    """Journal what happened to two records with each of them, naming the other."""
    for one, other in ((kept, gone), (gone, kept)):
        told = {"register": one.register, "other": str(other.id), "stays": str(kept.id), **body}
        journal(one.id, kind, told, agency_path=one.agency.path, persons=one.persons)
