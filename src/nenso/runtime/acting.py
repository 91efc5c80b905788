"""Who acts, and the only way to read or write: ``with acting(actor):``.

The block is one transaction that tells PostgreSQL who acts (``SET LOCAL nenso.*``); every row is then guarded by the
policies of its table. Outside such a block the application role sees nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db import connection, transaction

_PATH = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_.@*-]+\Z")


@dataclass(frozen=True)
class Seat:
    """Where someone sits: one agency and the roles held there today, with the agency's path in the tree."""

    agency: UUID
    path: str
    kind: str
    roles: frozenset[str]
    place: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """Someone, or something, that acts.

    ``scope``: paths in the tree of agencies under which everything may be seen (auditors, the system).
    ``readers``: tokens that rows are opened to (``public``, ``signed_in``, ``officer@<agency id>``).
    ``system``: the name of the procedure, job or command that acts without a person.
    """

    account: UUID | None = None
    person: UUID | None = None
    seats: tuple[Seat, ...] = ()
    scope: tuple[str, ...] = ()
    readers: frozenset[str] = frozenset({"public"})
    system: str = ""
    language: str = "vi"
    assurance: int = 0
    scopes: frozenset[str] = field(default_factory=lambda: frozenset({"*"}))

    @cached_property
    def set_local(self) -> str:
        """The statements that tell the database who acts: all of them, the empty ones too."""
        for path in self.scope:
            if not _PATH.match(path):
                raise ValueError(f"not a path: {path!r}")
        for token in self.readers:
            if not _TOKEN.match(token):
                raise ValueError(f"not a reader: {token!r}")
        values = {
            "account": str(self.account or ""),
            "person": str(self.person or ""),
            "scope": ",".join(sorted(self.scope)),
            "readers": ",".join(sorted(self.readers)),
            "system": re.sub(r"[^A-Za-z0-9_.:-]", "", self.system),
        }
        return ";".join(f"SET LOCAL nenso.{name}='{value}'" for name, value in values.items())

    def roles_at(self, agency: UUID) -> frozenset[str]:
        """Return the roles this actor holds at ``agency`` today."""
        return frozenset().union(*(seat.roles for seat in self.seats if seat.agency == agency))


NOBODY = Actor()
_current: ContextVar[Actor | None] = ContextVar("actor", default=None)


class NobodyActs(RuntimeError):
    """Code that needs an actor ran outside ``acting()``: a defect, never a person's mistake."""


def current_actor() -> Actor:
    """Return who acts here; raise :class:`NobodyActs` outside ``acting()``."""
    actor = _current.get()
    if actor is None:
        raise NobodyActs
    return actor


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Open one transaction in which ``actor`` reads and writes; nested, the outer actor returns afterwards."""
    outer = _current.get()
    with transaction.atomic():
        _tell(actor)
        token = _current.set(actor)
        try:
            yield actor
        finally:
            _current.reset(token)
        if outer is not None and outer is not actor:
            _tell(outer)


def _tell(actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(actor.set_local)
