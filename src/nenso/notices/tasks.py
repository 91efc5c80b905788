"""Jobs of notices."""

from uuid import UUID

from nenso.notices.delivering import NOTICES, deliver_notice, not_tried_yet
from nenso.runtime.acting import Actor, acting
from nenso.runtime.jobs import defer, job


@job("notices.deliver")
def deliver(actor: Actor, *, notice: str) -> None:
    """Send one notice; hand itself over again for later when the mail server does not take it now."""
    del actor
    again = deliver_notice(UUID(notice))
    if again:
        defer(deliver, at=again, notice=notice)


@job("notices.take_up", cron="* * * * *", in_parts=True)
def take_up(actor: Actor) -> None:
    """Send what acts on cases wrote to be sent: they hand over no job of their own, so that an act stays quick."""
    del actor
    for notice in not_tried_yet():
        if again := deliver_notice(notice):
            with acting(NOTICES):
                defer(deliver, at=again, notice=str(notice))
