"""Who acts, and the only way to read or write: ``with acting(actor):``.

The block is one transaction that tells PostgreSQL who acts (``SET LOCAL nenso.*``); every row is then guarded by the
policies of its table. Outside such a block the application role sees nothing.

A round trip costs more than the statements in it. So ``BEGIN``, the settings and the first statements of a use travel
together, and so may its last ones and ``COMMIT`` (:meth:`Session.commit`); between them the ORM works as always.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, Error, OperationalError, connection, connections, transaction
from psycopg import sql

from nenso.runtime.statements import prepare

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
    ``represents``: enterprises that the person may act for today. ``name``: what entries call whoever acts.
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
    represents: frozenset[UUID] = frozenset()
    name: str = ""

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
        }
        return ";".join((*(f"SET LOCAL nenso.{name}='{value}'" for name, value in values.items()), self.set_system))

    @cached_property
    def set_system(self) -> str:
        """The statement that tells the database as what system the actor acts, or that it is none."""
        return f"SET LOCAL nenso.system='{re.sub(r'[^A-Za-z0-9_.:-]', '', self.system)}'"

    def by_way_of(self, use: str) -> "Actor":
        """Return the same one, acting through ``use``, which the policies take for a system; a system stays."""
        return self if self.system else replace(self, system=use)

    def roles_at(self, agency: UUID) -> frozenset[str]:
        """Return the roles this actor holds at ``agency`` today."""
        return frozenset().union(*(seat.roles for seat in self.seats if seat.agency == agency))


NOBODY = Actor()
_UNSEEING = Actor(readers=frozenset())
_current: ContextVar[Actor | None] = ContextVar("actor", default=None)
_savepoints = count()

Rows = list[tuple[Any, ...]]


class NobodyActs(RuntimeError):
    """Code that needs an actor ran outside ``acting()``: a defect, never a person's mistake."""


class Session:
    """One open block of :func:`acting`: who acts, and what the statements that opened it answered."""

    def __init__(self, actor: Actor, *, outermost: bool) -> None:
        self.actor = actor
        self.first: list[Rows] = []
        self.committed = False
        self.outermost = outermost

    def send(self, *statements: sql.Composable) -> list[Rows]:
        """Send ``statements`` in one round trip; return the rows of those that answer with rows, in order."""
        return _send(statements)

    def commit(self, *statements: sql.Composable) -> list[Rows]:
        """Send the last ``statements`` with the ``COMMIT`` in one round trip; nothing may follow in this block.

        Inside another block the outer one commits.
        """
        if not self.outermost:
            return _send(statements)
        answers = _commit(statements)
        self.committed = True
        return answers


def send(*statements: sql.Composable) -> list[Rows]:
    """Send ``statements`` in one round trip, inside ``acting()``; return the rows of those that answer with rows."""
    return _send(statements)


def through(use: str, *statements: sql.Composable) -> list[sql.Composable]:
    """Return ``statements`` as sent by way of ``use``, inside ``acting()``; who acts goes on as before after them."""
    actor = current_actor()
    return [sql.SQL(actor.by_way_of(use).set_system), *statements, sql.SQL(actor.set_system)]


def current_actor() -> Actor:
    """Return who acts here; raise :class:`NobodyActs` outside ``acting()``."""
    actor = _current.get()
    if actor is None:
        raise NobodyActs
    return actor


@contextmanager
def acting(actor: Actor, *first: sql.Composable) -> Iterator[Session]:
    """Open one transaction in which ``actor`` reads and writes; nested, the outer actor returns afterwards.

    ``first``: statements that travel with the opening; their rows are in :attr:`Session.first`.
    """
    here, outer = _here(), _current.get()
    session = Session(actor, outermost=not here.in_atomic_block)
    block = _transaction(here, session, first) if session.outermost else _savepoint(here, session, first, outer)
    with block:
        token = _current.set(actor)
        try:
            yield session
        finally:
            _current.reset(token)


