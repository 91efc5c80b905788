"""Jobs of cases."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.agencies.posts import actor_for
from nenso.cases.acts import batches
from nenso.cases.acts.calendar_changes import MOVE, move_some
from nenso.cases.acts.freeing import free_left_tasks as free
from nenso.cases.engine.timers import due_moments
from nenso.cases.engine.timers import run_moment as run
from nenso.cases.engine.waiting import look_again as look
from nenso.cases.engine.waiting import waiting_about
from nenso.cases.intake.joining import join_known_parties as join
from nenso.cases.intake.old_drafts import remove_old_drafts as remove
from nenso.cases.intake.starting import start_cases
from nenso.cases.samples.trials import run_trial
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import defer, defer_many, job

_log = logging.getLogger(__name__)


@job("cases.run_moment")
def run_moment(actor: Actor, *, case: str, moment: str) -> None:
    """Run one moment; its failure stops nobody else's and is tried again."""
    del actor
    run(UUID(case), UUID(moment))


@job("cases.look_again")
def look_again(actor: Actor, *, case: str) -> None:
    """Let what waits in a case go on, if what it waits for holds by now."""
    del actor
    look(UUID(case))


@job("cases.look_about", cron="*/5 * * * *")
def look_about(actor: Actor) -> None:
    """Look again at the cases that wait for one they are about, when that one has ended."""
    del actor
    defer_many(look_again, [{"case": str(key)} for key in waiting_about()])


@job(MOVE)
def move_due_times(actor: Actor, *, path: str, before: dict[str, Any], since: str, after: str) -> None:
    """Let due times follow a changed calendar, a few cases at a time; what is left is handed over again."""
    del actor
    last = move_some(path, before, datetime.fromisoformat(since), UUID(after) if after else None, most=50)
    if last is not None:
        defer(move_due_times, path=path, before=before, since=since, after=str(last))


@job("cases.free_left_tasks", cron="*/10 * * * *")
def free_left_tasks(actor: Actor) -> None:
    """Give back what somebody held who no longer has the post: the rights went with it, the work must not (CN01)."""
    del actor
    free()


@job("cases.join_known_parties", cron="*/5 * * * *")
def join_known_parties(actor: Actor) -> None:
    """Let whoever was only a number in a case, and is known by now, have their part in it."""
    del actor
    join()


@job("cases.due_moments", cron="* * * * *")
def run_due_moments(actor: Actor) -> None:
    """Hand over every moment that has come."""
    del actor
    defer_many(run_moment, [{"case": str(case), "moment": str(moment)} for case, moment in due_moments()])


@job("cases.remove_old_drafts", cron="15 1 * * *")
def remove_old_drafts(actor: Actor) -> None:
    """Tell of drafts that nobody touches, at 08:15 in Viet Nam, and remove those of which it was told in time."""
    del actor
    remove()


@job("cases.work_batch", in_parts=True)
def go_on_with_batch(actor: Actor, *, batch: str, account: str) -> None:
    """Do what is left of a batch, as whoever began it may act now."""
    del actor
    batches.work_batch(actor_for(UUID(account)), UUID(batch))


@job("cases.try_samples", attempts=2, in_parts=True, one_at_a_time=True)
def try_samples(actor: Actor, *, manuscript: str, revision: int) -> None:
    """Run the samples of a manuscript in a process of their own."""
    run_trial(actor, UUID(manuscript), revision)


@job("cases.start", cron="5 17 * * *", in_parts=True, one_at_a_time=True)
def start(actor: Actor) -> None:
    """Open what procedures open by themselves, at 00:05 in Viet Nam; what cannot be opened is tried again tomorrow."""
    del actor
    for one in start_cases().refused:
        _log.warning("%s for %s was not opened: %s", one.procedure, one.subject, one.problem.text("en"))
