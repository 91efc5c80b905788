"""From a session or a token's secret to an :class:`~nenso.runtime.acting.Actor`: one query, kept for seconds.

The query runs before anyone acts, so it goes through SQL functions that answer only this (``nenso_actor``,
``nenso_token``). What they said is kept in the process for at most :data:`KEPT_SECONDS` and forgotten as soon as the
account's posts, tokens or person change anywhere (:mod:`nenso.people.changes`).
"""

import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from uuid import UUID

import psycopg
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.db import connection
from django.http import HttpRequest

from nenso.people.changes import EVERYTHING, listener, subscribe
from nenso.people.models import Account
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Seat

KEPT_SECONDS = 15.0
MOST_KEPT = 20_000
USED_SECONDS = 60.0
AUDITOR = "auditor"


@dataclass(slots=True)
class _Kept:
    actor: Actor
    digest: bytes
    account: str
    until: float
    token: str
    note_use_at: float


class _Memory:
    """What was answered lately, by the digest of a token or of a session."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[bytes, _Kept] = {}
        self._used: dict[str, datetime] = {}
        self.generation = 0

    def get(self, key: bytes) -> Actor | None:
        kept = self._kept.get(key)
        now = time.monotonic()
        if kept is None or kept.until <= now or not compare_digest(kept.digest, key):
            return None
        if kept.token and kept.note_use_at <= now:
            kept.note_use_at = now + USED_SECONDS
            self._used[kept.token] = clock.now()
        return kept.actor

    def keep(self, kept: _Kept, generation: int) -> None:
        """Keep an answer, unless something changed since it was asked for."""
        with self._lock:
            if generation != self.generation:
                return
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[kept.digest] = kept

    def forget(self, account: str) -> None:
        with self._lock:
            self.generation += 1
            if account == EVERYTHING:
                self._kept.clear()
                return
            for key in [key for key, kept in self._kept.items() if kept.account == account]:
                del self._kept[key]

    def write_uses(self, own: psycopg.Connection[Any]) -> None:
        """Write when tokens were last used: at most once a minute for each, on the listener's connection."""
        if not self._used:
            return
        used, self._used = self._used, {}
        with own.transaction():
            own.execute("SET LOCAL nenso.system = 'tokens.used'")
            own.cursor().executemany(
                "UPDATE people_apitoken SET last_used_at = %s WHERE id = %s",
                [(at, token) for token, at in used.items()],
            )


_memory = _Memory()
subscribe("account", _memory.forget)
listener.regularly(_memory.write_uses)


def actor_of_token(secret: str) -> Actor | None:
    """Return who acts with ``secret``, or None when it is unknown, revoked, expired or of a closed account."""
    digest = sha256(secret.encode()).digest()
    return _memory.get(digest) or _load_token(digest)


def actor_of_session(request: HttpRequest) -> Actor | None:
    """Return who is signed in, or None; the session is checked against the password whenever it is not remembered.

    Only who acts is remembered: whether the session is open is read anew for every request, so signing out is final
    everywhere at once.
    """
    account, proof = request.session.get(SESSION_KEY), request.session.get(HASH_SESSION_KEY)
    if not account or not proof:
        return None
    digest = sha256(f"{account}:{proof}".encode()).digest()
    return _memory.get(digest) or _load_session(request, digest)


def load_actor(account: UUID) -> Actor | None:
    """Return who acts with ``account`` as the database says now."""
    row = _ask("SELECT nenso_actor(%s, %s)", [account, clock.today()])
    return actor_from(row) if row else None


def actor_from(row: dict[str, Any]) -> Actor:
    """Return the actor that a row of ``nenso_actor`` describes.

    A post at a unit is a seat at the unit and at its agency; only auditors see by scope: all below their own post.
    """
    seats = tuple(_seats(row["seats"]))
    readers = {"public", "signed_in"}
    for seat in seats:
        readers.update(f"{role}@{seat.agency}" for role in seat.roles)
        readers.update(f"{role}@any" for role in seat.roles)
    readers.update(f"representative@{enterprise}" for enterprise in row["represents"])
    return Actor(
        account=UUID(row["account"]),
        person=UUID(row["person"]) if row["person"] else None,
        seats=seats,
        scope=tuple(sorted(seat["path"] for seat in row["seats"] if AUDITOR in seat["own_roles"])),
        readers=frozenset(readers),
        language=row["language"],
        assurance=row["assurance"],
        scopes=frozenset(row.get("scopes", ["*"])),
        represents=frozenset(map(UUID, row["represents"])),
        name=row["name"],
    )


def _seats(rows: Iterable[dict[str, Any]]) -> Iterable[Seat]:
    for row in rows:
        yield Seat(
            agency=UUID(row["agency"]),
            path=row["path"],
            kind=row["kind"],
            roles=frozenset(row["roles"]),
            place=UUID(row["place"]) if row["place"] else None,
        )


def _load_token(digest: bytes) -> Actor | None:
    listener.start()
    generation = _memory.generation
    row = _ask("SELECT nenso_token(%s, %s, %s)", [digest, clock.now(), clock.today()])
    if not row:
        return None
    actor = actor_from(row)
    left = (datetime.fromisoformat(row["expires_at"]) - clock.now()).total_seconds()
    now = time.monotonic()
    until = now + min(KEPT_SECONDS, left)
    _memory.keep(_Kept(actor, digest, row["account"], until, row["token"], now), generation)
    return actor


def _load_session(request: HttpRequest, digest: bytes) -> Actor | None:
    listener.start()
    generation = _memory.generation
    account = get_user(request)
    actor = load_actor(account.id) if isinstance(account, Account) else None
    if actor is not None:
        until = time.monotonic() + KEPT_SECONDS
        _memory.keep(_Kept(actor, digest, str(actor.account), until, "", until), generation)
    return actor


def _ask(query: str, parameters: list[Any]) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        answer = (cursor.fetchone() or (None,))[0]
    if answer is None:
        return None
    row: dict[str, Any] = json.loads(answer) if isinstance(answer, str) else answer
    return row


def in_language(actor: Actor, language: str) -> Actor:
    """Return ``actor``, spoken to in ``language``."""
    return actor if actor.language == language else replace(actor, language=language)
