"""Proving that nobody changed the journal behind the application's back; what was changed is named."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from nenso.journal.anchoring import LEAVES, hash_of
from nenso.journal.chain import BEGINNING, NOTHING, Content, Link, Tree, follow, stored_body
from nenso.journal.findings import Finding
from nenso.journal.models import JournalAnchor
from nenso.journal.reading import JOURNAL, rows
from nenso.journal.stamping import stamped_at
from nenso.runtime.acting import acting

MOST_FINDINGS = 1000

_ENTRIES = """
SELECT stream, seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), kind, body::text, account::text,
  person::text, system, agency_path::text, persons::text[], request, previous, hash, transaction::text::bigint
FROM journal_entry {only} ORDER BY stream, seq
"""
_ANCHORS = """
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), number, first, until, entries, streams, root,
  previous, hash, token
FROM journal_anchor {only} ORDER BY number
"""
_HEADS = "SELECT stream, seq, hash, anchor FROM journal_head WHERE anchor <= %s {only} ORDER BY stream, seq"
_HEADS_WITHOUT_ANCHOR = """
SELECT DISTINCT anchor FROM journal_head h
WHERE anchor > %s AND NOT EXISTS (SELECT 1 FROM journal_anchor a WHERE a.number = h.anchor)
"""


@dataclass
class Report:
    """What was read and what was found; ``unanchored`` entries are newer than the last anchor."""

    entries: int = 0
    streams: int = 0
    anchors: int = 0
    unanchored: int = 0
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings

    def body(self, language: str = "vi") -> dict[str, Any]:
        """Return the report as JSON."""
        found = [finding.body() | {"text": finding.text(language)} for finding in self.findings]
        counts = {"entries": self.entries, "streams": self.streams, "anchors": self.anchors}
        state = "intact" if self.intact else "altered"
        return {"journal": state, **counts, "unanchored": self.unanchored, "findings": found, "more": self.more}

    def text(self, language: str = "vi") -> str:
        """Return the report as one line."""
        if language == "en":
            verdict = "The journal is intact" if self.intact else "The journal was altered"
            return (
                f"{verdict}: {self.entries} entries in {self.streams} streams, {self.anchors} anchors,"
                f" {self.unanchored} entries not anchored yet."
            )
        verdict = "Nhật ký nguyên vẹn" if self.intact else "Nhật ký đã bị thay đổi"
        return (
            f"{verdict}: {self.entries} mục trong {self.streams} luồng, {self.anchors} mốc neo,"
            f" {self.unanchored} mục chưa neo."
        )

    def note(self, finding: Finding) -> None:
        """Keep ``finding``, or only count it once there are :data:`MOST_FINDINGS`."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)
        else:
            self.more += 1


def verify(stream: UUID | None = None, *, known: Mapping[int, bytes] | None = None) -> Report:
    """Check the whole journal, or one stream of it, and report everything that does not agree.

    Every entry against its hash, its number and the entry before it; every stream against what the anchors hold of it;
    every anchor against its entries, its hash, its time stamp and the anchor before it (the last three for the whole
    journal only). ``known`` are hashes of anchors by number, copied out of the log earlier: with them even an owner who
    writes the whole journal anew is found. Memory does not grow with the journal.
    """
    report = Report()
    known = known or {}
    only, values = ("", []) if stream is None else ("stream = %s", [stream])
    with acting(JOURNAL):
        anchors = _Anchors()
        _check_anchors(report, anchors, known, roots=stream is None)
        heads = rows(_HEADS.format(only=f"AND {only}" if only else ""), [anchors.last, *values])
        walk = _Walk(report, anchors, heads)
        for row in rows(_ENTRIES.format(only=f"WHERE {only}" if only else ""), values):
            walk.entry(row)
        walk.end()
        if stream and not report.entries and report.intact:
            report.note(Finding("stream_unknown", stream=stream))
    return report


class _Anchors:
    """The bounds of every anchor, and which of them still have the entries that they summed up."""

    def __init__(self) -> None:
        self.last = 0
        self._numbers = array("q")
        self._untils = array("q")
        self._tried: dict[int, bool] = {}

    def add(self, anchor: JournalAnchor) -> None:
        """Take the next anchor."""
        self.last = anchor.number
        self._numbers.append(anchor.number)
        self._untils.append(anchor.until)

    def covering(self, transaction: int) -> int | None:
        """Return the number of the anchor that covers ``transaction``; ``None``: newer than the last one."""
        place = bisect_right(self._untils, transaction)
        return self._numbers[place] if place < len(self._numbers) else None

    def holds(self, number: int) -> bool:
        """Tell whether the entries of anchor ``number`` still give its root, so that they are what they were."""
        if number not in self._tried:
            self._tried[number] = any(_gives_root(anchor) for anchor, _ in _read_anchors(number))
        return self._tried[number]


def _read_anchors(number: int | None = None) -> Iterator[tuple[JournalAnchor, str]]:
    """Yield the anchors in order, or the one of that number, each with its time as canonical text."""
    only, values = ("", []) if number is None else ("WHERE number = %s", [number])
    names = ("number", "first", "until", "entries", "streams", "root", "previous", "hash", "token")
    for at, *fields in rows(_ANCHORS.format(only=only), values):
        yield JournalAnchor(**dict(zip(names, fields, strict=True))), at


