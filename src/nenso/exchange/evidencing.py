"""Making the file of evidence of one lookup, for either of its agencies, the person it was about, or an auditor."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from nenso.agencies.models import Agency
from nenso.agencies.succeeding import predecessors_of
from nenso.exchange.batch_hash import FORMAT
from nenso.exchange.batches import LEAVES, last_batch, seal
from nenso.exchange.errors import MessageUnknown
from nenso.exchange.models import Batch, Message
from nenso.journal.chain import NOTHING, audit_path, leaf, moment_text
from nenso.journal.models import JournalEntry
from nenso.journal.reading import JOURNAL, rows
from nenso.results.errors import KeyMissing
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting


def message_by_id(actor: Actor, wanted: UUID) -> Message:
    """Return a lookup that ``actor`` may see; raises ``MessageUnknown``."""
    with acting(actor):
        found = Message.objects.select_related("owner", "consumer", "service__owner").filter(id=wanted).first()
    if found is None:
        raise MessageUnknown
    return found


def lookups_of(actor: Actor, agency: Agency, *, before: UUID | None = None, limit: int = 100) -> list[Message]:
    """Return the latest lookups before ``before`` that ``agency``, or one it goes on for, asked or answered."""
    with acting(actor):
        ours = [agency.id, *predecessors_of(agency.id)]
        own = Message.objects.filter(Q(owner__in=ours) | Q(consumer__in=ours))
        if before is not None:
            own = own.filter(id__lt=before)
        related = own.select_related("owner", "consumer", "service__owner", "service__edition")
        return list(related.defer("service__edition__files").order_by("-id")[:limit])


def evidence_of(actor: Actor, wanted: UUID) -> dict[str, Any]:
    """Return the evidence of a lookup, as :mod:`nenso.exchange.evidence` checks it.

    What is in no batch yet is signed now, as one of its own that is not kept. A side that has no key to sign with is
    left out. Raises ``MessageUnknown``.
    """
    message = message_by_id(actor, wanted)
    sides = {
        "owner": (message.owner, message.owner_stream, message.owner_seq),
        "consumer": (message.consumer, message.consumer_stream, message.consumer_seq),
    }
    return {
        "format": FORMAT,
        "lookup": str(message.id),
        "sides": {side: told for side, where in sides.items() if (told := _side(*where)) is not None},
    }


def _side(agency: Agency, stream: UUID, seq: int) -> dict[str, Any] | None:
    with acting(JOURNAL):
        entry = JournalEntry.objects.get(stream=stream, seq=seq)
        batch = _batch_with(agency, entry)
        if batch is None:
            listed = [(stream, seq, bytes(entry.hash))]
        else:
            listed = list(rows(LEAVES, [batch.first, batch.until, agency.path]))
        leaves = [leaf(*one) for one in listed]
        try:
            batch = batch or _alone(agency, leaves[0])
        except KeyMissing:
            return None
    index = next(at for at, one in enumerate(listed) if (one[0], one[1]) == (stream, seq))
    return {
        "entry": _as_sealed(entry),
        "batch": {
            "agency": agency.path,
            "number": batch.number,
            "at": moment_text(batch.at),
            "entries": batch.entries,
            "root": bytes(batch.root).hex(),
            "previous": bytes(batch.previous).hex(),
            "hash": bytes(batch.hash).hex(),
            "signature": bytes(batch.signature).hex(),
            "token": bytes(batch.token).hex() if batch.token else None,
            "index": index,
            "path": [step.hex() for step in audit_path(leaves, index)],
        },
    }


def _alone(agency: Agency, root: bytes) -> Batch:
    """Return a batch of one entry, signed now; batches that are kept wait for transactions that are still open."""
    last = last_batch(agency.id)
    previous = bytes(last.hash) if last else NOTHING
    batch = Batch(agency_id=agency.id, number=0, at=clock.now(), entries=1, root=root, previous=previous)
    return seal(batch, agency)


def _batch_with(agency: Agency, entry: JournalEntry) -> Batch | None:
    number = int(entry.transaction)
    return Batch.objects.filter(agency_id=agency.id, first__lte=number, until__gt=number).first()


def _as_sealed(entry: JournalEntry) -> dict[str, Any]:
    return {
        "stream": str(entry.stream),
        "seq": entry.seq,
        "at": moment_text(entry.at),
        "kind": entry.kind,
        "body": entry.body,
        "account": str(entry.account) if entry.account else None,
        "person": str(entry.person) if entry.person else None,
        "system": entry.system,
        "agency": entry.agency_path,
        "persons": [str(one) for one in entry.persons],
        "request": entry.request,
        "previous": bytes(entry.previous).hex(),
        "hash": bytes(entry.hash).hex(),
    }
