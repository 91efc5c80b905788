"""Work for later: jobs in the database, handed over in the caller's transaction, done by ``nenso worker``.

A room declares its jobs in its module ``tasks.py``::

    @job("files.scan")
    def scan(actor: Actor, *, case: str, file: str) -> None: ...

and hands one over with ``defer(scan, case=str(case.id), file=str(file.id))``: when the caller's transaction is rolled
back, the job never was. A job may run twice (its worker can die after the work and before saying so): make it
idempotent.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import connection
from django.utils.module_loading import autodiscover_modules
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import DeleteJobCondition, JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

__all__ = ["app", "defer", "defer_many", "failed", "given_up", "job", "load_tasks", "retry", "run_worker"]

AnyTask = Task[Any, Any, Any]
JobValue = str | int | float | bool | None | list[Any] | dict[str, Any]

_ATTEMPTS = 8
_HEARTBEAT = 5.0
_STALLED_AFTER = 20.0
_STOPS_WITHIN = 20.0


def job(
    name: str,
    *,
    attempts: int = _ATTEMPTS,
    cron: str | None = None,
    in_parts: bool = False,
    one_at_a_time: bool = False,
) -> Callable[[Callable[..., None]], AnyTask]:
    """Declare ``function(actor, **arguments)`` as the job ``name`` (``room.what``); arguments are JSON values.

    It runs inside ``acting(actor)`` where the actor's ``system`` is ``job:<name>``: one transaction, undone when it
    raises. Then it is tried again after 3, 9, 27 … seconds, ``attempts`` times in all, and stays listed as failed.
    ``cron`` (five fields, UTC) also runs it by itself. ``in_parts``: it is long, opens its own transactions one after
    the other and keeps how far it has come, so that it goes on from there when it runs again. ``one_at_a_time``: the
    others of this name wait meanwhile, so that long ones leave room for the rest.
    """

    def declare(function: Callable[..., None]) -> AnyTask:
        actor = Actor(system=f"job:{name}", readers=frozenset())

        @wraps(function)
        def run(**arguments: Any) -> None:
            if cron is not None:
                arguments.pop("timestamp", None)
            if in_parts:
                function(actor, **arguments)
                return
            with acting(actor):
                function(actor, **arguments)

        task: AnyTask = app.task(
            name=name,
            retry=RetryStrategy(max_attempts=attempts - 1, exponential_wait=3) if attempts > 1 else False,
            queueing_lock=name if cron else None,
            lock=name if one_at_a_time else None,
        )(run)
        if cron is not None:
            app.periodic(cron=cron)(task)
        return task

    return declare


def defer(task: AnyTask, *, at: datetime | None = None, **arguments: JobValue) -> int:
    """Hand ``task`` over in the transaction that is open here, to run soon or ``at`` a moment (aware); its id."""
    return _deferrer(task, at).defer(**arguments)


def defer_many(task: AnyTask, arguments: Iterable[dict[str, JobValue]], *, at: datetime | None = None) -> list[int]:
    """Hand ``task`` over once for each of ``arguments``, in one statement; return the ids."""
    return _deferrer(task, at).batch_defer(*arguments)


def failed(limit: int = 100) -> list[ProcrastinateJob]:
    """Return the jobs that were given up, the newest first."""
    return list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:limit])


def given_up(task: AnyTask) -> list[dict[str, Any]]:
    """Return the arguments of jobs of ``task`` that were given up, where none with the same is waiting or running."""
    jobs = ProcrastinateJob.objects.filter(task_name=task.name)
    going_on = list(jobs.filter(status__in=("todo", "doing")).values_list("args", flat=True))
    return [one for one in jobs.filter(status="failed").values_list("args", flat=True) if one not in going_on]


def retry(job_id: int) -> None:
    """Let a failed job be tried again now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job_id, clock.now()])


def run_worker(*, concurrency: int = 2, once: bool = False) -> None:
    """Do jobs until told to stop (SIGTERM, SIGINT), or, ``once``, until none is waiting.

    A job that was begun is finished first, within 20 seconds. Jobs of a worker that died are taken up again.
    """
    load_tasks()
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]  # DjangoConnector's
        worker.run_worker(
            concurrency=concurrency,
            wait=not once,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            update_heartbeat_interval=_HEARTBEAT,
            stalled_worker_timeout=_STALLED_AFTER,
            shutdown_graceful_timeout=_STOPS_WITHIN,
            fetch_job_polling_interval=5.0,
        )


def load_tasks() -> None:
    """Import every room's ``tasks``: the worker must know them all, other processes only those that they hand over."""
    autodiscover_modules("tasks")


@app.periodic(cron="* * * * *")
@app.task(name="runtime.take_up_stalled", queueing_lock="runtime.take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives it
    """Put back into the queue the jobs whose worker has not been heard of."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER):
        await manager.retry_job(stalled)


def _deferrer(task: AnyTask, at: datetime | None) -> JobDeferrer:
    """Defer through Django's connection always: a worker's own pool knows nothing of the transaction that is open."""
    return JobDeferrer(JobManager(DjangoConnector()), task.configure(schedule_at=at).job)
