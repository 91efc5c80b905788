"""How somebody stands to a case, told from the case as it was read: whose it is, who works on it, who only has a part.

The database has already decided who may see the case at all; here is decided how much of it (language: Who sees what).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nenso.cases.engine.offering import Offered
from nenso.cases.queries.overview import Row
from nenso.cases.queries.readers import ALWAYS_AT_AGENCY, CONSULT, OF_AN_AGENCY
from nenso.people.masking import masked_identifier
from nenso.runtime.acting import Actor
from nenso.runtime.paths import lies_within

OWNERS = frozenset({"applicant", "filer"})
HIDDEN = "•••"


@dataclass(frozen=True)
class Sight:
    """``owns``: applicant, filer or mandate. ``works``: a post at an agency of the case, an auditor above it, or the
    system. ``audits``: sees as who works, and does nothing. ``takes_part``: a party beside the applicant.
    """

    owns: bool
    works: bool
    audits: bool
    takes_part: bool

    @property
    def any(self) -> bool:
        """Whether the case is seen by more than a read rule."""
        return self.owns or self.works or self.takes_part


def sight_of(actor: Actor, row: Row, offered: Offered) -> Sight:
    """Return how ``actor`` stands to the case."""
    own = {str(key) for key in (actor.person, *actor.represents, *(seat.agency for seat in actor.seats)) if key}
    mine = {party["name"] for party in row["parties"] if party["party_id"] in own}
    drafted = not row["filed_at"] and actor.person is not None and str(actor.person) in row["persons"]
    agencies = {row["agency"]["id"], row["receiving"]["id"], *(task["agency"] for task in row["tasks"])}
    roles = {*offered.roles, *ALWAYS_AT_AGENCY}
    seated = any(f"{role}@{agency}" in actor.readers for role in roles for agency in agencies)
    asked = {entry["data"]["to"] for entry in row["entries"] if entry["kind"] == CONSULT}
    seated = seated or any(f"{role}@{agency}" in actor.readers for role in OF_AN_AGENCY for agency in asked)
    audits = any(lies_within(path, scope) for scope in actor.scope for path in row["agency_paths"])
    return Sight(
        owns=bool(mine & OWNERS) or drafted,
        works=seated or audits or bool(actor.system),
        audits=audits and not seated,
        takes_part=bool(mine - OWNERS),
    )


def masked(values: Mapping[str, Any], ways: Iterable[list[str]]) -> tuple[dict[str, Any], list[str]]:
    """Return ``values`` with what stands at the ``ways`` made unreadable, and the paths where that was done."""
    found: list[str] = []
    shown = dict(values)
    for way in ways:
        shown = _mask(shown, way, "", found)
    return shown, found


def _mask(values: Any, way: list[str], path: str, found: list[str]) -> Any:
    if isinstance(values, list):
        return [_mask(one, way, f"{path}[{index}]", found) for index, one in enumerate(values)]
    if not isinstance(values, Mapping) or values.get(way[0]) in (None, "", [], {}):
        return values
    inner = f"{path}.{way[0]}" if path else way[0]
    if len(way) > 1:
        return {**values, way[0]: _mask(values[way[0]], way[1:], inner, found)}
    found.append(inner)
    return {**values, way[0]: _hidden(values[way[0]])}


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return masked_identifier(value) if value.isdigit() else HIDDEN
    if isinstance(value, list):
        return [HIDDEN for _ in value]
    return HIDDEN
