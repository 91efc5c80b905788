"""Jobs of registers."""

from uuid import UUID

from nenso.runtime.acting import Actor
from nenso.runtime.jobs import job


@job("registers.import", in_parts=True)
def run_import(actor: Actor, *, key: str) -> None:
    """Go on with an import from where it stopped; what is written is never written twice."""
    from nenso.registers.importing.running import run

    del actor
    run(UUID(key))
