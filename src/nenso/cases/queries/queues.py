"""The queues that officers work from: what waits to be received, is in hand, is nearly due, is to be handed over.

A queue is walked by due time, a page at a time; typing narrows it, with or without diacritics. The database gives keys
only, and the policies decide again which cases are seen.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

import orjson
from psycopg import sql

from nenso.agencies.queries import agency_by_id
from nenso.cases.engine.offering import Offered
from nenso.cases.models import Status
from nenso.cases.queries.listing import SHOWN, Listed, listed_item
from nenso.cases.queries.overview import offered_by_row
from nenso.cases.queries.words import ALWAYS, Words, text_of
from nenso.formulas.offers import offers_of
from nenso.language.declarations.steps import Action, Step
from nenso.runtime import clock
from nenso.runtime.acting import Actor, ask
from nenso.runtime.ids import NO_KEY
from nenso.runtime.text import fold

SOON = timedelta(hours=24)
MOST_WORKED = 200
"""Cases on one page, for who does one thing on many."""
_OPEN = (Status.FILED, Status.ACCEPTED, Status.WORKING, Status.PAYING)
_FIRST, _LAST = "-infinity", "infinity"


@dataclass(frozen=True)
class Queue:
    """Which cases of an agency: in some ``statuses``, that wait for ``roles``, that are ``late`` or ``soon`` to be.

    ``visiting``: cases that another agency decides and received, in which something waits for this one.
    """

    words: Words
    statuses: tuple[int, ...]
    roles: tuple[str, ...] = ()
    late: bool = False
    soon: bool = False
    visiting: bool = False


QUEUES: Final[Mapping[str, Queue]] = {
    "receive": Queue({"vi": "Chờ tiếp nhận", "en": "To be received"}, (Status.FILED,)),
    "working": Queue({"vi": "Đang xử lý", "en": "In hand"}, (Status.ACCEPTED, Status.WORKING, Status.PAYING)),
    "soon": Queue({"vi": "Sắp đến hạn", "en": "Nearly due"}, _OPEN, soon=True),
    "late": Queue({"vi": "Quá hạn", "en": "Overdue"}, _OPEN, late=True),
    "asked": Queue({"vi": "Chờ bổ sung", "en": "Waiting for the applicant"}, (Status.ASKED,)),
    "sign": Queue({"vi": "Chờ ký", "en": "To be signed"}, _OPEN, roles=("leader",)),
    "return": Queue({"vi": "Chờ trả kết quả", "en": "To be handed over"}, (Status.DONE,)),
    "visiting": Queue({"vi": "Việc từ nơi khác", "en": "From other agencies"}, _OPEN, visiting=True),
}
"""By name, in the order of the day: each by due time."""


@dataclass(frozen=True)
class Sought:
    """What narrows a queue: ``text`` (name, code, procedure), and ``mine``: only what waits for the actor's roles."""

    text: str = ""
    mine: bool = False


_PAGE = sql.SQL(
    "SELECT q.due::text, q.id::text, CASE WHEN c.id IS NOT NULL THEN {shown} END, ("
    "SELECT json_agg((SELECT o.holder_name FROM agencies_post o"
    " WHERE o.account_id = t.account AND o.ended_at IS NULL LIMIT 1))::text"
    " FROM cases_task t WHERE t.case_id = c.id AND t.closed_at IS NULL AND t.account IS NOT NULL)"
    " FROM {walk} q LEFT JOIN (cases_case c JOIN agencies_agency a ON a.id = c.agency_id) ON c.id = q.id"
    " ORDER BY q.due, q.id"
)


