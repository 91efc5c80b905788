"""A write that is sent twice is done once: ``Idempotency-Key`` with the hash of what was asked."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import orjson
from psycopg import sql

from nenso.cases.errors.sent_twice import KeyNeeded, KeyReused
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Rows, acting, send
from nenso.runtime.ids import uuid7
from nenso.runtime.statements import Prepared

_CLAIM = Prepared(
    "idempotency_claim",
    "INSERT INTO cases_clientkey (owner, key, body_hash, made, at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (owner, key) DO NOTHING",
)
_CLAIMED = Prepared("idempotency_claimed", "SELECT body_hash, made FROM cases_clientkey WHERE owner = $1 AND key = $2")

_KEY = re.compile(r"[\x21-\x7e]{8,80}\Z")


def claim(actor: Actor, key: str, asked: Mapping[str, Any], made: UUID) -> tuple[sql.Composable, sql.Composable]:
    """Return the statements that claim ``key`` for what is ``asked``, which makes ``made``, and say who has it.

    Whoever sends the same key at the same moment waits in the first for the other to commit, and sees it in the second.
    Give the rows of the answer to :func:`claimed`. Raises :class:`KeyNeeded`.
    """
    if not _KEY.match(key):
        raise KeyNeeded
    owner = str(actor.account or actor.system or "public")
    return _CLAIM(owner, key, _hash(asked), made, clock.now()), _CLAIMED(owner, key)


def claimed(rows: Rows, asked: Mapping[str, Any], made: UUID) -> UUID | None:
    """Return None when the key is ours now, or what its first use made; raise :class:`KeyReused`."""
    body_hash, earlier = rows[0]
    if bytes(body_hash) != _hash(asked):
        raise KeyReused
    return None if earlier == made else UUID(str(earlier))


def claimed_before(actor: Actor, key: str | None, asked: Mapping[str, Any], made: UUID) -> UUID | None:
    """Claim ``key`` inside ``acting()``: return None when it is ours now (or there is none), or what it made before.

    For a use that is not on the path of every filing and act. Raises :class:`KeyNeeded`, :class:`KeyReused`.
    """
    if key is None:
        return None
    (rows,) = send(*claim(actor, key, asked, made))
    return claimed(rows, asked, made)


def carried_out(actor: Actor, key: str, asked: Mapping[str, Any], use: Callable[[], object]) -> bool:
    """Carry ``use`` out in one transaction with claiming ``key``; return False when the key had it done before.

    For uses of rooms below that know no keys; what ``use`` raises leaves the key free. Raises :class:`KeyNeeded`,
    :class:`KeyReused`.
    """
    with acting(actor):
        if claimed_before(actor, key, asked, uuid7()) is not None:
            return False
        use()
    return True


def _hash(asked: Mapping[str, Any]) -> bytes:
    """Return the hash of what is asked; text that cannot be stored (half of a surrogate) is refused later, in words."""
    try:
        text = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS, default=str)
    except TypeError:
        text = json.dumps(asked, sort_keys=True, default=str).encode()
    return hashlib.sha256(text).digest()
