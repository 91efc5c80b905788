"""Directives across cases (CN27): those that somebody has to answer, has given, or that are open at an agency."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any, Literal
from uuid import UUID

import orjson
from psycopg import sql

from nenso.cases.acts.directing import directives_of
from nenso.cases.queries.counting import counted_by
from nenso.cases.queries.listing import MOST, Listed
from nenso.cases.queries.overview import offered_by_row
from nenso.cases.queries.words import text_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, ask
from nenso.runtime.ids import NO_KEY

Whose = Literal["mine", "given", "agency"]

_PAGE = sql.SQL(
    "SELECT d.due, d.id::text, json_build_object('id', c.id, 'code', c.code, 'label', c.label,"
    " 'procedure', c.procedure, 'edition', c.edition_id, 'adaptation', c.adaptation_id)::text,"
    " (SELECT json_agg(json_build_object('id', e.id, 'kind', e.kind, 'reason', e.reason, 'actor', e.actor_name,"
    " 'account', e.account, 'at', e.at, 'data', e.data) ORDER BY e.seq) FROM cases_entry e WHERE e.case_id = d.case_id"
    " AND (e.id = d.id OR e.data->>'directive' = d.id::text))::text"
    " FROM nenso_directives({}::uuid, {}::uuid, {}::uuid, {}, {}, {}, {}) d JOIN cases_case c ON c.id = d.case_id"
    " ORDER BY d.due, d.id"
)


def open_directives(
    actor: Actor,
    agency: UUID,
    whose: Whose,
    *,
    overdue: bool = False,
    after: Sequence[str] | None = None,
    limit: int = 50,
) -> Listed:
    """Return a page of the open directives that the actor answers for, has given, or of all given at ``agency``.

    The first due first, in one statement; each as :func:`~nenso.cases.acts.directing.directives_of` shows it, with its
    ``case``. ``overdue``: only those. Raises ``CountsRefused`` for an agency where the actor does not sit.
    """
    where, limit = counted_by(actor, agency), min(limit, MOST)
    account = actor.account
    given = {"mine": (None, account, None), "given": (None, None, account), "agency": (where.id, None, None)}[whose]
    before = clock.now().astimezone(UTC).isoformat() if overdue else ""
    last_due, last_id = after or ("", str(NO_KEY))
    arguments = (*given, before, last_due, UUID(last_id), limit + 1)
    rows = ask(actor, _PAGE.format(*map(sql.Literal, arguments)))[0]
    items = [one for row in rows[:limit] for one in _shown(orjson.loads(row[2]), orjson.loads(row[3] or "[]"))]
    return Listed(items, [rows[limit - 1][0], rows[limit - 1][1]] if len(rows) > limit else None)


def _shown(case: dict[str, Any], entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    offered = offered_by_row(case)
    title = text_of(offered.procedure.title, offered.name)
    about = {"id": case["id"], "code": case["code"], "label": case["label"], "title": title}
    return [one | {"case": about} for one in directives_of(entries)]
