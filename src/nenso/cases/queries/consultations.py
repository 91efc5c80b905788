"""What an agency was asked about cases of others and has not answered yet, the first due first (CN15)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from psycopg import sql

from nenso.cases.acts.consulting import consultations_of
from nenso.cases.queries.counting import counted_by
from nenso.cases.queries.listing import MOST, Listed
from nenso.cases.queries.overview import offered_by_row
from nenso.cases.queries.words import text_of
from nenso.runtime.acting import Actor, ask
from nenso.runtime.ids import NO_KEY

_PAGE = sql.SQL(
    "SELECT q.due, q.id::text, json_build_object('id', c.id, 'code', c.code, 'label', c.label,"
    " 'procedure', c.procedure, 'edition', c.edition_id, 'adaptation', c.adaptation_id)::text,"
    " json_build_object('id', e.id, 'kind', e.kind, 'reason', e.reason, 'actor', e.actor_name, 'at', e.at,"
    " 'data', e.data || jsonb_build_object('to', {}::text))::text FROM nenso_consultations({}, {}, {}, {}) q"
    " JOIN cases_case c ON c.id = q.case_id JOIN cases_entry e ON e.case_id = q.case_id AND e.id = q.id"
    " ORDER BY q.due, q.id"
)


def open_consultations(actor: Actor, agency: UUID, *, after: Sequence[str] | None = None, limit: int = 50) -> Listed:
    """Return a page of what ``agency`` was asked and has not answered, in one statement; each with its ``case``.

    Raises ``CountsRefused`` for an agency where the actor does not sit.
    """
    where, limit = counted_by(actor, agency), min(limit, MOST)
    last_due, last_id = after or ("", str(NO_KEY))
    rows = ask(actor, _PAGE.format(*map(sql.Literal, (where.id, where.id, last_due, UUID(last_id), limit + 1))))[0]
    items = [_shown(orjson.loads(row[2]), orjson.loads(row[3])) for row in rows[:limit]]
    return Listed(items, [rows[limit - 1][0], rows[limit - 1][1]] if len(rows) > limit else None)


def _shown(case: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    offered = offered_by_row(case)
    title = text_of(offered.procedure.title, offered.name)
    (found,) = consultations_of([entry])
    return found | {"case": {"code": case["code"], "label": case["label"], "title": title}}
