"""What hangs (theo dõi điều hành, CN26): open cases of an agency and those below it, the worst first, each with why.

For whoever sits at the agency or above it: the facts are theirs to see, what is in a case follows its own rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import sql

from nenso.cases.models import Status
from nenso.cases.queries.counting import counted_by
from nenso.cases.queries.facts import with_contents
from nenso.cases.queries.listing import MOST, Listed
from nenso.cases.queries.queues import SOON
from nenso.cases.queries.words import Words
from nenso.runtime import clock
from nenso.runtime.acting import Actor, ask
from nenso.runtime.ids import NO_KEY

_FIRST, _LAST = "-infinity", "infinity"
_OPEN = (Status.FILED, Status.ACCEPTED, Status.WORKING, Status.PAYING)
_AT_WORK = (Status.ACCEPTED, Status.WORKING, Status.PAYING)


@dataclass(frozen=True)
class Cause:
    """Which open cases hang for a reason: ``late`` or ``soon`` to be, held ``elsewhere``, ``slow`` at a step."""

    words: Words
    statuses: tuple[int, ...] = _OPEN
    running: bool = True
    late: bool = False
    soon: bool = False
    elsewhere: bool = False
    slow: bool = False


CAUSES: Final[Mapping[str, Cause]] = {
    "": Cause({"vi": "Quá hạn và sắp đến hạn", "en": "Overdue or nearly due"}, late=True, soon=True),
    "late": Cause({"vi": "Quá hạn trả kết quả", "en": "Overdue"}, _AT_WORK, late=True),
    "receive": Cause({"vi": "Chậm tiếp nhận", "en": "Late to be received"}, (Status.FILED,), late=True),
    "soon": Cause({"vi": "Sắp đến hạn", "en": "Nearly due"}, soon=True),
    "slow": Cause(
        {"vi": "Chậm ở một bước, chưa quá hạn", "en": "Late at a step, not overdue yet"}, _AT_WORK, slow=True
    ),
    "elsewhere": Cause({"vi": "Chờ cơ quan khác", "en": "Waiting for another agency"}, elsewhere=True),
    "applicant": Cause(
        {"vi": "Chờ người nộp bổ sung", "en": "Waiting for the applicant"}, (Status.ASKED,), running=False
    ),
    "payment": Cause({"vi": "Chờ nộp phí, lệ phí", "en": "Waiting for a payment"}, (Status.PAYING,), running=False),
}
"""By name, in the order of how much they matter."""


@dataclass(frozen=True)
class Wanted:
    """Which of what hangs: one ``cause``, what one ``officer`` (account) holds, of one ``procedure``."""

    cause: str = ""
    officer: UUID | None = None
    procedure: str = ""


@dataclass(frozen=True)
class Holder:
    """Who holds what is overdue or nearly: an officer, or a role at an agency that nobody of it has taken on."""

    account: UUID | None
    agency: UUID
    role: str
    name: str
    in_hand: int
    late: int
    soon: int


_WALK = sql.SQL(
    "nenso_hanging({}::ltree, {}::smallint[], {}, {}::timestamptz, {}::timestamptz, {}, {}, {}, {}::uuid, {},"
    " {}::timestamptz, {}, {})"
)


def hanging(
    actor: Actor, agency: UUID, wanted: Wanted, *, after: Sequence[str] | None = None, limit: int = 50
) -> Listed:
    """Return a page of what hangs at ``agency`` and below, the first due first, in one statement.

    Each item says why (``causes``: names of :data:`CAUSES`) and whether it may be opened (``seen``). Raises
    ``CountsRefused``.
    """
    where, limit, now, cause = counted_by(actor, agency), min(limit, MOST), clock.now(), CAUSES[wanted.cause]
    begins = now if (cause.soon and not cause.late) or cause.slow else _FIRST
    ends = now + SOON if cause.soon else now if cause.late else _LAST
    last_due, last_id = after or (_FIRST, str(NO_KEY))
    given = (where.path, [int(one) for one in cause.statuses], cause.running, begins, ends, now, cause.elsewhere)
    more = (cause.slow, wanted.officer, wanted.procedure, last_due, UUID(last_id), limit + 1)
    rows = with_contents(actor, _WALK.format(*map(sql.Literal, (*given, *more))), order="q.due, q.id", due=True)
    last = [rows[limit - 1].due, rows[limit - 1].key] if len(rows) > limit else None
    items = [row.item | {"causes": list(_why(row.item, now))} for row in rows[:limit] if row.item is not None]
    return Listed(items, last)


def holders_of(actor: Actor, agency: UUID) -> list[Holder]:
    """Return who holds what is overdue or due within a day at ``agency`` and below, who has most overdue first.

    Raises ``CountsRefused``.
    """
    where, now = counted_by(actor, agency), clock.now()
    query = sql.SQL("SELECT * FROM nenso_holders({}::ltree, {}, {})")
    rows = ask(actor, query.format(*map(sql.Literal, (where.path, now, now + SOON))))[0]
    found = [Holder(row[0], row[1], row[2], row[3] or "", *map(int, row[4:])) for row in rows]
    return sorted(found, key=lambda one: (-one.late, -one.soon, one.name))


def _why(item: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """Yield why a case hangs, what matters most first."""
    status = item["status"]["number"]
    due = item["due_at"] or item["receive_by"]
    over = due is not None and datetime.fromisoformat(due) < now and item["waiting_since"] is None
    if over:
        yield "receive" if status == Status.FILED else "late"
    if status == Status.ASKED:
        yield "applicant"
    if status == Status.PAYING:
        yield "payment"
    if any(step["agency"] not in {None, item["agency"]["id"]} for step in item["steps"]):
        yield "elsewhere"
    step_over = any(step["due_at"] and datetime.fromisoformat(step["due_at"]) < now for step in item["steps"])
    if step_over and not over and item["waiting_since"] is None:
        yield "slow"
    if due is not None and not over and item["waiting_since"] is None and datetime.fromisoformat(due) <= now + SOON:
        yield "soon"
