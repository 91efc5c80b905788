"""Cases as whoever sits above may know them: the facts always, what is in them where the policies let it be seen."""

from dataclasses import dataclass
from typing import Any

import orjson
from psycopg import sql

from nenso.cases.queries.listing import listed_item
from nenso.runtime.acting import Actor, ask

_PAGE = sql.SQL(
    "SELECT q.id::text, {due}, q.facts, CASE WHEN c.id IS NOT NULL"
    " THEN json_build_object('label', c.label, 'applicant_name', c.applicant_name)::text END"
    " FROM {source} q LEFT JOIN cases_case c ON c.id = q.id ORDER BY {order}"
)


@dataclass(frozen=True)
class Known:
    """A case in a list: its key, the due time it is ordered by, what is shown of it (None: it is confidential)."""

    key: str
    due: str
    item: dict[str, Any] | None


def with_contents(actor: Actor, source: sql.Composable, *, order: str, due: bool = False) -> list[Known]:
    """Return the cases of a function that answers ``id`` and ``facts`` (and ``due``), in ``order``, in one statement.

    An item has ``seen``: whether the actor may open it; else it has no label and names nobody it is about.
    """
    shown = sql.SQL("q.due::text" if due else "''")
    query = _PAGE.format(due=shown, source=source, order=sql.SQL(order))
    return [Known(row[0], row[1], _item(orjson.loads(row[2]), row[3])) for row in ask(actor, query)[0]]


def _item(facts: dict[str, Any], contents: str | None) -> dict[str, Any] | None:
    confidential = facts.pop("confidential")
    if contents is None and confidential:
        return None
    known = orjson.loads(contents) if contents is not None else {"label": "", "applicant_name": ""}
    return listed_item(facts | known) | {"seen": contents is not None}
