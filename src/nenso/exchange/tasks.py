"""Jobs of the exchange."""

import time

from nenso.exchange.batches import sign_batches
from nenso.exchange.models import Usage
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import job

KEPT_MINUTES = 60


@job("exchange.sign", cron="*/5 * * * *")
def sign_every_five_minutes(actor: Actor) -> None:
    """Sign each agency's lookups of the last minutes."""
    del actor
    sign_batches()


@job("exchange.forget_usage", cron="17 * * * *")
def forget_usage(actor: Actor) -> None:
    """Remove the counts of minutes that are over; how many lookups there were is in the log."""
    del actor
    Usage.objects.filter(minute__lt=int(time.time() // 60) - KEPT_MINUTES).delete()
