"""Moments to come: timers that remind or act, steps that wait for a time. Each is run by a job of its own."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.telling import tell
from nenso.cases.acts.unsealing import unseal
from nenso.cases.engine.clockwork import following, timer_of
from nenso.cases.engine.loading import ENDED, load
from nenso.cases.engine.seals import UNSEAL
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import holders
from nenso.cases.models import Case, Moment, Task
from nenso.journal.recording import record
from nenso.language.declarations.steps import Timer
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem

SYSTEM = Actor(system="cases.timers", scope=("vn",), readers=frozenset())
MOST_AT_ONCE = 500
LOOK_AHEAD = timedelta(minutes=2)
AGAIN = timedelta(minutes=10)
"""After how long what could not be opened is tried again."""


def due_moments() -> list[tuple[UUID, UUID]]:
    """Return the moments that have come, as (case, moment), the oldest first; of a seal a little before it opens.

    What it counts from may have moved: then it must be known before anybody could read.
    """
    now = clock.now()
    with acting(SYSTEM):
        come = Q(at__lte=now) | Q(kind=UNSEAL)
        due = Moment.objects.filter(come, done_at=None, at__lte=now + LOOK_AHEAD).order_by("at")
        return list(due.values_list("case_id", "id")[:MOST_AT_ONCE])


def run_moment(case_id: UUID, moment_id: UUID) -> bool:
    """Run a moment that has come: remind, act as the system, or let a waiting step go on; return whether it did.

    One that moved (the due time did) waits on; one whose step is left is done with. All of it is one transaction, and
    twice is as once. An act that the case does not allow by then is left undone, and the journal says so.
    """
    with acting(SYSTEM):
        loaded = load(case_id)
        moment = Moment.objects.filter(case_id=case_id, id=moment_id, done_at=None).first()
        if moment is None:
            return False
        task = next((task for task in loaded.open_tasks if task.id == moment.task_id), None)
        if loaded.case.status in ENDED or (moment.step and task is None):
            _finish(moment)
            return False
        if moment.kind == UNSEAL:
            return _unseal(loaded.case, moment)
        turn = turn_on(SYSTEM, loaded)
        timer = timer_of(turn, moment)
        later = _later(turn, moment, timer, task)
        if later > clock.now():
            moment.at = later
            moment.save(update_fields=["at"])
            return False
        return _run(turn, moment, timer)


def _unseal(case: Case, moment: Moment) -> bool:
    """Open a sealed case; that it cannot go on is journalled once, and tried again."""
    try:
        return unseal(case.id)
    except Problem as problem:
        before = moment.what.get("problem")
        moment.at, moment.what = clock.now() + AGAIN, {**moment.what, "problem": problem.code}
        moment.save(update_fields=["at", "what"])
        if before != problem.code:
            record(case.id, "case.unsealing_refused", {"problem": problem.code}, agency_path=case.agency.path)
        return False


def _run(turn: Turn, moment: Moment, timer: Timer | None) -> bool:
    _finish(moment)
    if timer is None:
        return _act(turn, moment, "met")
    if timer.every is not None:
        again = following(turn, moment.at, timer.every)
        what = {**moment.what, "again": True}
        Moment.objects.create(
            case_id=moment.case_id, at=again, kind=moment.kind, step=moment.step, task_id=moment.task_id, what=what
        )
    if not turn.reasoning().holds(timer.condition):
        return False
    if timer.notify is not None:
        text = {tag: turn.reasoning().text(timer.text, tag) for tag in ("vi", "en")}
        about = f"{moment.id}:{moment.at:%Y%m%d%H%M}"
        tell(turn, holders(timer.notify, turn.situation()), "case.reminded", text, about=about)
    return _act(turn, moment, str(timer.do)) if timer.do else True


def _act(turn: Turn, moment: Moment, action: str) -> bool:
    """Act as the system, at the step of the moment, else at the open one that has such an action."""
    steps = turn.offered.procedure.steps
    open_steps = [task.step for task in turn.loaded.open_tasks]
    step = moment.step or next((name for name in open_steps if action in steps[name].actions), "")
    try:
        with acting(SYSTEM):
            act(SYSTEM, moment.case_id, Act(action=action, step=step), key=f"timer-{moment.id.hex}")
    except Problem as problem:
        body = {"step": step, "action": action, "problem": problem.code}
        record(moment.case_id, "case.timer_refused", body, agency_path=turn.case.agency.path)
        return False
    return True


def _later(turn: Turn, moment: Moment, timer: Timer | None, task: Task | None) -> datetime:
    """Return when the moment is to come by now: the case's own due time may have moved since it was set."""
    if moment.what.get("again"):
        return moment.at
    declared = timer.at if timer is not None else turn.offered.procedure.steps[moment.step].at
    opened = {"opened_at": task.opened_at, "due_at": task.due_at} if task is not None else {}
    found = turn.reasoning().with_entry(**opened).moment(declared) if declared is not None else None
    return found or moment.at


def _finish(moment: Moment) -> None:
    moment.done_at = clock.now()
    moment.save(update_fields=["done_at"])
