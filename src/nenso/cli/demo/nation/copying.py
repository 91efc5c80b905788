# ruff: noqa: S608 - names of tables and columns of this file alone, keys that the engine made
"""Cases in bulk: what the engine wrote of one is copied as often as wanted, its journal sealed anew.

A case that the engine really ran is read as lines of COPY, from every table that it wrote to, and taken apart once:
keys, moments and words that are of this case alone stand aside. A copy puts others in their places. Whatever the engine
learns to write is copied, too, without a word here.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from nenso.journal.chain import BEGINNING, Content, Link, body_text, follow, sealed_parts, stored_body
from nenso.registers.copying import escaped
from nenso.runtime.acting import Actor, acting

TABLES = {
    "cases_case": "id",
    "cases_casecode": "case_id",
    "cases_party": "case_id",
    "cases_task": "case_id",
    "cases_entry": "case_id",
    "cases_revision": "case_id",
    "cases_moment": "case_id",
    "cases_slip": "case_id",
    "results_signedresult": "case_id",
}
"""Tables of a case, with the column that names it; files and messages are not copied, of results not the paper."""
RECORDS = {"registers_record": "id", "registers_recordrevision": "record_id", "registers_recordparty": "record_id"}
"""Tables of a record that a case wrote, with the column that names it."""
_OWN = ("id", "case_id", "task_id", "record_id", "source_case")
_JOURNAL = "stream, seq, at, kind, body, account, person, system, agency_path, persons, request, previous, hash"
_ENTRIES = """
SELECT stream::text, seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), kind, body::text,
  account::text, person::text, system, agency_path::text, persons::text[], request
