"""How an entry of the journal is sealed, and how entries are summed up in one root: pure, so that anybody can redo it.

An entry's *canonical bytes* are one JSON object (RFC 8259) in UTF-8 with exactly these keys, in order of their code
points, without white space and without escapes that JSON does not need: ``account agency at body format kind person
persons previous request seq stream system``. Its hash is the SHA-256 of these bytes; ``previous`` holds the hash of the
entry before it in its stream, in hexadecimal (the first entry: 64 zeros). ``docs/journal.md`` shows it by hand.
"""

import hashlib
import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from json import JSONDecoder
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from nenso.runtime.text import normalise

FORMAT = "nenso.journal/1"
NOTHING = bytes(32)
"""What the first entry of a stream, and the first anchor, have before them."""

_WHOLE_FLOAT_LIMIT = 2**53
_INTEGER_LIMIT = 2**63
_MAYBE_FRACTION = re.compile(r"(?:^|[ \[])-?\d+\.\d")
_LEAF, _NODE = b"\x00", b"\x01"


class Link(NamedTuple):
    """Where a stream stands: the number of its last entry (0: none yet) and that entry's hash."""

    seq: int
    hash: bytes


BEGINNING = Link(0, NOTHING)


class Content(NamedTuple):
    """Everything an entry says, apart from its place in the chain; ``body`` already :func:`plain`, ``at`` as text."""

    stream: str
    at: str
    kind: str
    body: Any
    account: str | None
    person: str | None
    system: str | None
    agency: str | None
    persons: list[str]
    request: str | None


def plain(value: Any) -> Any:
    """Return ``value`` as JSON that PostgreSQL's ``jsonb`` gives back unchanged.

    Strings and keys in NFC, UUIDs and dates as text, whole floats as integers. Raises ``ValueError`` for a number that
    JSON cannot hold exactly (NaN, infinity, beyond 64 bits, a whole float of 2^53 or more), ``TypeError`` for what is
    not JSON, :class:`~nenso.runtime.text.ForbiddenCharacter` for NUL and lone surrogates.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return normalise(str(value))
    if isinstance(value, int):
        if not -_INTEGER_LIMIT <= value < _INTEGER_LIMIT:
            raise ValueError(f"an integer beyond 64 bits: {value}")
        return int(value)
    if isinstance(value, float):
        return _plain_float(value)
    if isinstance(value, dict):
        return {_plain_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, UUID | date):
        return str(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def _plain_key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key is text, not {type(key).__name__}")
    return normalise(str(key))


def _plain_float(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError(f"not a number of JSON: {value}")
    if not value.is_integer():
        return value
    if abs(value) >= _WHOLE_FLOAT_LIMIT:
        raise ValueError(f"a whole number that a float does not hold exactly: {value}")
    return int(value)


def stored_body(text: str) -> Any:
    """Return a body from the text of a ``jsonb`` column; a fraction that no entry could have written stays text.

    A double reads ``0.1``, ``0.10`` and ``0.1000000000000000000001`` alike, so fractions are compared digit by digit.
    """
    return _EXACTLY.decode(text) if _MAYBE_FRACTION.search(text) else orjson.loads(text)


def _stored_integer(text: str) -> int | str:
    value = int(text)
    return value if -_INTEGER_LIMIT <= value < _INTEGER_LIMIT else text


def _stored_float(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) and format(Decimal(repr(value)), "f") == text else text


_EXACTLY = JSONDecoder(parse_float=_stored_float, parse_int=_stored_integer)


def moment_text(moment: datetime) -> str:
    """Return an aware moment as canonical text: UTC, always six digits of a second, ``2026-11-03T02:15:04.000000Z``."""
    if moment.tzinfo is None:
        raise ValueError("a moment carries its time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def sealed_parts(content: Content) -> tuple[str, str, str]:
    """Return the canonical bytes as three texts: before the previous hash, between it and ``seq``, after ``seq``.

    The database joins them with the head it has just locked, so that one statement reads the head, seals and writes.
    """
    before = json_text(
        {
            "account": content.account,
            "agency": content.agency,
            "at": content.at,
            "body": content.body,
            "format": FORMAT,
            "kind": content.kind,
            "person": content.person,
            "persons": content.persons,
        }
    )
    after = json_text({"stream": content.stream, "system": content.system})
    return f'{before[:-1]},"previous":"', f'","request":{json_text(content.request)},"seq":', f",{after[1:]}"


def canonical(content: Content, link: Link) -> bytes:
    """Return the canonical bytes of the entry that follows ``link`` in its stream."""
    before, between, after = sealed_parts(content)
    return f"{before}{link.hash.hex()}{between}{link.seq + 1}{after}".encode()


def follow(content: Content, link: Link) -> Link:
    """Return the link that the entry with ``content`` makes after ``link``."""
    return Link(link.seq + 1, hashlib.sha256(canonical(content, link)).digest())


def content_of(
    stream: UUID,
    kind: str,
    body: dict[str, Any],
    *,
    at: datetime,
    account: UUID | None = None,
    person: UUID | None = None,
    system: str | None = None,
    agency: str | None = None,
    persons: Sequence[UUID] = (),
    request: str | None = None,
) -> Content:
    """Return what an entry says, normalised; raises as :func:`plain` does. ``persons`` are sorted and named once."""
    return Content(
        stream=str(stream),
        at=moment_text(at),
        kind=kind,
        body=plain(body),
        account=str(account) if account else None,
        person=str(person) if person else None,
        system=system or None,
        agency=agency or None,
        persons=sorted({str(one) for one in persons}),
        request=request or None,
    )


def body_text(content: Content) -> str:
    """Return the body as the JSON text that is stored."""
    return json_text(content.body)


def json_text(value: Any) -> str:
    """Return ``value`` as the one JSON text that is hashed and stored."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def leaf(stream: UUID, seq: int, entry_hash: bytes) -> bytes:
    """Return the leaf of one entry in a Merkle tree."""
    return hashlib.sha256(_LEAF + stream.bytes + seq.to_bytes(8, "big", signed=True) + entry_hash).digest()


