"""Jobs of the index."""

import logging
from uuid import UUID

from nenso.runtime.acting import Actor
from nenso.runtime.jobs import job

_log = logging.getLogger(__name__)


@job("index.measure", cron="*/10 * * * *", in_parts=True)
def measure_every_ten_minutes(actor: Actor) -> None:
    """Bring the values of the running month, quarter and year up to date, and those that changed before."""
    del actor
    from nenso.index.measuring.running import run

    for problem in run().refused:
        _log.warning(problem.text("en"))


@job("index.undertake", in_parts=True, one_at_a_time=True)
def undertake_what_was_asked(actor: Actor, *, undertaking: str) -> None:
    """Compute a draft, or typeset and sign a report, as somebody asked for on screen."""
    del actor
    from nenso.index.undertaking import undertake

    undertake(UUID(undertaking))