FROM journal_entry WHERE stream = ANY (%s) ORDER BY stream, seq
"""
_MOMENT = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?=Z|[+-]\d\d)"
_DAY = r"\d{4}-\d\d-\d\d(?![ T]?\d)|\d\d/\d\d/\d{4}"
_WRITTEN = {"-": "%Y-%m-%d", "/": "%d/%m/%Y"}
_NEAR = timedelta(days=120)
"""Days this near to the filing are of the story and move with it; others (births of grown-ups, laws) stay."""
_NULL = "\\N"
_ALL = Actor(system="journal", scope=("vn",), readers=frozenset())


class Lines:
    """Rows on their way into tables, as lines of COPY; what belongs together is flushed together."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, table: str, columns: str, line: str) -> None:
        """Keep a line for a table."""
        self.rows[table, columns].append(line)

    def seal(self, content: Content, link: Link = BEGINNING) -> Link:
        """Add an entry of the journal behind ``link``; return its own."""
        made = follow(content, link)
        said = (content.account, content.person, content.system, content.agency)
        told = (
            content.stream,
            str(made.seq),
            content.at,
            content.kind,
            escaped(body_text(content)),
            *(one or _NULL for one in said),
            "{" + ",".join(content.persons) + "}",
            content.request or _NULL,
            f"\\\\x{link.hash.hex()}",
            f"\\\\x{made.hash.hex()}",
        )
        self.add("journal_entry", _JOURNAL, "\t".join(told))
        return made

    def flush(self, database: psycopg.Connection[Any]) -> None:
        """Write everything, in the order in which tables were first named."""
        for (table, columns), lines in self.rows.items():
            with database.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write("\n".join(lines) + "\n")
        self.rows.clear()


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands for another in a copy: ``kind`` is ``word`` (the name of a value), ``moment`` or ``day``."""

    kind: str
    text: str


Text = tuple[str | Mark, ...]
"""A text taken apart: what stays, and what stands for another."""


@dataclass(slots=True)
class _Entry:
    """An entry of the journal, taken apart: the line before its hashes, and the three texts that are sealed."""

    stream: Text
    seq: int
    line: Text
    sealed: tuple[Text, Text, Text]


@dataclass(frozen=True, slots=True)
class Specimen:
    """The paper that stands for every signed result of a copy: SHA-256 and size in bytes."""

    sha256: str
    size: int


@dataclass(slots=True)
class Original:
    """Cases that the engine ran together, taken apart: how they begin (``filed_at``), and how long they run.

    ``numbers``: of the results that were signed, ``tokens``: how many there are.
    """

    filed_at: datetime
    last_at: datetime
    codes: list[str]
    keys: dict[str, int]
    numbers: list[str] = field(default_factory=list)
    lines: list[tuple[str, list[str], Text]] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)

    def copy(
        self,
        into: Lines,
        words: Mapping[str, str],
        later: timedelta,
        jitter: timedelta,
        draw: random.Random,
        found_by: Callable[[list[str], str], str],
    ) -> None:
        """Add one copy: ``later`` than the original, what somebody did ``jitter`` later still; see :func:`read`.

        ``found_by``: gives the line of a record, whose columns are told, the terms that find it.
        """
        moved = int((later + jitter).total_seconds() * 1000)
        fresh = {key: _key(moment + moved, draw) for key, moment in self.keys.items()}
        put = _putting({**words, **fresh}, later, jitter)
        for table, columns, line in self.lines:
            made = put(line)
            into.add(table, listed(columns), found_by(columns, made) if table == "registers_record" else made)
        links: dict[str, bytes] = {}
        for entry in self.entries:
            stream = put(entry.stream)
            previous = links.get(stream, BEGINNING.hash)
            before, between, after = (put(one) for one in entry.sealed)
            digest = sha256(f"{before}{previous.hex()}{between}{entry.seq}{after}".encode()).digest()
            links[stream] = digest
            into.add("journal_entry", _JOURNAL, f"{put(entry.line)}\t\\\\x{previous.hex()}\t\\\\x{digest.hex()}")


def read(cases: Sequence[UUID], words: Mapping[str, str], specimen: Specimen) -> Original:
    """Take apart the cases that stand in the open transaction. ``words``: text to the name of what replaces it.

    The codes of the cases are replaced by the words ``code0``, ``code1`` …, the numbers of their results by
    ``number0`` …, the texts that lead to these from a code on paper by ``token0`` …; their paper by a ``specimen``.
    """
    with acting(_ALL):
        tables = {table: _table(table, key, cases) for table, key in TABLES.items()}
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM registers_record WHERE source_case = ANY (%s) ORDER BY id", [list(cases)])
            records = [row[0] for row in cursor.fetchall()]
            tables |= {table: _table(table, key, records) for table, key in RECORDS.items() if records}
            cursor.execute(_ENTRIES, [[*cases, *records]])
            entries = cursor.fetchall()
            cursor.execute(
                "SELECT id::text, code, filed_at, (SELECT max(e.at) FROM cases_entry e WHERE e.case_id = c.id)"
                " FROM cases_case c WHERE id = ANY (%s) ORDER BY id",
                [list(cases)],
            )
            heads = cursor.fetchall()
    own = {
        value
        for columns, lines in tables.values()
        for line in lines
        for column, value in zip(columns, line.split("\t"), strict=True)
        if column in _OWN and value != _NULL
    }
    first = _milliseconds(heads[0][0])
    filed = heads[0][2]
    base = int(filed.timestamp() * 1000)
    keys = {f"#{key}": base + _milliseconds(key) - first for key in own}
    codes = [code for _, code, _, _ in heads]
    named = {**words, **{code: f"code{place}" for place, code in enumerate(codes)}, **{key: f"#{key}" for key in own}}
    numbers, papers = _put_specimens(*tables["results_signedresult"], specimen)
    apart = _taking_apart({**named, **papers}, filed.date())
    made = Original(filed, max(last or begun for _, _, begun, last in heads), codes, keys, numbers)
    for table, (columns, lines) in tables.items():
        made.lines += [(table, columns, apart(line)) for line in lines]
    made.entries = [_entry(row, apart) for row in entries]
    return made


def listed(columns: Iterable[str]) -> str:
    """Return columns as a statement names them."""
    return ", ".join(f'"{one}"' for one in columns)


def _put_specimens(columns: list[str], lines: list[str], specimen: Specimen) -> tuple[list[str], dict[str, str]]:
    """Put a specimen in the place of the paper of each result; return their numbers, and words as :func:`read` says."""
    numbers, words = list[str](), dict[str, str]()
    for place, line in enumerate(lines):
        row = dict(zip(columns, line.split("\t"), strict=True))
        numbers.append(row["number"])
        words |= {row["number"]: f"number{place}", row["token"]: f"token{place}"}
        row |= {"sha256": specimen.sha256, "size": str(specimen.size)}
        lines[place] = "\t".join(row.values())
    return numbers, words


def _table(table: str, key: str, cases: Sequence[UUID]) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' ORDER BY attnum",
            [table],
        )
        columns = [row[0] for row in cursor.fetchall()]
        wanted = ", ".join(f"'{case}'" for case in cases)
        with cursor.copy(f"COPY (SELECT {listed(columns)} FROM {table} WHERE {key} IN ({wanted})) TO STDOUT") as copy:
            text = b"".join(bytes(part) for part in copy).decode()
    return columns, text.splitlines()


def _entry(row: Sequence[Any], apart: Callable[[str], Text]) -> _Entry:
    stream, seq, at, kind, body, account, person, system, agency, persons, request = row
    content = Content(stream, at, kind, stored_body(body), account, person, system, agency, persons, request)
    before, between, after = sealed_parts(content)
    told = (
        stream,
        str(seq),
        at,
        kind,
        escaped(body_text(content)),
        *(one or _NULL for one in (account, person, system, agency)),
        "{" + ",".join(persons) + "}",
        request or _NULL,
    )
    return _Entry(apart(stream), seq, apart("\t".join(told)), (apart(before), apart(between), apart(after)))


def _taking_apart(words: Mapping[str, str], filed: date) -> Callable[[str], Text]:
    listed = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join([*(re.escape(one) for one in listed), _MOMENT, _DAY]))

    def mark(said: str) -> str | Mark:
        if said in words:
            return Mark("word", words[said])
        if len(said) > len("2026-11-26"):
            return Mark("moment", said)
        return Mark("day", said) if abs(_day(said) - filed) < _NEAR else said

    def apart(text: str) -> Text:
        pieces: list[str | Mark] = []
        at = 0
        for found in pattern.finditer(text):
            said = found[0]
            pieces.append(text[at : found.start()])
            pieces.append(mark(said))
            at = found.end()
        pieces.append(text[at:])
        return tuple(piece for piece in pieces if piece != "")

    return apart


def _day(said: str) -> date:
    return datetime.strptime(said, _WRITTEN["/" if "/" in said else "-"]).replace(tzinfo=UTC).date()


def _putting(words: Mapping[str, str], later: timedelta, jitter: timedelta) -> Callable[[Text], str]:
    def put(text: Text) -> str:
        return "".join(
            [
                piece
                if isinstance(piece, str)
                else words[piece.text]
                if piece.kind == "word"
                else _moved(piece.text, later, jitter)
                for piece in text
            ]
        )

    return put


@lru_cache(maxsize=200_000)
def _moved(text: str, later: timedelta, jitter: timedelta) -> str:
    """Return a day or moment moved: what was set to the hour (a due time) keeps its hour, what was done moves more."""
    if len(text) == len("2026-11-26"):
        return f"{_day(text) + later:{_WRITTEN['/' if '/' in text else '-']}}"
    moment = datetime.fromisoformat(text[:19]) + (later if text[14:19] == "00:00" else later + jitter)
    return f"{moment:%Y-%m-%d}{text[10]}{moment:%H:%M:%S}{text[19:]}"


def _milliseconds(key: str) -> int:
    return int(key.replace("-", "")[:12], 16)


def _key(milliseconds: int, draw: random.Random) -> str:
    """Return a key of version 7 of that millisecond."""
    rest = draw.getrandbits(74)
    text = f"{milliseconds:012x}7{rest >> 62:03x}{0x8 | (rest >> 60) & 3:x}{rest & (1 << 60) - 1:015x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def key_at(moment: datetime, draw: random.Random) -> str:
    """Return a key of version 7 of a moment."""
    return _key(int(moment.timestamp() * 1000), draw)


def heads_of(database: psycopg.Connection[Any], streams: Iterable[str]) -> dict[str, Link]:
    """Return where streams of the journal stand; those without an entry are left out."""
    rows = database.execute(
        "SELECT DISTINCT ON (stream) stream::text, seq, hash FROM journal_entry WHERE stream = ANY (%s::uuid[])"
        " ORDER BY stream, seq DESC",
        [list(streams)],
    )
    return {stream: Link(seq, bytes(digest)) for stream, seq, digest in rows}