def queue_of_agency(
    actor: Actor,
    agency: UUID,
    name: str,
    sought: Sought | None = None,
    *,
    after: Sequence[str] | None = None,
    limit: int = 50,
) -> Listed:
    """Return a page of the queue ``name`` of ``agency``, the first due first, in one statement.

    Each item also says who holds it (``officers``) and what can be done to many at once (``quick``).
    """
    limit, queue, sought = min(limit, MOST_WORKED), QUEUES[name], sought or Sought()
    walk = _walk(actor, agency, queue, sought, after, limit + 1)
    rows = ask(actor, _PAGE.format(shown=sql.SQL(SHOWN), walk=walk))[0]
    last = [str(part) for part in rows[limit - 1][:2]] if len(rows) > limit else None
    items = [_item(actor, agency, row[2], row[3]) for row in rows[:limit] if row[2] is not None]
    return Listed(items, last)


def _walk(
    actor: Actor, agency: UUID, queue: Queue, sought: Sought, after: Sequence[str] | None, most: int
) -> sql.Composable:
    now = clock.now()
    begins = now if queue.soon else _FIRST
    ends = now if queue.late else now + SOON if queue.soon else _LAST
    text = fold(sought.text)
    last_due, last_id = after or (_FIRST, str(NO_KEY))
    shared = [
        _array([int(one) for one in queue.statuses], "smallint[]"),
        sql.Literal(queue.late or queue.soon),
        _moment(begins),
        _moment(ends),
        sql.Literal(text),
        _array(_titled(agency, text), "text[]"),
        _moment(last_due),
        sql.Literal(UUID(last_id)),
        sql.Literal(most),
    ]
    if not queue.roles and not sought.mine and not queue.visiting:
        return _call("nenso_queue", [sql.Literal(agency), *shared])
    everybody = queue.visiting and not sought.mine
    roles = () if everybody else queue.roles or sorted(actor.roles_at(agency))
    account = sql.SQL("{}::uuid").format(sql.Literal(actor.account if sought.mine else None))
    walk = "nenso_visiting" if queue.visiting else "nenso_turns"
    return _call(walk, [sql.Literal(agency), _array(roles, "text[]"), account, *shared])


def _call(name: str, arguments: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL("{}({})").format(sql.Identifier(name), sql.SQL(", ").join(arguments))


def _array(values: Sequence[Any], kind: LiteralString) -> sql.Composable:
    return sql.SQL("{}::{}").format(sql.Literal(list(values)), sql.SQL(kind))


def _moment(value: datetime | str) -> sql.Composable:
    return sql.SQL("{}::timestamptz").format(sql.Literal(value))


def _titled(agency: UUID, text: str) -> list[str]:
    """Return the procedures whose title holds the text."""
    if not text:
        return []
    return [
        offer.name
        for offer in offers_of(agency_by_id(agency))
        if text in fold(text_of(offer.procedure.title, "")["vi"])
    ]


def _item(actor: Actor, agency: UUID, row: str, holders: str | None) -> dict[str, Any]:
    facts = orjson.loads(row)
    roles = actor.roles_at(agency)
    quick = list(_quick(actor, roles, offered_by_row(facts), facts["steps"] or ()))
    officers = [name for name in (orjson.loads(holders) if holders else ()) if name]
    return listed_item(facts) | {"officers": officers, "quick": quick}


def _quick(
    actor: Actor, roles: Set[str], ready: Offered, open_steps: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the actions that need nothing to be said: no reason, nothing that has to be filled in or asked."""
    for one in open_steps:
        if one["kind"] != "by" or one["role"] not in roles or one["account"] not in (None, str(actor.account)):
            continue
        step = ready.procedure.steps[one["step"]]
        for name, action in step.actions.items():
            if not action.reason and "applicant" not in action.targets and not _asks(step, action):
                label = text_of(action.label, str(name)) if action.label else ALWAYS.get(str(name))
                yield {"step": one["step"], "action": str(name), "label": label or text_of(None, str(name))}


def _asks(step: Step, action: Action) -> bool:
    forms = [form for form in (step.form, action.form) if form]
    return any(
        field.required is not False and field.default is None and field.compute is None and field.prefill is None
        for form in forms
        for field in form.walk()
    )