def ask(actor: Actor, *statements: sql.Composable) -> list[Rows]:
    """Read as ``actor`` in a transaction of its own that is begun and ended in one round trip; return the rows.

    Inside another block the statements join its transaction, as ``actor``.
    """
    if _here().in_atomic_block:
        with acting(actor, *statements) as session:
            return session.first
    return _open((sql.SQL("BEGIN"), sql.SQL(actor.set_local), *statements, sql.SQL("COMMIT")))


@contextmanager
def _savepoint(here: Any, session: Session, first: Sequence[sql.Composable], outer: Actor | None) -> Iterator[None]:
    """Be to Django a nested ``atomic`` block; afterwards ``outer`` acts again, or nobody."""
    name = f"nenso_{next(_savepoints)}"
    here.savepoint_ids.append(name)
    failed = True
    try:
        session.first = _send((sql.SQL(f"SAVEPOINT {name}"), sql.SQL(session.actor.set_local), *first))
        yield
        failed = here.needs_rollback
    finally:
        here.savepoint_ids.pop()
        if failed:
            _roll_back_to(here, name)
        else:
            _send((sql.SQL((outer or _UNSEEING).set_local), sql.SQL(f"RELEASE SAVEPOINT {name}")))


def _roll_back_to(here: Any, name: str) -> None:
    """Undo what was done since the savepoint, and forget what was to run on commit."""
    here.needs_rollback = False
    here.run_on_commit = [hook for hook in here.run_on_commit if name not in hook[0]]
    try:
        _send((sql.SQL(f"ROLLBACK TO SAVEPOINT {name}"), sql.SQL(f"RELEASE SAVEPOINT {name}")))
    except Error:
        here.needs_rollback = True


@contextmanager
def _transaction(here: Any, session: Session, first: Sequence[sql.Composable]) -> Iterator[None]:
    """Be to Django an open ``atomic`` block that was begun by our own first round trip."""
    session.first = _open((sql.SQL("BEGIN"), sql.SQL(session.actor.set_local), *first))
    here.autocommit, here.in_atomic_block, here.needs_rollback = False, True, False
    failed = True
    try:
        yield
        failed = here.needs_rollback
    finally:
        here.autocommit, here.in_atomic_block, here.needs_rollback = True, False, False
        hooks, here.run_on_commit = here.run_on_commit, []
        if failed or not session.committed:
            _roll_back() if failed else _commit()
        if not failed:
            here.run_on_commit = hooks
            here.run_and_clear_commit_hooks()


def _open(opening: Sequence[sql.Composable]) -> list[Rows]:
    """Send the opening; a connection that a restart of the database left behind is replaced, once."""
    try:
        return _send(opening)
    except OperationalError:
        lost = connection.connection is None or connection.connection.closed
        connection.close()
        if not lost:
            raise
        return _send(opening)
    except DatabaseError:
        _roll_back()
        raise


def _commit(statements: Sequence[sql.Composable] = ()) -> list[Rows]:
    """Send the last statements and COMMIT; raise when PostgreSQL rolled back instead, because one had failed before."""
    *answers, [(committed,)] = _send((*statements, sql.SQL("COMMIT")), tell_end=True)
    if not committed:
        raise transaction.TransactionManagementError("a statement of this block failed: nothing was written")
    return answers


def _roll_back() -> None:
    """Roll back if there still is a connection to do it on."""
    try:
        _send((sql.SQL("ROLLBACK"),))
    except OperationalError:
        connection.close()


def _here() -> Any:
    """Return the connection of this thread; what Django offers as ``connection`` looks it up at every attribute."""
    return connections[DEFAULT_DB_ALIAS]


def _send(statements: Sequence[sql.Composable], *, tell_end: bool = False) -> list[Rows]:
    """Send the statements in one round trip; return their rows and, with ``tell_end``, whether the last did COMMIT."""
    here = _here()
    here.ensure_connection()
    prepare(here, statements)
    answers, end = here.send(";".join([statement.as_string(here.connection) for statement in statements]))
    return [*answers, [(end == b"COMMIT",)]] if tell_end else answers
