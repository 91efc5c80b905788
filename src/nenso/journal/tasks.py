"""Jobs of the journal."""

from nenso.journal.anchoring import anchor
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import job


@job("journal.anchor", cron="*/10 * * * *")
def anchor_every_ten_minutes(actor: Actor) -> None:
    """Anchor what was committed since the last time; an error (a restored database) stays listed as a failed job."""
    del actor
    anchor()
