"""Setting the moments to come of a case: timers of its steps and of the procedure, steps that wait for a time."""

from collections.abc import Iterable
from datetime import datetime

from nenso.cases.engine.turn import Turn
from nenso.cases.models import Moment
from nenso.language.declarations.steps import Step, Timer
from nenso.language.declarations.times import Duration, Every
from nenso.language.durations import shift

MET, TIMER = "met", "timer"
_RHYTHMS = {
    "day": Duration(1, "days"),
    "week": Duration(1, "weeks"),
    "month": Duration(1, "months"),
    "quarter": Duration(3, "months"),
    "year": Duration(1, "years"),
}


def set_timers(turn: Turn, name: str, step: Step, due: datetime | None) -> None:
    """Set the moments of a step that was just opened; they belong to its latest task."""
    task = turn.loaded.tasks[-1]
    reasoning = turn.reasoning().with_entry(opened_at=turn.at, due_at=due)
    if step.at is not None:
        met = reasoning.moment(step.at) or turn.at
        turn.add(Moment(case_id=turn.case.id, at=met, kind=MET, step=name, task_id=task.id))
    for number, timer in enumerate(step.timers):
        at = reasoning.moment(timer.at)
        if at is not None:
            what = {"timer": number}
            turn.add(Moment(case_id=turn.case.id, at=at, kind=TIMER, step=name, task_id=task.id, what=what))


def unset_case_timers(turn: Turn) -> list[int]:
    """Return the procedure's timers whose moment is not known yet, by number."""
    reasoning = turn.reasoning()
    return [n for n, timer in enumerate(turn.offered.procedure.timers) if reasoning.moment(timer.at) is None]


def set_case_timers(turn: Turn, numbers: Iterable[int]) -> None:
    """Set those of the procedure's timers ``numbers`` whose moment is known by now."""
    reasoning = turn.reasoning()
    for number in numbers:
        at = reasoning.moment(turn.offered.procedure.timers[number].at)
        if at is not None:
            turn.add(Moment(case_id=turn.case.id, at=at, kind=TIMER, what={"timer": number}))


def timer_of(turn: Turn, moment: Moment) -> Timer | None:
    """Return the declared timer of a moment, of its step or of the procedure; None for a step that waits."""
    number = moment.what.get("timer")
    if number is None:
        return None
    procedure = turn.offered.procedure
    timers = procedure.steps[moment.step].timers if moment.step else procedure.timers
    return timers[int(number)]


def following(turn: Turn, at: datetime, every: Every) -> datetime:
    """Return when a timer that comes back is due after ``at``."""
    return shift(at, every if isinstance(every, Duration) else _RHYTHMS[every], turn.calendar)
