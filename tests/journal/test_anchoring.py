"""Anchors hold what was committed; nothing falls between two of them."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from nenso.journal.anchoring import anchor
from nenso.journal.errors import TransactionsWentBack
from nenso.journal.models import JournalAnchor, JournalEntry, JournalHead
from nenso.journal.reading import JOURNAL
from nenso.journal.verifying import verify
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7
from support.merkle import root_of

pytestmark = pytest.mark.django_db(transaction=True)

Write = Callable[..., UUID]
Anchored = Callable[[], JournalAnchor]


def test_an_anchor_sums_up_all_that_was_committed_and_follows_the_one_before(write: Write, anchored: Anchored) -> None:
    write(3)
    first = anchored()
    again = write(2)
    write(1, again)
    second = anchored()
    with acting(JOURNAL):
        leaves = [(e.stream, e.seq, bytes(e.hash)) for e in JournalEntry.objects.order_by("stream", "seq")]
        heads = list(JournalHead.objects.filter(anchor=second.number).values_list("stream", "seq"))
    assert (first.number, first.first, first.entries, first.streams) == (1, 0, 3, 1)
    assert (second.number, second.first, second.entries, second.streams) == (2, first.until, 3, 1)
    assert bytes(second.previous) == bytes(first.hash)
    assert bytes(second.root) == root_of(leaf for leaf in leaves if leaf[0] == again)
    assert heads == [(again, 3)]


def test_where_nothing_happened_there_is_no_anchor(write: Write, anchored: Anchored) -> None:
    assert anchor() is None
    write(1)
    anchored()
    assert anchor() is None


def test_an_entry_committed_late_is_in_the_next_anchor_and_not_between_two(
    write: Write, anchored: Anchored, other_session: psycopg.Connection[Any]
) -> None:
    write(1)
    late = uuid7()
    other_session.execute("SET LOCAL nenso.system='late'; SET LOCAL nenso.readers='public'")
    insert_entry(other_session, late)
    write(1)
    held_back = anchor()
    while held_back is None:
        time.sleep(0.05)
        held_back = anchor()
    assert held_back.entries == 1
    assert anchor() is None
    other_session.commit()
    after = anchored()
    assert (after.entries, after.first) == (2, held_back.until)
    report = verify(late)
    assert (report.entries, report.unanchored, report.findings) == (1, 0, [])
    assert verify().intact


def insert_entry(session: psycopg.Connection[Any], stream: UUID) -> None:
    """Write an entry by hand, as the documentation says an entry is made."""
    session.execute(
        """
        INSERT INTO journal_entry (stream, seq, at, kind, body, system, persons, previous, hash)
        SELECT s, 1, '2026-11-03 02:15:00+00', 'late', '{}', 'late', '{}', decode(repeat('00', 32), 'hex'),
          sha256(convert_to(
          '{"account":null,"agency":null,"at":"2026-11-03T02:15:00.000000Z","body":{},"format":"nenso.journal/1",'
          || '"kind":"late","person":null,"persons":[],"previous":"' || repeat('0', 64) || '","request":null,"seq":1,'
          || '"stream":"' || s || '","system":"late"}', 'UTF8'))
        FROM (SELECT %s::uuid AS s) given
        """,
        [stream],
    )


def test_the_root_is_also_written_where_the_database_owner_does_not_reach(
    write: Write, anchored: Anchored, caplog: pytest.LogCaptureFixture
) -> None:
    write(1)
    with caplog.at_level(logging.INFO, "nenso.journal"):
        made = anchored()
    (line,) = (record for record in caplog.records if record.message == "journal anchored")
    assert (line.anchor, line.hash, line.root) == (made.number, bytes(made.hash).hex(), bytes(made.root).hex())


def test_a_database_restored_where_transactions_began_anew_is_told_apart(
    write: Write, anchored: Anchored, change: Callable[..., int]
) -> None:
    write(1)
    anchored()
    change("UPDATE journal_anchor SET until = until + 1000000000")
    with pytest.raises(TransactionsWentBack, match="pg_resetwal"):
        anchor()


def test_two_anchor_jobs_at_once_make_one_anchor(write: Write) -> None:
    write(5)
    command = [sys.executable, "-c", "from nenso.cli.main import main; main()", "journal", "anchor"]
    jobs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)]
    answers = [job.communicate(timeout=60)[0] for job in jobs]
    assert [job.returncode for job in jobs] == [0, 0], answers
    assert verify().intact
