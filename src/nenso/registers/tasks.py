"""Jobs of registers."""

from contextlib import suppress
from uuid import UUID

from nenso.runtime.acting import Actor
from nenso.runtime.jobs import defer, defer_many, given_up, job


@job("registers.import", in_parts=True)
def run_import(actor: Actor, *, key: str) -> None:
    """Go on with an import from where it stopped; what is written is never written twice."""
    from nenso.registers.importing.running import run

    del actor
    run(UUID(key))


@job("registers.imports_given_up", cron="*/10 * * * *")
def end_imports_given_up(actor: Actor) -> None:
    """Every ten minutes, end as failed the imports whose job was given up: nobody waits for what never goes on."""
    from nenso.registers.importing.running import give_up

    del actor
    give_up(UUID(one["key"]) for one in given_up(run_import))


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


@job("registers.duplicates", attempts=2, in_parts=True)
def seek_duplicates(actor: Actor, *, register: str) -> None:
    """Look for the duplicates of a register, unless nothing changed since or a search is under way."""
    from nenso.registers.duplicates.errors import SearchUnderWay
    from nenso.registers.duplicates.seeking import changed_since, seek

    del actor
    with suppress(SearchUnderWay):
        if changed_since(register):
            seek(register)


@job("registers.duplicates_daily", cron="0 18 * * *")
def seek_duplicates_daily(actor: Actor) -> None:
    """Let every register that declares it be searched for duplicates, at one at night in Viet Nam."""
    from nenso.registers.duplicates.seeking import registers_with_duplicates

    del actor
    defer_many(seek_duplicates, [{"register": one.name} for one in registers_with_duplicates()])


@job("registers.forget_searches", cron="50 19 * * *")
def forget_searches(actor: Actor) -> None:
    """Remove the counts of days that are over; what was searched for stands in the journal."""
    from nenso.registers.models import MaskedSearches
    from nenso.runtime import clock

    del actor
    MaskedSearches.objects.filter(day__lt=clock.today()).delete()


@job("registers.keep", cron="40 19 * * *")
def keep_records(actor: Actor) -> None:
    """Every night, at twenty to three in Viet Nam, archive and erase the records whose declared time is over."""
    from nenso.registers.keeping import keep_as_declared

    del actor
    keep_as_declared()
