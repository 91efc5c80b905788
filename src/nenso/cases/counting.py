"""Counting cases (thống kê): what the queues of an agency hold, what became of cases in a period; the list behind each.

Numbers are for whoever sits at the agency or above it, and for auditors; the cases behind them are read under the
policies, by each one's own right. A finished case that was late is never counted among those overdue and open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, LiteralString
from uuid import UUID

import orjson
from psycopg import sql

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id, home_of
from nenso.cases.errors import CountsRefused
from nenso.cases.listing import MOST, SHOWN, Listed, listed_item
from nenso.cases.queues import SOON
from nenso.runtime import clock
from nenso.runtime.acting import Actor, ask

By = Literal["", "procedure", "officer", "agency"]
QUEUE_NAMES: Final = ("receive", "working", "soon", "late", "asked", "sign", "return")
NUMBERS: Final = ("received", "in_hand", "on_time", "late", "overdue", "asked", "withdrawn")

_IN_PERIOD = "c.finished_at >= {begins} AND c.finished_at < {ends}"
_BEHIND: Final[dict[str, LiteralString]] = {
    "received": "c.filed_at >= {begins} AND c.filed_at < {ends}",
    "in_hand": "c.finished_at IS NULL",
    "on_time": _IN_PERIOD + " AND c.status <> 7 AND (c.due_at IS NULL OR c.finished_at <= c.due_at)",
    "late": _IN_PERIOD + " AND c.status <> 7 AND c.finished_at > c.due_at",
    "overdue": "c.finished_at IS NULL AND c.waiting_since IS NULL AND c.due_at < {moment}",
    "asked": "c.status = 5",
    "withdrawn": _IN_PERIOD + " AND c.status = 7",
}
"""What each number counts, of the cases that were filed: the words of ``nenso_counts``."""

_PAGE = sql.SQL(
    "SELECT {shown} FROM cases_case c JOIN agencies_agency a ON a.id = c.agency_id"
    " WHERE c.status > 0 AND c.agency_id IN (SELECT g.id FROM agencies_agency g WHERE g.path <@ {under}::ltree)"
    " AND {behind} AND {narrowed} AND {after} ORDER BY c.id DESC LIMIT {limit}"
)


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
    where, moment = _counted_by(actor, agency), clock.now()
    query = sql.SQL("SELECT * FROM nenso_queue_counts({}, {}, {})")
    asked = query.format(sql.Literal(where.id), sql.Literal(moment), sql.Literal(moment + SOON))
    return dict(zip(QUEUE_NAMES, map(int, ask(actor, asked)[0][0]), strict=True))


def counts(actor: Actor, agency: UUID, period: Period, *, by: By = "") -> list[Counted]:
    """Return what became of the cases of ``agency`` and those below it in ``period``, in one statement.

    ``in_hand overdue asked`` are as of now. Without ``by`` one item. Raises :class:`CountsRefused`.
    """
    where = _counted_by(actor, agency)
    query = sql.SQL("SELECT * FROM nenso_counts({}::ltree, {}, {}, {}, {})").format(
        sql.Literal(where.path),
        sql.Literal(period.begins),
        sql.Literal(period.ends),
        sql.Literal(clock.now()),
        sql.Literal(by),
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
    after: Sequence[str] | None = None,
    limit: int = 20,
) -> Listed:
    """Return the cases behind the number ``what``, of ``procedure`` only, that the actor may see; newest first.

    Raises :class:`CountsRefused`.
    """
    where, limit = _counted_by(actor, agency), min(limit, MOST)
    moments = {"begins": period.begins, "ends": period.ends, "moment": clock.now()}
    behind = sql.SQL(_BEHIND[what]).format(**{name: sql.Literal(value) for name, value in moments.items()})
    query = _PAGE.format(
        shown=sql.SQL(SHOWN),
        under=sql.Literal(where.path),
        behind=behind,
        narrowed=sql.SQL("c.procedure = {}").format(sql.Literal(procedure)) if procedure else sql.SQL("true"),
        after=sql.SQL("c.id < {}").format(sql.Literal(UUID(after[0]))) if after else sql.SQL("true"),
        limit=sql.Literal(limit + 1),
    )
    rows = [orjson.loads(row[0]) for row in ask(actor, query)[0]]
    return Listed([listed_item(row) for row in rows[:limit]], [rows[limit - 1]["id"]] if len(rows) > limit else None)


def _counted_by(actor: Actor, agency: UUID) -> Agency:
    """Return the agency, for who sits there or above it, or audits it. Raises :class:`CountsRefused`."""
    found = home_of(agency_by_id(agency))
    above = [*(seat.path for seat in actor.seats), *actor.scope]
    if not any(found.path == path or found.path.startswith(f"{path}.") for path in above):
        raise CountsRefused(agency=found.name)
    return found