def _check_anchors(report: Report, anchors: _Anchors, known: Mapping[int, bytes], *, roots: bool) -> None:
    previous, until = NOTHING, 0
    missing = set(known)
    for anchor, at in _read_anchors():
        number = anchor.number
        if number != anchors.last + 1:
            report.note(Finding("anchor_missing", anchor=anchors.last + 1, until=number - 1))
        elif bytes(anchor.previous) != previous or anchor.first != until:
            report.note(Finding("anchor_unchained", anchor=number))
        if hash_of(anchor, at) != bytes(anchor.hash):
            report.note(Finding("anchor_altered", anchor=number))
        if anchor.token is not None and stamped_at(bytes(anchor.token), bytes(anchor.hash)) is None:
            report.note(Finding("anchor_stamp", anchor=number))
        if known.get(number, anchor.hash) != anchor.hash:
            report.note(Finding("anchor_other", anchor=number))
        if roots and not _gives_root(anchor):
            report.note(Finding("anchor_entries", anchor=number))
        previous, until = bytes(anchor.hash), anchor.until
        report.anchors += 1
        missing.discard(number)
        anchors.add(anchor)
    beyond = {number for (number,) in rows(_HEADS_WITHOUT_ANCHOR, [anchors.last])} if roots else set()
    for number in sorted(beyond | {number for number in missing if number > anchors.last}):
        report.note(Finding("anchor_missing", anchor=number, until=number))


def _gives_root(anchor: JournalAnchor) -> bool:
    tree = Tree()
    streams, current = 0, None
    for stream, seq, digest in rows(LEAVES, [anchor.first, anchor.until]):
        tree.add(stream, seq, digest)
        streams += stream != current
        current = stream
    return (tree.count, streams, tree.root()) == (anchor.entries, anchor.streams, bytes(anchor.root))


class _Walk:
    """Entries and anchored heads, both in order of (stream, seq), read side by side."""

    def __init__(self, report: Report, anchors: _Anchors, heads: Iterator[tuple[Any, ...]]) -> None:
        self.report = report
        self.anchors = anchors
        self.heads = heads
        self.head = next(heads, None)
        self.stream: UUID | None = None
        self.link = BEGINNING

    def entry(self, row: tuple[Any, ...]) -> None:
        """Take the next entry."""
        stream, seq, *_, previous, digest, transaction = row
        if stream != self.stream:
            self._finish_stream()
            self._pass_streams_before(stream)
            self.stream, self.link = stream, BEGINNING
            self.report.streams += 1
        self.report.entries += 1
        if seq != self.link.seq + 1:
            self._note("missing", self.link.seq + 1, until=seq - 1)
        elif bytes(previous) != self.link.hash:
            self._note("unchained", seq)
        if _hash_of(row) != bytes(digest):
            self._note("altered", seq)
        self._compare_with_anchors(stream, seq, bytes(digest), transaction)
        self.link = Link(seq, bytes(digest))

    def end(self) -> None:
        """Say that there are no more entries."""
        self._finish_stream()
        self._pass_streams_before(None)

    def _compare_with_anchors(self, stream: UUID, seq: int, digest: bytes, transaction: int) -> None:
        while self.head and self.head[0] == stream and self.head[1] < seq:
            self.head = next(self.heads, None)
        covering = self.anchors.covering(transaction)
        if not (self.head and self.head[0] == stream):
            if covering is None:
                self.report.unanchored += 1
            else:
                self._blame("inserted", covering, seq)
            return
        _, head_seq, head_hash, anchor = self.head
        if covering != anchor:
            self._blame("moved", anchor if covering is None else covering, seq)
        if head_seq == seq:
            if bytes(head_hash) != digest:
                self._blame("rewritten", anchor, seq)
            self.head = next(self.heads, None)

    def _finish_stream(self) -> None:
        """Name what the anchors hold of this stream beyond its last entry."""
        last = None
        while self.head and self.head[0] == self.stream:
            last = self.head
            self.head = next(self.heads, None)
        if last:
            self._blame("cut", last[3], self.link.seq + 1, until=last[1])

    def _pass_streams_before(self, stream: UUID | None) -> None:
        """Name the streams that the anchors hold and that have no entry."""
        while self.head and (stream is None or self.head[0] < stream):
            self.stream = self.head[0]
            last = self.head
            while self.head and self.head[0] == self.stream:
                last = self.head
                self.head = next(self.heads, None)
            self._blame("stream_missing", last[3], 1, until=last[1])

    def _blame(self, what: str, anchor: int, seq: int, until: int | None = None) -> None:
        """Note ``what``; but where the anchor's entries still give its root, it is the head that was changed."""
        if self.anchors.holds(anchor):
            what = "head_changed"
        self._note(what, seq, until=until, anchor=anchor)

    def _note(self, what: str, seq: int, *, until: int | None = None, anchor: int | None = None) -> None:
        self.report.note(Finding(what, stream=self.stream, seq=seq, until=until, anchor=anchor))


def _hash_of(row: tuple[Any, ...]) -> bytes:
    """Return the hash that an entry should have, or nothing when it holds what no entry could."""
    stream, seq, at, kind, body, account, person, system, agency, persons, request, previous, _, _ = row
    try:
        content = Content(
            stream=str(stream),
            at=at,
            kind=kind,
            body=stored_body(body),
            account=account,
            person=person,
            system=system,
            agency=agency,
            persons=persons,
            request=request,
        )
        return follow(content, Link(seq - 1, bytes(previous))).hash
    except (ValueError, TypeError, RecursionError):
        return b""
