"""Jobs of the exchange."""

import time
from contextlib import suppress

from nenso.exchange.batches import sign_batches
from nenso.exchange.models import Usage
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import defer_many, job

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


@job("exchange.publish_open", attempts=3, in_parts=True)
def publish_open_data(actor: Actor, *, register: str) -> None:
    """Publish what a register opens to everyone, where there is something and it changed."""
    from nenso.exchange.opendata.errors import NothingToOpen
    from nenso.exchange.opendata.publishing import publish

    del actor
    with suppress(NothingToOpen):
        publish(register)


@job("exchange.publish_open_daily", cron="20 20 * * *")
def publish_open_data_daily(actor: Actor) -> None:
    """Every night, at twenty past three in Viet Nam, let what is due by its declaration be published."""
    from nenso.exchange.opendata.publishing import due, opened
    from nenso.runtime import clock

    del actor
    now = clock.now()
    defer_many(publish_open_data, [{"register": one.name} for one in opened() if due(one, now)])
