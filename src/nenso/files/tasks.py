"""Jobs of files."""

from nenso.files.upkeep import scan_waiting, sweep
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import job


@job("files.scan_waiting", cron="* * * * *")
def scan_what_waits(actor: Actor) -> None:
    """Scan what was taken in while the scanner was down."""
    del actor
    scan_waiting()


@job("files.sweep", cron="30 19 * * *")
def sweep_what_nothing_holds(actor: Actor) -> None:
    """Remove what was stored and never attached, at 02:30 in Viet Nam."""
    del actor
    sweep()
