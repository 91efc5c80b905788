"""What a leader has to know in five minutes: what is overdue and who holds it, what waits to be signed, what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from nenso.cases.queries.counting import Counted, counts, queue_counts
from nenso.cases.queries.directives import open_directives
from nenso.cases.queries.hanging import Holder, holders_of
from nenso.cases.queries.periods import between, period_around
from nenso.cases.queries.queues import Sought, queue_of_agency
from nenso.runtime import clock
from nenso.runtime.acting import Actor

FEW: Final = 5
THINGS: Final = 3
LEADER: Final = "leader"
"""What waits for whoever reads this is not for somebody else to be asked about."""


@dataclass(frozen=True)
class Thing:
    """One thing to do now: ``sign``, ``directives``, ``holder``, ``nobody``, ``late``, ``soon``; how many, whose.

    ``agencies``: at how many agencies.
    """

    what: str
    number: int
    holder: Holder | None = None
    agencies: int = 1


@dataclass(frozen=True)
class Briefing:
    """An agency as it stands: its queues, its month, who holds what is overdue, what waits for the leader.

    ``below``: what of ``late`` and ``soon`` is at agencies below it; their month is in the agency's.
    """

    queues: Mapping[str, int]
    below: Mapping[str, int]
    month: Counted
    holders: Sequence[Holder]
    to_sign: Sequence[Mapping[str, Any]]
    directives: Sequence[Mapping[str, Any]]
    things: Sequence[Thing]


def briefing(actor: Actor, agency: UUID) -> Briefing:
    """Return what whoever leads ``agency`` has to know now, in a handful of statements. Raises ``CountsRefused``."""
    queues = queue_counts(actor, agency)
    (month, *_) = counts(actor, agency, between(*period_around("month", clock.today())))
    holders = holders_of(actor, agency)
    to_sign = queue_of_agency(actor, agency, "sign", Sought(mine=True), limit=FEW).items if queues["sign"] else []
    directives = open_directives(actor, agency, "agency", overdue=True, limit=FEW).items
    others = [one for one in holders if one.agency != agency]
    below = {"late": sum(one.late for one in others), "soon": sum(one.soon for one in others)}
    things = list(_things(queues, below, holders, len(directives)))[:THINGS]
    return Briefing(queues, below, month, holders, to_sign, directives, things)


def _things(
    queues: Mapping[str, int], below: Mapping[str, int], holders: Sequence[Holder], directives: int
) -> Iterator[Thing]:
    """Yield what could be done, what matters most first: only the leader can sign; one holder is spoken to at once."""
    if queues["sign"]:
        yield Thing("sign", queues["sign"])
    untaken = [one for one in holders if one.late and one.account is None]
    asked = [Thing("nobody", sum(one.late for one in untaken), agencies=len({one.agency for one in untaken}))]
    if holder := next((one for one in holders if one.late and one.account and one.role != LEADER), None):
        asked.append(Thing("holder", holder.late, holder))
    yield from sorted((one for one in asked if one.number), key=lambda one: (-one.number, one.what))
    if directives:
        yield Thing("directives", directives)
    late, soon = (queues[what] + below[what] for what in ("late", "soon"))
    if late > sum(one.number for one in asked):
        yield Thing("late", late)
    if soon:
        yield Thing("soon", soon)
