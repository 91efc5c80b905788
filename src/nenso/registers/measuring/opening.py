"""Who may read how good a register is, and ask for it to be measured."""

from uuid import UUID

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id
from nenso.language.declarations.registers import Register
from nenso.registers.declared import Declared
from nenso.registers.known import register_named
from nenso.registers.measuring.errors import MeasuringRefused, NotMeasured
from nenso.registers.tasks import measure_register
from nenso.runtime.acting import Actor, acting
from nenso.runtime.jobs import defer
from nenso.runtime.paths import lies_within


def open_to_public(register: Register) -> bool:
    """Return whether everyone may read how good a register is: where its declaration opens records to the public.

    Where only counts are open, it is not: how many records were assessed by agency and day would be those counts.
    """
    opened = any(
        rule.when is None
        and rule.under is None
        and any(str(term.name) == "public" for one in rule.who.values for term in one.terms)
        for rule in register.read
    )
    return opened or (register.open_data is not None and bool(register.open_data.fields))


def may_see(actor: Actor, register: str, agency: UUID) -> tuple[Declared, Agency]:
    """Return the register and the agency, where the actor may know: sits there or above, audits, or everyone may.

    Raises :class:`NotMeasured`, :class:`MeasuringRefused`.
    """
    declared = register_named(register).declared
    if declared.declaration.quality is None:
        raise NotMeasured(register=register)
    where = agency_by_id(agency)
    if not _covers(actor, where) and not open_to_public(declared.declaration):
        raise MeasuringRefused
    return declared, where


def ask_to_measure(actor: Actor, register: str, agency: UUID) -> None:
    """Let a register be measured soon, for an officer of an agency that keeps it; one asking waits at a time.

    Raises :class:`NotMeasured`, :class:`MeasuringRefused`.
    """
    _, where = may_see(actor, register, agency)
    if not any(lies_within(str(where.path), seat.path) and seat.roles - {"auditor"} for seat in actor.seats):
        raise MeasuringRefused
    with acting(actor):
        defer(measure_register, register=register)


def _covers(actor: Actor, agency: Agency) -> bool:
    return any(lies_within(str(agency.path), one) for one in (*actor.scope, *(seat.path for seat in actor.seats)))
