"""Each agency signs what it asked and answered: every five minutes, one signature over a Merkle root of its entries.

An agency signs with its own key (its seal). A batch covers transactions, as the journal's anchors do, so that a late
commit never falls between two. Where ``NENSO_TSA_URL`` is set each batch is time-stamped (RFC 3161).
"""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.exchange.batch_hash import batch_hash
from nenso.exchange.granting import EXCHANGE
from nenso.exchange.models import Batch, Grant, Message, Service
from nenso.journal.anchoring import IN_TRANSACTIONS, OLDEST_OPEN
from nenso.journal.chain import NOTHING, Tree, moment_text
from nenso.journal.reading import JOURNAL, rows, value
from nenso.journal.stamping import stamp
from nenso.results.errors import KeyMissing
from nenso.results.key_keeping import key_of, signer_of
from nenso.runtime import clock
from nenso.runtime.acting import acting

logger = logging.getLogger(__name__)

LONGEST_TRANSACTION = timedelta(hours=1)
"""How much later than its own moment a lookup may be committed, at most."""

KINDS = "kind IN ('exchange.answered', 'exchange.refused')"
LEAVES = f"""
SELECT stream, seq, hash FROM journal_entry
WHERE {IN_TRANSACTIONS} AND {KINDS} AND agency_path = %s::ltree ORDER BY stream, seq
"""  # noqa: S608 - constants
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('exchange.batch', 0))"


def sign_batches() -> list[Batch]:
    """Sign what each agency has not signed yet; an agency without a key is told in the log, and signs later."""
    return [batch for agency in _active() if (batch := sign_batch(agency)) is not None]


def sign_batch(agency: Agency) -> Batch | None:
    """Sign the agency's lookups since its last batch; None when there are none, or no key signs for it."""
    with acting(JOURNAL):
        value(_ONE_AT_A_TIME)
        last = last_batch(agency.id)
        first, until = (last.until if last else 0), value(OLDEST_OPEN)
        tree = Tree()
        for stream, seq, digest in rows(LEAVES, [first, until, agency.path]):
            tree.add(stream, seq, digest)
        if not tree.count:
            return None
        root, previous = tree.root(), bytes(last.hash) if last else NOTHING
        batch = Batch(
            agency_id=agency.id,
            number=last.number + 1 if last else 1,
            at=clock.now(),
            first=first,
            until=until,
            entries=tree.count,
            root=root,
            previous=previous,
        )
        try:
            seal(batch, agency)
        except KeyMissing:
            logger.warning("no key signs the lookups of an agency", extra={"agency": agency.path})
            return None
        batch.save(force_insert=True)
    return batch


def seal(batch: Batch, agency: Agency) -> Batch:
    """Set hash, signature and time stamp of a batch that is otherwise complete; raises ``KeyMissing``."""
    batch.hash = batch_hash(
        agency=agency.path,
        number=batch.number,
        at=moment_text(batch.at),
        entries=batch.entries,
        root=bytes(batch.root),
        previous=bytes(batch.previous),
    )
    signer, _ = signer_of(key_of(agency))
    batch.signature = asyncio.run(signer.async_sign_general_data(batch.hash, "sha256", detached=True)).dump()
    batch.token = stamp(batch.hash)
    return batch


def last_batch(agency: UUID) -> Batch | None:
    """Return the newest batch of an agency."""
    return Batch.objects.filter(agency_id=agency).order_by("-number").first()


def _active() -> Iterator[Agency]:
    """Yield the agencies with lookups newer than their last batch."""
    with acting(EXCHANGE):
        owners = Service.objects.values_list("owner", flat=True)
        consumers = Grant.objects.values_list("consumer", flat=True)
        for agency in Agency.objects.filter(id__in={*owners, *consumers}).order_by("path"):
            last = last_batch(agency.id)
            ours = (Message.objects.filter(owner=agency), Message.objects.filter(consumer=agency))
            newest = [found for side in ours if (found := side.order_by("-id").first()) is not None]
            if newest and (last is None or max(one.at for one in newest) > last.at - LONGEST_TRANSACTION):
                yield agency
