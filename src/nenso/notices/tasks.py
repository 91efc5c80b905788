"""Jobs of notices."""

from uuid import UUID

from nenso.notices.delivering import deliver_notice
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import defer, job


@job("notices.deliver")
def deliver(actor: Actor, *, notice: str) -> None:
    """Send one notice; hand itself over again for later when the mail server does not take it now."""
    del actor
    again = deliver_notice(UUID(notice))
    if again:
        defer(deliver, at=again, notice=notice)
