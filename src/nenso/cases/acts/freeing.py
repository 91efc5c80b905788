"""Work that was held by somebody who moved on: given back to everybody whose role it is."""

from django.db.models import Exists, OuterRef, Q

from nenso.agencies.models import Post
from nenso.cases.models import Task
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

SYSTEM = Actor(system="cases.freeing", scope=("vn",), readers=frozenset())
MOST_AT_ONCE = 1_000


def free_left_tasks() -> int:
    """Give back every open task whose holder no longer has its role at its agency; return how many."""
    today = clock.today()
    in_force = Post.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=today),
        account_id=OuterRef("account"),
        role=OuterRef("role"),
        ended_at=None,
        valid_from__lte=today,
    )
    with acting(SYSTEM):
        held = Task.objects.select_for_update().filter(closed_at=None, account__isnull=False).exclude(role="")
        left = list(held.filter(~Exists(in_force))[:MOST_AT_ONCE])
        for task in left:
            body = {"step": task.step, "round": task.round, "was": str(task.account)}
            Task.objects.filter(case_id=task.case_id, id=task.id).update(account=None)
            record(task.case_id, "case.task_freed", body)
    return len(left)
