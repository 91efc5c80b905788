"""Leave to read records, given and taken back by the administrators of the agency that keeps them, without a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.agencies.posts import ROLES
from nenso.agencies.queries import agency_by_path
from nenso.language.expressions.reading import start_of_day
from nenso.registers.errors import GrantIncomplete, GrantUnknown, NothingUnderGrant
from nenso.registers.granting import MOST, Receivers, give, take_back
from nenso.registers.known import Known, register_named, registers_in_force
from nenso.registers.leave import GRANT
from nenso.registers.models import RecordGrant
from nenso.registers.sight import ALL
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise

USE = "registers.lend"
ANYWHERE = "any"


@dataclass(frozen=True)
class Wanted:
    """Which fields of which register (none: all that is open), to which role at which agency (none: any), for what.

    ``until``: the first day no longer.
    """

    register: str
    fields: tuple[str, ...]
    role: str
    at: str
    purpose: str
    until: date | None
    why: str


def registers_to_lend() -> list[Known]:
    """Return the registers in force that let somebody read under a grant."""
    return [one for one in registers_in_force() if opened(one)]


def opened(known: Known) -> list[str]:
    """Return the fields that a register lets be read under a grant, in the order of its declaration."""
    declaration = known.declared.declaration
    items = {str(item.name) for rule in declaration.read if rule.under == GRANT for item in rule.what}
    return [str(one.name) for one in declaration.fields if ALL in items or one.name in items]


def lend(actor: Actor, agency: Agency, wanted: Wanted) -> RecordGrant:
    """Let a role read records that ``agency`` and those below it keep.

    Raises ``NotAdministrator``, ``RegisterUnknown``, ``AgencyUnknown``, :class:`NothingUnderGrant`,
    :class:`GrantIncomplete`.
    """
    known = register_named(wanted.register)
    open_to = set(opened(known))
    if not open_to or not set(wanted.fields) <= open_to:
        raise NothingUnderGrant(register=known.name)
    purpose, why = normalise(wanted.purpose).strip()[:200], normalise(wanted.why).strip()[:200]
    if wanted.role not in ROLES or not purpose or not why or wanted.until is None or wanted.until <= clock.today():
        raise GrantIncomplete
    with acting(actor):
        must_administer(agency)
        where = str(agency_by_path(wanted.at.strip()).id) if wanted.at.strip() else ANYWHERE
    with acting(actor.by_way_of(USE)):
        return give(
            known.name,
            agency,
            Receivers(frozenset({f"{wanted.role}@{where}"})),
            fields=wanted.fields,
            purpose={"vi": purpose},
            until=start_of_day(wanted.until),
            why=why,
            case=None,
            at=clock.now(),
        )


def end_lending(actor: Actor, agency: Agency, grant: UUID, why: str) -> None:
    """Take a grant of ``agency`` back, however it was given; twice is once.

    Raises ``NotAdministrator``, :class:`GrantUnknown`, :class:`GrantIncomplete` without a reason.
    """
    reason = normalise(why).strip()[:200]
    if not reason:
        raise GrantIncomplete
    with acting(actor):
        must_administer(agency)
    with acting(actor.by_way_of(USE)):
        found = RecordGrant.objects.filter(pk=grant, agency=agency)
        if not found:
            raise GrantUnknown
        take_back(found, why=reason, case=None, at=clock.now())


def lent_by(actor: Actor, agency: Agency) -> Iterable[RecordGrant]:
    """Return the grants to read records of ``agency``, the newest first. Raises ``NotAdministrator``."""
    with acting(actor):
        must_administer(agency)
    with acting(actor.by_way_of(USE)):
        return list(
            RecordGrant.objects.filter(agency=agency).select_related("agency").order_by("-given_at", "-id")[:MOST]
        )
