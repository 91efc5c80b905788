"""Jobs of registers."""

from uuid import UUID

from nenso.runtime.acting import Actor
from nenso.runtime.jobs import defer, job


@job("registers.import", in_parts=True)
def run_import(actor: Actor, *, key: str) -> None:
    """Go on with an import from where it stopped; what is written is never written twice."""
    from nenso.registers.importing.running import run

    del actor
    run(UUID(key))


@job("registers.measure", in_parts=True)
def measure_register(actor: Actor, *, register: str) -> None:
    """Measure what changed of a register's quality since the last time."""
    from nenso.registers.measuring.running import measure

    del actor
    measure(register)


@job("registers.measure_all", cron="30 18 * * *")
def measure_all(actor: Actor) -> None:
    """Every night, at half past one in Viet Nam, let each register that declares rules be measured."""
    from nenso.registers.known import registers_in_force

    del actor
    for one in registers_in_force():
        if one.declared.declaration.quality is not None:
            defer(measure_register, register=one.name)
