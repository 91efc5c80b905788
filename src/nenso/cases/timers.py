"""Moments to come: timers that remind or act, steps that wait for a time. Each is run by a job of its own."""

from typing import Any
from uuid import UUID

from nenso.cases.acting import Act, act
from nenso.cases.loading import ENDED, load
from nenso.cases.models import Moment
from nenso.cases.telling import tell
from nenso.cases.turn import Turn
from nenso.cases.turning import turn_on
from nenso.cases.who import holders
from nenso.language.declarations.steps import Timer
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

SYSTEM = Actor(system="cases.timers", scope=("vn",), readers=frozenset())
MOST_AT_ONCE = 500


def due_moments() -> list[tuple[UUID, UUID]]:
    """Return the moments that have come, as (case, moment), the oldest first."""
    with acting(SYSTEM):
        due = Moment.objects.filter(done_at=None, at__lte=clock.now()).order_by("at")
        return list(due.values_list("case_id", "id")[:MOST_AT_ONCE])


def run_moment(case_id: UUID, moment_id: UUID) -> bool:
    """Run a moment that has come: remind, act as the system, or let a waiting step go on; return whether it did.

    One that moved (the due time did) waits on; one whose step is left is done with. Twice is as once.
    """
    with acting(SYSTEM):
        loaded = load(case_id)
        moment = Moment.objects.filter(case_id=case_id, id=moment_id, done_at=None).first()
        if moment is None:
            return False
        task = next((task for task in loaded.open_tasks if task.id == moment.task_id), None)
        if loaded.case.status in ENDED or task is None:
            _finish(moment)
            return False
        turn = turn_on(SYSTEM, loaded)
        timer = _timer(turn, moment)
        later = _later(turn, moment, timer, task.opened_at)
        if later is not None and later > clock.now():
            moment.at = later
            moment.save(update_fields=["at"])
            return False
        if timer is not None and timer.notify is not None:
            _remind(turn, timer)
        _finish(moment)
        wanted = "met" if timer is None else str(timer.do or "")
    if wanted:
        act(SYSTEM, case_id, Act(action=wanted, step=moment.step), key=f"timer-{moment_id.hex}")
    return True


def _timer(turn: Turn, moment: Moment) -> Timer | None:
    number = moment.what.get("timer")
    return None if number is None else turn.offered.procedure.steps[moment.step].timers[number]


def _later(turn: Turn, moment: Moment, timer: Timer | None, opened_at: Any) -> Any:
    """Return when the timer is due by now: the case's own due time may have moved since it was set."""
    if timer is None:
        return None
    return turn.reasoning().with_entry(opened_at=opened_at).moment(timer.at) or moment.at


def _remind(turn: Turn, timer: Timer) -> None:
    text = {tag: turn.reasoning().text(timer.text, tag) for tag in ("vi", "en")}
    tell(turn, holders(timer.notify, turn.situation()), "case.reminded", text)


def _finish(moment: Moment) -> None:
    moment.done_at = clock.now()
    moment.save(update_fields=["done_at"])
