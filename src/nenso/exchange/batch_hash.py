"""What the signature of a batch of lookups is over: pure, so that anybody can work it out again without an install."""

import hashlib

from nenso.journal.chain import json_text

FORMAT = "nenso.exchange/1"


def batch_hash(*, agency: str, number: int, at: str, entries: int, root: bytes, previous: bytes) -> bytes:
    """Return the SHA-256 that a batch's signature is over: of one JSON object, written as an entry's is."""
    content = {
        "agency": agency,
        "at": at,
        "entries": entries,
        "format": f"{FORMAT}/batch",
        "number": number,
        "previous": previous.hex(),
        "root": root.hex(),
    }
    return hashlib.sha256(json_text(content).encode()).digest()
