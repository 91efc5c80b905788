"""What ``nenso agencies succeed`` does: pairs said, then records, grants and services follow, and the totals agree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nenso.agencies.models import AgencySuccession
from nenso.agencies.queries import agency_by_path
from nenso.agencies.succeeding import USE, Pair, Undecided, by_territory, succeed
from nenso.exchange import succeeding as exchange
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
    """A pair, with what goes or went: records by register, grants and services."""

    pair: Pair
    records: Counter[str] = field(default_factory=Counter)
    granted: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        pair = self.pair
        told = {"from": pair.old.path, "to": pair.new.path, "effective": pair.effective.isoformat()}
        return told | {"basis": pair.basis, "records": dict(self.records), "granted": self.granted}


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
    return Told([Line(one, registers.totals_of(SUCCEEDS, [one.old])) for one in pairs], undecided)


def carry_out(told: Told) -> Told:
    """Say each succession and let everything follow; return what went."""
    for one in told.lines:
        old, new = one.pair.old, one.pair.new
        succeed(SUCCEEDS, one.pair)
        one.records = registers.follow(SUCCEEDS, old, new)
        gone = exchange.follow(SUCCEEDS, old, new)
        one.granted = gone.services + gone.grants
    return told
