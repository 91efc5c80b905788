"""What ``nenso agencies succeed`` does: pairs said, then posts, cases, records, money, grants and services follow."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nenso.agencies.models import AgencySuccession
from nenso.agencies.posts import follow as posts_follow
from nenso.agencies.queries import agency_by_path
from nenso.agencies.succeeding import USE, Pair, Undecided, by_territory, succeed
from nenso.cases.acts import succeeding as cases
from nenso.exchange import succeeding as exchange
from nenso.payments import succeeding as payments
from nenso.registers import succeeding as registers
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

SUCCEEDS = Actor(system=USE, scope=("vn",))


@dataclass
class Told:
    """What goes where: pairs, and the agencies that people have to decide on."""

    lines: list["Line"]
    undecided: Sequence[Undecided] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return {
            "pairs": [one.as_json() for one in self.lines],
            "undecided": [{"agency": one.old.path, "became": list(one.candidates)} for one in self.undecided],
        }


@dataclass
class Line:
    """A pair, with what goes or went: records by register, cases by procedure, grants and services, posts."""

    pair: Pair
    records: Counter[str] = field(default_factory=Counter)
    granted: int = 0
    cases: Counter[str] = field(default_factory=Counter)
    posts: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        pair = self.pair
        told = {"from": pair.old.path, "to": pair.new.path, "effective": pair.effective.isoformat()}
        went = {"records": dict(self.records), "cases": dict(self.cases), "granted": self.granted, "posts": self.posts}
        return told | {"basis": pair.basis} | went


def plan(old: str, new: str, basis: str, on: date | None) -> Told:
    """Return the pair that is named, or those that the map tells; changes nothing, and counts what would go.

    Pairs of earlier runs come again: what was left when one was stopped follows now.
    """
    day = on or clock.today()
    if old:
        pairs, undecided = [Pair(agency_by_path(old), agency_by_path(new), day, basis)], list[Undecided]()
    else:
        with acting(SUCCEEDS):
            pairs, undecided = by_territory(day)
            pairs += [
                Pair(one.old, one.new, one.effective, one.basis)
                for one in AgencySuccession.objects.select_related("old", "new").order_by("id")
            ]
    return Told([_counted(one) for one in pairs], undecided)


def _counted(pair: Pair) -> Line:
    records, held = registers.totals_of(SUCCEEDS, [pair.old]), cases.totals_of(SUCCEEDS, [pair.old])
    return Line(pair, records, cases=held)


def carry_out(told: Told) -> Told:
    """Say each succession and let everything follow; return what went."""
    for one in told.lines:
        old, new = one.pair.old, one.pair.new
        succeed(SUCCEEDS, one.pair)
        one.records = registers.follow(SUCCEEDS, old, new)
        gone = exchange.follow(SUCCEEDS, old, new)
        one.granted = gone.services + gone.grants
        one.cases = cases.follow(SUCCEEDS, old, new)
        payments.follow(SUCCEEDS, old, new)
        one.posts = posts_follow(SUCCEEDS, old, new, one.pair.basis)
    return told
