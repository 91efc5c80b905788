"""Jobs of formulas."""

from uuid import UUID

from nenso.formulas.catalogue.taking_in import step
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import job


@job("formulas.take_in_step")
def take_in_step(actor: Actor, *, taken: str, number: int) -> None:
    """Read, or publish, one formula of a catalogue that is taken in."""
    del actor
    step(UUID(taken), number)