def audit_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return what proves, with :func:`root_by`, that ``leaves[index]`` is under their root (RFC 6962, 2.1.1)."""
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    near, far = (leaves[:split], leaves[split:]) if index < split else (leaves[split:], leaves[:split])
    return [*audit_path(near, index if index < split else index - split), _root_of(far)]


def root_by(found: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf at ``index`` of ``count`` and its audit path give; None when they do not fit."""
    if not path:
        return found if count == 1 and index == 0 else None
    split = 1 << ((count - 1).bit_length() - 1) if count > 1 else 0
    *nearer, beside = path
    if index < split:
        below = root_by(found, index, split, nearer)
        return None if below is None else _above(below, beside)
    below = root_by(found, index - split, count - split, nearer) if 0 < split <= index < count else None
    return None if below is None else _above(beside, below)


def _root_of(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return _above(_root_of(leaves[:split]), _root_of(leaves[split:]))


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


class Tree:
    """A Merkle tree hash as in RFC 6962, section 2.1, fed leaf by leaf; memory grows with the logarithm of the leaves.

    A leaf is ``SHA-256(0x00 ‖ stream (16 bytes) ‖ seq (8 bytes, big-endian) ‖ hash (32 bytes))``, a node
    ``SHA-256(0x01 ‖ left ‖ right)``; the root of no leaf is ``SHA-256("")``.
    """

    def __init__(self) -> None:
        self.count = 0
        self._full: list[tuple[int, bytes]] = []

    def add(self, stream: UUID, seq: int, entry_hash: bytes) -> None:
        """Append one leaf; leaves come in order of (stream, seq)."""
        self.count += 1
        node = leaf(stream, seq, entry_hash)
        size = 1
        while self._full and self._full[-1][0] == size:
            node = _above(self._full.pop()[1], node)
            size *= 2
        self._full.append((size, node))

    def root(self) -> bytes:
        """Return the root over the leaves so far."""
        if not self._full:
            return hashlib.sha256(b"").digest()
        nodes = [node for _, node in self._full]
        root = nodes.pop()
        while nodes:
            root = _above(nodes.pop(), root)
        return root


def anchor_hash(
    *, number: int, at: str, first: int, until: int, entries: int, streams: int, root: bytes, previous: bytes
) -> bytes:
    """Return the hash of an anchor: SHA-256 of one JSON object, written as an entry's is.

    ``first`` and ``until`` bound the transactions that it covers (``until`` not included); ``previous`` is the hash of
    the anchor before it.
    """
    return hashlib.sha256(
        json_text(
            {
                "at": at,
                "entries": entries,
                "first": first,
                "format": f"{FORMAT}/anchor",
                "number": number,
                "previous": previous.hex(),
                "root": root.hex(),
                "streams": streams,
                "until": until,
            }
        ).encode()
    ).digest()
