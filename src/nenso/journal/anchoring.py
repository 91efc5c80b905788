"""Anchors: from time to time, one chained Merkle root over every entry that was committed since the last.

A deleted stream or a cut tail leaves every other chain whole; the anchors, and copies of their roots kept elsewhere,
are what gives it away. Commits do not come in the order of numbers or times, so an anchor covers *transactions*: all
below the oldest one still open. A late commit therefore never falls between two anchors.
"""

import logging

from django.db import connection

from nenso.journal.chain import NOTHING, Tree, anchor_hash, moment_text
from nenso.journal.errors import TransactionsWentBack
from nenso.journal.models import JournalAnchor
from nenso.journal.reading import JOURNAL, rows, value
from nenso.journal.stamping import stamp
from nenso.runtime.acting import acting
from nenso.runtime.clock import now

logger = logging.getLogger(__name__)

IN_TRANSACTIONS = "transaction >= %s::text::xid8 AND transaction < %s::text::xid8"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('journal.anchor', 0))"
OLDEST_OPEN = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
LEAVES = f"SELECT stream, seq, hash FROM journal_entry WHERE {IN_TRANSACTIONS} ORDER BY stream, seq"  # noqa: S608 - constants
_KEEP_HEADS = f"""
INSERT INTO journal_head (stream, seq, hash, anchor)
SELECT DISTINCT ON (stream) stream, seq, hash, %s FROM journal_entry WHERE {IN_TRANSACTIONS} ORDER BY stream, seq DESC
"""  # noqa: S608 - constants


def anchor() -> JournalAnchor | None:
    """Anchor what was committed since the last anchor; return the new one, or ``None`` when there was nothing.

    The root is also written into the log, so that a copy exists outside the database. Raises
    :class:`~nenso.journal.errors.TransactionsWentBack` in a cluster whose transaction numbers began anew.
    """
    with acting(JOURNAL):
        value(_ONE_AT_A_TIME)
        last = JournalAnchor.objects.order_by("-number").first()
        first = last.until if last else 0
        until = value(OLDEST_OPEN)
        if until < first:
            raise TransactionsWentBack(now=until, anchored=first)
        tree = Tree()
        streams, current = 0, None
        for stream, seq, digest in rows(LEAVES, [first, until]):
            tree.add(stream, seq, digest)
            streams += stream != current
            current = stream
        if not tree.count:
            return None
        made = _keep(last, first=first, until=until, streams=streams, tree=tree)
    logger.info(
        "journal anchored",
        extra={
            "anchor": made.number,
            "hash": made.hash.hex(),
            "root": made.root.hex(),
            "entries": made.entries,
            "streams": made.streams,
            "stamped": made.token is not None,
        },
    )
    return made


def _keep(last: JournalAnchor | None, *, first: int, until: int, streams: int, tree: Tree) -> JournalAnchor:
    made = JournalAnchor(
        number=last.number + 1 if last else 1,
        at=now(),
        first=first,
        until=until,
        entries=tree.count,
        streams=streams,
        root=tree.root(),
        previous=bytes(last.hash) if last else NOTHING,
    )
    made.hash = hash_of(made, moment_text(made.at))
    made.token = stamp(made.hash)
    made.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_HEADS, [made.number, first, until])
    return made


def hash_of(anchor: JournalAnchor, at: str) -> bytes:
    """Return the hash that ``anchor`` must have, from what it says; ``at`` as canonical text."""
    return anchor_hash(
        number=anchor.number,
        at=at,
        first=anchor.first,
        until=anchor.until,
        entries=anchor.entries,
        streams=anchor.streams,
        root=bytes(anchor.root),
        previous=bytes(anchor.previous),
    )
