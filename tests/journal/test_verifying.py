"""Whatever is changed behind the application's back is found and named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nenso.journal.chain import NOTHING, Link, content_of, follow
from nenso.journal.findings import SENTENCES
from nenso.journal.models import JournalAnchor
from nenso.journal.verifying import Report, verify
from nenso.runtime.bulk import owner_connection
from nenso.runtime.clock import now
from nenso.runtime.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)

STREAMS, LENGTH = 4, 6


@dataclass
class Journal:
    """Four streams of six entries: the first three of each in anchor 1, the next two in anchor 2, the last in none."""

    streams: list[UUID]
    anchors: list[JournalAnchor]
    change: Callable[..., int]

    def restore(self) -> None:
        """Undo what was changed."""
        self.change(
            ";".join(
                f"TRUNCATE journal_{table}; INSERT INTO journal_{table} SELECT * FROM kept_{table}"
                for table in ("entry", "anchor", "head")
            )
        )


@pytest.fixture
def journal(
    write: Callable[..., UUID], anchored: Callable[[], JournalAnchor], change: Callable[..., int]
) -> Iterator[Journal]:
    streams = [write(3, text="Phủ Thông", share=0.5) for _ in range(STREAMS)]
    anchors = [anchored()]
    for stream in streams:
        write(2, stream)
    anchors.append(anchored())
    for stream in streams:
        write(1, stream)
    change(";".join(f"CREATE TABLE kept_{table} AS TABLE journal_{table}" for table in ("entry", "anchor", "head")))
    yield Journal(sorted(streams), anchors, change)
    change("; ".join(f"DROP TABLE kept_{table}" for table in ("entry", "anchor", "head")))


def found(report: Report) -> set[tuple[str, UUID | int | None, int | None]]:
    return {(f.what, f.stream or f.anchor, f.seq) for f in report.findings}


def test_an_untouched_journal_is_intact(journal: Journal) -> None:
    report = verify()
    assert (report.intact, report.entries, report.streams, report.anchors) == (True, 24, 4, 2)
    assert report.unanchored == STREAMS
    assert "nguyên vẹn" in report.text()
    assert report.body("en")["journal"] == "intact"


ONE_ENTRY = [
    ("altered", "body = body || '{\"number\": 7}'"),
    ("altered", "body = jsonb_set(body, '{share}', '0.50')"),
    ("altered", "body = jsonb_set(body, '{share}', '0.5000000000000000000000001')"),
    ("altered", "body = '{}'"),
    ("altered", "at = at - interval '1 microsecond'"),
    ("altered", "at = 'infinity'"),
    ("altered", "at = '0044-03-15 BC'"),
    ("altered", "kind = 'case.refused'"),
    ("altered", "account = gen_random_uuid()"),
    ("altered", "person = NULL"),
    ("altered", "system = 'job'"),
    ("altered", "agency_path = 'vn.p01'"),
    ("altered", "persons = array[gen_random_uuid()]"),
    ("altered", "request = 'r'"),
    ("altered", "hash = sha256(hash)"),
    ("altered", "hash = ''"),
    ("unchained", "previous = sha256(previous)"),
]


@pytest.mark.parametrize("seq", [1, 4, 6])
def test_a_changed_entry_is_named(journal: Journal, seq: int) -> None:
    stream = journal.streams[1]
    for what, edit in ONE_ENTRY:
        journal.restore()
        assert journal.change(f"UPDATE journal_entry SET {edit} WHERE stream = %s AND seq = %s", [stream, seq]) == 1
        assert (what, stream, seq) in found(verify()), edit
        assert (what, stream, seq) in found(verify(stream)), edit
        assert verify(journal.streams[0]).intact


def test_a_removed_entry_is_named(journal: Journal) -> None:
    stream = journal.streams[2]
    journal.change("DELETE FROM journal_entry WHERE stream = %s AND seq IN (2, 3)", [stream])
    (gap,) = (f for f in verify().findings if f.what == "missing")
    assert (gap.stream, gap.seq, gap.until) == (stream, 2, 3)
    assert f"luồng {stream}, mục 2: thiếu đến mục 3" in gap.text()


def test_two_entries_in_each_others_place_are_named(journal: Journal) -> None:
    stream = journal.streams[0]
    for before, after in ((2, 20), (3, 2), (20, 3)):
        journal.change("UPDATE journal_entry SET seq = %s WHERE stream = %s AND seq = %s", [after, stream, before])
    assert {("altered", stream, 2), ("altered", stream, 3)} <= found(verify())


def test_a_cut_tail_is_named_with_the_anchor_that_holds_it(journal: Journal) -> None:
    stream = journal.streams[3]
    journal.change("DELETE FROM journal_entry WHERE stream = %s AND seq >= 4", [stream])
    (cut,) = (f for f in verify().findings if f.what == "cut")
    assert (cut.stream, cut.seq, cut.until, cut.anchor) == (stream, 4, 5, 2)
    assert ("cut", stream, 4) in found(verify(stream))


def test_a_missing_stream_is_named(journal: Journal) -> None:
    for stream in journal.streams:
        journal.restore()
        journal.change("DELETE FROM journal_entry WHERE stream = %s", [stream])
        assert ("stream_missing", stream, 1) in found(verify())
        assert ("stream_missing", stream, 1) in found(verify(stream))


def test_a_stream_missing_together_with_its_heads_shows_in_its_anchors(journal: Journal) -> None:
    for table in ("entry", "head"):
        journal.change(f"DELETE FROM journal_{table} WHERE stream = %s", [journal.streams[1]])
    assert found(verify()) == {("anchor_entries", 1, None), ("anchor_entries", 2, None)}


def test_the_journal_gone_altogether_is_noticed(journal: Journal) -> None:
    journal.change("DELETE FROM journal_entry")
    assert {("stream_missing", stream, 1) for stream in journal.streams} <= found(verify())


def forge(stream: UUID, first: int, until: int) -> None:
    """Write entries ``first`` to ``until`` anew with another body and a chain that is whole."""
    with owner_connection() as owner:
        seq, previous = first - 1, NOTHING
        if first > 1:
            previous = owner.execute(
                "SELECT hash FROM journal_entry WHERE stream = %s AND seq = %s", [stream, first - 1]
            ).fetchone()[0]
        link = Link(seq, previous)
        owner.execute("DELETE FROM journal_entry WHERE stream = %s AND seq >= %s", [stream, first])
        while link.seq < until:
            moment = now()
            content = content_of(stream, "case.forged", {"forged": True}, at=moment)
            following = follow(content, link)
            owner.execute(
                "INSERT INTO journal_entry (stream, seq, at, kind, body, persons, previous, hash, transaction) SELECT"
                " %s, %s, %s, 'case.forged', '{\"forged\": true}', '{}', %s, %s, (SELECT (until - 1)::text::xid8"
                " FROM journal_anchor WHERE number = %s)",
                [stream, following.seq, moment, link.hash, following.hash, 1 if following.seq <= 3 else 2],
            )
            link = following


def test_a_stream_written_anew_with_a_whole_chain_is_named(journal: Journal) -> None:
    stream = journal.streams[0]
    forge(stream, 2, 5)
    assert {("rewritten", stream, 3), ("rewritten", stream, 5)} <= found(verify())
    assert ("rewritten", stream, 3) in found(verify(stream))


def test_an_entry_put_in_afterwards_as_if_it_had_been_anchored_is_named(journal: Journal) -> None:
    stream, new = journal.streams[2], uuid7()
    forge(stream, 6, 7)
    forge(new, 1, 1)
    assert {("inserted", stream, 6), ("inserted", stream, 7), ("inserted", new, 1)} <= found(verify())


@pytest.mark.parametrize(("seq", "to"), [(2, 2), (5, 1), (1, None)])
def test_an_entry_moved_to_another_transaction_is_named(journal: Journal, seq: int, to: int | None) -> None:
    stream = journal.streams[1]
    until = "(SELECT until - 1 FROM journal_anchor WHERE number = %s)" if to else "9000000000000 + coalesce(%s, 0)"
    journal.change(
        f"UPDATE journal_entry SET transaction = ({until})::text::xid8 WHERE stream = %s AND seq = %s",
        [to, stream, seq],
    )
    assert ("moved", stream, seq) in found(verify())


ANCHOR_EDITS = [
    "at = at + interval '1 second'",
    "at = 'infinity'",
    "entries = entries + 1",
    "streams = streams + 1",
    "root = sha256(root)",
    "previous = sha256(previous)",
    "first = first + 1",
    "until = until - 1",
    "hash = sha256(hash)",
]


@pytest.mark.parametrize("number", [1, 2])
def test_a_changed_anchor_is_named(journal: Journal, number: int) -> None:
    for edit in ANCHOR_EDITS:
        journal.restore()
        journal.change(f"UPDATE journal_anchor SET {edit} WHERE number = %s", [number])
        assert ("anchor_altered", number, None) in found(verify()), edit


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_anchor_is_named(journal: Journal, number: int) -> None:
    journal.change("DELETE FROM journal_anchor WHERE number = %s", [number])
    assert ("anchor_missing", number, None) in found(verify())


@pytest.mark.parametrize("edit", ["DELETE FROM journal_head", "UPDATE journal_head SET hash = sha256(hash)"])
@pytest.mark.parametrize("seq", [3, 5])
def test_a_changed_head_is_named_and_the_entries_are_not_blamed(journal: Journal, edit: str, seq: int) -> None:
    stream = journal.streams[1]
    journal.change(f"{edit} WHERE stream = %s AND seq = %s", [stream, seq])
    assert {(f.what, f.stream) for f in verify().findings} == {("head_changed", stream)}
    assert {(f.what, f.stream) for f in verify(stream).findings} == {("head_changed", stream)}


def test_a_journal_written_anew_with_all_its_anchors_differs_from_the_copy_that_was_kept(journal: Journal) -> None:
    known = {anchor.number: bytes(anchor.hash) for anchor in journal.anchors}
    assert verify(known=known).intact
    journal.change("DELETE FROM journal_anchor WHERE number = 2")
    journal.change("DELETE FROM journal_head WHERE anchor = 2")
    journal.change("DELETE FROM journal_entry WHERE seq > 3")
    assert verify().intact
    assert found(verify(known=known)) == {("anchor_missing", 2, None)}
    assert found(verify(known={1: NOTHING})) == {("anchor_other", 1, None)}


def test_what_is_not_anchored_yet_can_be_cut_off_by_the_owner_as_the_documentation_says(journal: Journal) -> None:
    journal.change("DELETE FROM journal_entry WHERE seq = 6")
    assert verify().intact


def test_a_stream_that_never_was_is_said_to_have_no_entry() -> None:
    stream = uuid7()
    assert found(verify(stream)) == {("stream_unknown", stream, None)}


ENTRY_CHANGES = st.sampled_from(
    [f"UPDATE journal_entry SET {change}" for _, change in ONE_ENTRY] + ["DELETE FROM journal_entry"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(
        st.tuples(ENTRY_CHANGES, st.integers(0, STREAMS - 1), st.integers(1, LENGTH - 1)),
        min_size=1,
        max_size=4,
        unique_by=lambda change: change[1:],
    )
)
def test_however_many_anchored_entries_are_changed_each_is_named(
    journal: Journal, changes: list[tuple[str, int, int]]
) -> None:
    journal.restore()
    for statement, place, seq in changes:
        journal.change(f"{statement} WHERE stream = %s AND seq = %s", [journal.streams[place], seq])
    report = verify()
    removed = {(f.stream, seq) for f in report.findings if f.until for seq in range(f.seq or 1, f.until + 1)}
    named = {(f.stream, f.seq) for f in report.findings} | removed
    assert {(journal.streams[place], seq) for _, place, seq in changes} <= named


def test_every_finding_has_its_words(journal: Journal) -> None:
    for change in ("DELETE FROM journal_entry WHERE seq = 2", "DELETE FROM journal_anchor WHERE number = 1"):
        journal.change(change)
    for finding in verify().findings:
        for language in ("vi", "en"):
            assert "{" not in finding.text(language)
            assert "None" not in finding.text(language)
    assert {what for what in SENTENCES if not all(SENTENCES[what])} == set()


def test_findings_beyond_what_anyone_reads_are_counted(journal: Journal, monkeypatch: Any) -> None:
    monkeypatch.setattr("nenso.journal.verifying.MOST_FINDINGS", 5)
    journal.change("UPDATE journal_entry SET body = '{}'")
    report = verify()
    assert (len(report.findings), report.more) == (5, 19)
