"""Steps that wait until something holds of the cases around (``until``): looked at again whenever one of these moves.

The look is a job handed over in the transaction of the act: nobody's act waits for the lock of another case, and no
failure of the case that waits stops the one that moved.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from nenso.cases.acts.acting import Act, act
from nenso.cases.engine.around import CASE
from nenso.cases.engine.loading import load
from nenso.cases.engine.timers import SYSTEM
from nenso.cases.engine.turning import turn_on
from nenso.cases.models import Case, Task
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem

UNTIL = "until"
LATELY = timedelta(days=2)
MOST_AT_ONCE = 1_000
MET = "met"


def look_again(case_id: UUID) -> bool:
    """Let every step of the case whose condition holds by now go on, as the system; return whether one did.

    Twice is as once. An act that the case does not allow is left undone, and the journal says so.
    """
    with acting(SYSTEM):
        moved = False
        for task in _waiting(case_id):
            turn = turn_on(SYSTEM, load(case_id))
            still = any(one.id == task.id for one in turn.loaded.open_tasks)
            until = turn.offered.procedure.steps[task.step].until
            turn.filling_step = task.step
            if not still or until is None or not turn.reasoning().holds(until):
                continue
            moved = _met(turn.case, task) or moved
        return moved


def _waiting(case_id: UUID) -> list[Task]:
    open_tasks = Task.objects.filter(case_id=case_id, kind=UNTIL, closed_at=None).order_by("opened_at", "id")
    return list(open_tasks)


def _met(case: Case, task: Task) -> bool:
    try:
        with acting(SYSTEM):
            act(SYSTEM, case.id, Act(action=MET, step=task.step), key=f"met-{task.id.hex}")
    except Problem as problem:
        body = {"step": task.step, "action": MET, "problem": problem.code}
        record(case.id, "case.wait_refused", body, agency_path=case.agency.path)
        return False
    return True


def waiting_about() -> list[UUID]:
    """Return the cases that wait for something and are about a case that ended lately."""
    lately = clock.now() - LATELY
    with acting(SYSTEM):
        ended = Case.objects.filter(pk=OuterRef("about_id"), finished_at__gte=lately)
        waiting = Task.objects.filter(kind=UNTIL, closed_at=None).values("case_id")
        found = Case.objects.filter(pk__in=waiting, about_kind=CASE).filter(Exists(ended))
        return list(found.order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE])
