"""Doing waiting jobs inside a test's own transaction."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from nenso.runtime.jobs import app, load_tasks


def do_waiting_jobs(limit: int = 100) -> list[str]:
    """Do what was deferred in this transaction, oldest first, and return the names of the jobs that were done."""
    load_tasks()
    done = []
    while len(done) < limit:
        job = ProcrastinateJob.objects.filter(status="todo", task_name__in=list(app.tasks)).order_by("id").first()
        if job is None:
            break
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
        app.tasks[job.task_name].func(**job.args)
        done.append(job.task_name)
    return done
