"""Lists of cases, a page at a time: one's own, and those of an agency; one statement each, however many there are.

A page begins after the last case of the page before (keyset). The policies decide again what is seen; the filter by
person or agency is what makes it quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import sql

from nenso.cases.engine.seals import still_sealed
from nenso.cases.models import Status
from nenso.cases.queries.overview import offered_by_row
from nenso.cases.queries.words import status_of, text_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, ask
from nenso.runtime.text import fold

MOST = 100

SHOWN = """
json_build_object(
  'id', c.id, 'code', c.code, 'procedure', c.procedure, 'edition', c.edition_id, 'adaptation', c.adaptation_id,
  'agency', json_build_object('id', a.id, 'name', a.name, 'path', a.path::text),
  'label', c.label, 'applicant_name', c.applicant_name, 'status', c.status, 'channel', c.channel,
  'filed_at', c.filed_at, 'created_at', c.created_at, 'due_at', c.due_at, 'waiting_since', c.waiting_since,
  'finished_at', c.finished_at, 'version', c.version,
  'sealed_until', c.sealed_until, 'unsealed_at', c.unsealed_at,
  'steps', (SELECT json_agg(json_build_object('step', t.step, 'kind', t.kind, 'role', t.role, 'account', t.account,
      'since', t.opened_at, 'due_at', t.due_at) ORDER BY t.opened_at, t.id)
    FROM cases_task t WHERE t.case_id = c.id AND t.closed_at IS NULL))::text
"""
_OWN = sql.SQL(
    "SELECT {shown} FROM (SELECT DISTINCT y.case_id FROM cases_party y"
    " WHERE y.party_id = ANY({own}) AND {after} AND NOT EXISTS ("
    "SELECT 1 FROM cases_case k JOIN cases_party z ON z.case_id = k.parent_id AND z.party_id = ANY({own})"
    " WHERE k.id = y.case_id AND k.parent_id IS NOT NULL)"
    " ORDER BY y.case_id DESC LIMIT {limit}) AS mine"
    " JOIN cases_case c ON c.id = mine.case_id JOIN agencies_agency a ON a.id = c.agency_id ORDER BY c.id DESC"
)
_QUEUE = sql.SQL(
    "SELECT {shown} FROM cases_case c JOIN agencies_agency a ON a.id = c.agency_id"
    " WHERE c.agency_id = {agency} AND {where} ORDER BY {order} LIMIT {limit}"
)


@dataclass(frozen=True)
class Wanted:
    """Which cases of an agency: by ``status``, open ``step``, overdue, words of ``text`` or a code."""

    status: int | None = None
    step: str = ""
    overdue: bool = False
    text: str = ""


@dataclass(frozen=True)
class Listed:
    """A page, and after what the next one begins: None when this is the last."""

    items: list[dict[str, Any]]
    after: list[str] | None


def own_cases(
    actor: Actor, *, statuses: Sequence[int] = (), after: Sequence[str] | None = None, limit: int = 20
) -> Listed:
    """Return the cases that the actor, or an enterprise the actor acts for, has a part in; newest first.

    The children of a case that is listed are listed in that case alone. ``statuses``: only cases that stand so.
    """
    own = [key for key in (actor.person, *sorted(actor.represents)) if key is not None]
    if not own:
        return Listed([], None)
    limit = min(limit, MOST)
    begun = sql.SQL("y.case_id < {}").format(sql.Literal(UUID(after[0]))) if after else sql.SQL("true")
    if statuses:
        standing = "{} AND EXISTS (SELECT 1 FROM cases_case s WHERE s.id = y.case_id AND s.status = ANY({}))"
        begun = sql.SQL(standing).format(begun, sql.Literal(list(statuses)))
    query = _OWN.format(shown=sql.SQL(SHOWN), own=sql.Literal(own), after=begun, limit=sql.Literal(limit + 1))
    return _page(actor, query, limit, ("id",))


def cases_of_agency(
    actor: Actor, agency: UUID, wanted: Wanted, *, after: Sequence[str] | None = None, limit: int = 20
) -> Listed:
    """Return the cases that ``agency`` decides, newest first; the overdue ones by their due time."""
    limit = min(limit, MOST)
    keys = ("due_at", "id") if wanted.overdue else ("created_at", "id")
    order = "c.due_at, c.id" if wanted.overdue else "c.created_at DESC, c.id DESC"
    query = _QUEUE.format(
        shown=sql.SQL(SHOWN),
        agency=sql.Literal(agency),
        where=sql.SQL(" AND ").join(_conditions(wanted, after)),
        order=sql.SQL(order),
        limit=sql.Literal(limit + 1),
    )
    return _page(actor, query, limit, keys)


def _conditions(wanted: Wanted, after: Sequence[str] | None) -> list[sql.Composable]:
    found: list[sql.Composable] = [sql.SQL("c.status > {}").format(sql.Literal(int(Status.DRAFT)))]
    if wanted.status is not None:
        found.append(sql.SQL("c.status = {}").format(sql.Literal(wanted.status)))
    if wanted.step:
        found.append(
            sql.SQL(
                "EXISTS (SELECT 1 FROM cases_task s WHERE s.case_id = c.id AND s.step = {} AND s.closed_at IS NULL)"
            ).format(sql.Literal(wanted.step))
        )
    if wanted.overdue:
        found.append(
            sql.SQL(
                "c.finished_at IS NULL AND c.filed_at IS NOT NULL AND c.waiting_since IS NULL AND c.due_at < {}"
            ).format(sql.Literal(clock.now()))
        )
    if wanted.text.strip():
        found.append(
            sql.SQL("(c.code = {} OR strpos(c.folded, {}) > 0)").format(
                sql.Literal(wanted.text.strip()), sql.Literal(fold(wanted.text))
            )
        )
    if after:
        moment, key = datetime.fromisoformat(after[0]), UUID(after[1])
        compared = "(c.due_at, c.id) > ({}, {})" if wanted.overdue else "(c.created_at, c.id) < ({}, {})"
        found.append(sql.SQL(compared).format(sql.Literal(moment), sql.Literal(key)))
    return found


def _page(actor: Actor, query: sql.Composable, limit: int, keys: Sequence[str]) -> Listed:
    rows = [orjson.loads(row[0]) for row in ask(actor, query)[0]]
    after = [rows[limit - 1][key] for key in keys] if len(rows) > limit else None
    return Listed([listed_item(row) for row in rows[:limit]], after)


def sealed_in(row: dict[str, Any]) -> str | None:
    """Return until when the case of a row is sealed; None when it is not, or not any more."""
    until = datetime.fromisoformat(row["sealed_until"]) if row["sealed_until"] else None
    return clock.written(until) if until is not None and still_sealed(until, row["unsealed_at"]) else None


def listed_item(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of :data:`SHOWN` as lists show it: words for numbers and names."""
    offered = offered_by_row(row)
    procedure = offered.procedure
    steps = [
        {key: value for key, value in step.items() if key != "account"}
        | {"title": text_of(procedure.steps[step["step"]].title, step["step"]), "taken": step["account"] is not None}
        for step in row["steps"] or ()
    ]
    shown = {key: value for key, value in row.items() if key not in {"edition", "adaptation", "unsealed_at"}}
    return shown | {
        "sealed_until": sealed_in(row),
        "procedure": {"name": offered.name, "code": procedure.code, "title": text_of(procedure.title, offered.name)},
        "status": status_of(row["status"]),
        "steps": steps,
    }
