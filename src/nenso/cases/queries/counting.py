"""Counting cases (thống kê, CN25): what queues hold, what became of cases in a period, the list behind each.

Numbers are for whoever sits at the agency or above it, and for auditors. So are the facts of the cases behind them:
code, procedure, times, who holds them. What is in a case is read under the policies, by each one's own right. A
finished case that was late is never counted among those overdue and open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from psycopg import sql

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id, home_of
from nenso.cases.errors.seeing import CountsRefused
from nenso.cases.queries.facts import with_contents
from nenso.cases.queries.listing import MOST, Listed
from nenso.cases.queries.queues import SOON
from nenso.runtime import clock
from nenso.runtime.acting import Actor, ask
from nenso.runtime.paths import lies_within

By = Literal["", "procedure", "officer", "unit", "agency"]
QUEUE_NAMES: Final = ("receive", "working", "soon", "late", "asked", "sign", "return", "visiting")
NUMBERS: Final = ("received", "in_hand", "on_time", "late", "overdue", "asked", "withdrawn")

_BEHIND = sql.SQL("nenso_counted({}::ltree, {}, {}, {}, {}, {}, {}, {}, {}::uuid, {})")


@dataclass(frozen=True)
class Period:
    """From ``begins`` until before ``ends``, aware moments."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Counted:
    """The numbers of one procedure, officer (account) or agency, by its key; empty: of all together."""

    key: str
    numbers: dict[str, int]


def queue_counts(actor: Actor, agency: UUID) -> dict[str, int]:
    """Return how many cases each queue of ``agency`` holds now, by the queue's name, in one statement.

    Raises :class:`CountsRefused`.
    """
    where, moment = counted_by(actor, agency), clock.now()
    query = sql.SQL("SELECT q.*, nenso_visiting_count({}) FROM nenso_queue_counts({}, {}, {}) q")
    key = sql.Literal(where.id)
    asked = query.format(key, key, sql.Literal(moment), sql.Literal(moment + SOON))
    return dict(zip(QUEUE_NAMES, map(int, ask(actor, asked)[0][0]), strict=True))


def counts(actor: Actor, agency: UUID, period: Period, *, by: By = "", procedure: str = "") -> list[Counted]:
    """Return what became of the cases of ``agency`` and those below it in ``period``, in one statement.

    ``in_hand overdue asked`` are as of now. ``procedure``: of that one alone. By ``officer`` or ``unit``: whoever, or
    the part of an agency that, had the case last. Without ``by`` one item. Raises :class:`CountsRefused`.
    """
    where = counted_by(actor, agency)
    query = sql.SQL("SELECT * FROM nenso_counts({}::ltree, {}, {}, {}, {}, {})").format(
        *map(sql.Literal, (where.path, period.begins, period.ends, clock.now(), by, procedure))
    )
    found = [Counted(row[0] or "", dict(zip(NUMBERS, map(int, row[1:]), strict=True))) for row in ask(actor, query)[0]]
    return found or ([] if by else [Counted("", dict.fromkeys(NUMBERS, 0))])


def counted_cases(
    actor: Actor,
    agency: UUID,
    what: str,
    period: Period,
    *,
    procedure: str = "",
    by: By = "",
    key: str = "",
    after: Sequence[str] | None = None,
    limit: int = 20,
) -> Listed:
    """Return the cases behind the number ``what``, newest first: of ``procedure`` only, of ``key`` when counted ``by``.

    Of a case that the actor may not see the facts are told and ``seen`` is false. Raises :class:`CountsRefused`.
    """
    where, limit = counted_by(actor, agency), min(limit, MOST)
    given: tuple[Any, ...] = (where.path, what, period.begins, period.ends, clock.now(), procedure, by, key)
    behind = _BEHIND.format(*map(sql.Literal, (*given, UUID(after[0]) if after else None, limit + 1)))
    rows = with_contents(actor, behind, order="q.id DESC")
    last = [rows[limit - 1].key] if len(rows) > limit else None
    return Listed([row.item for row in rows[:limit] if row.item is not None], last)


def counted_by(actor: Actor, agency: UUID) -> Agency:
    """Return the agency, for who sits there or above it, or audits it. Raises :class:`CountsRefused`."""
    asked = agency_by_id(agency)
    found = home_of(asked)
    above = [*(seat.path for seat in actor.seats), *actor.scope]
    if not any(asked.path == path or lies_within(found.path, path) for path in above):
        raise CountsRefused(agency=found.name)
    return found
