"""How a case moves: what a target means, which tasks open and close, what status follows.

Status is derived from what happened, never chosen (language: Status). The clock stands still while the applicant is
asked or has to pay.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from nenso.cases.acts.collecting import each_of
from nenso.cases.engine import deadlines
from nenso.cases.engine.clockwork import set_case_timers, set_timers, unset_case_timers
from nenso.cases.engine.seals import is_waiting
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import Holder, holders
from nenso.cases.intake import fees
from nenso.cases.intake.routing import agency_with
from nenso.cases.models import Locked, Seal, Status, Task
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.steps import ENDS, Step, Way
from nenso.language.durations import clock_time, shift
from nenso.runtime import clock
from nenso.runtime.ids import uuid7

APPLICANT = "applicant"
STAY = "stay"
ASKED = "asked"

ENDED_AS = {"done": Status.DONE, "stopped": Status.STOPPED, "refused": Status.REFUSED}


def chosen_way(ways: Sequence[Way], turn: Turn) -> Way | None:
    """Return the first way whose condition holds, or None."""
    return next((way for way in ways if way.condition is None or turn.reasoning().holds(way.condition)), None)


def open_steps(turn: Turn, names: Iterable[str]) -> None:
    """Open each of the steps ``names``; one that joins others opens when all of these that were opened are left."""
    for name in names:
        step = turn.offered.procedure.steps[name]
        if not _joined(turn, step):
            continue
        _open(turn, name, step)


def _joined(turn: Turn, step: Step) -> bool:
    awaited = set(step.joins)
    return not any(task.step in awaited for task in turn.loaded.open_tasks)


def _open(turn: Turn, name: str, step: Step) -> None:
    earlier = [task for task in turn.loaded.tasks if task.step == name and task.kind != ASKED]
    number = max((task.round for task in earlier), default=0) + 1
    who = holders(step.by, turn.situation()) if step.by is not None else []
    if step.each is not None:
        who = each_of(turn, step, who)
    kind = str(step.waits)
    if kind == "pay":
        who = [Holder(party=APPLICANT)]
    if kind in {"at", "until"}:
        who = [Holder()]
    due = step_due(turn, step, turn.at)
    if turn.case.status == Status.FILED and kind == "by":
        turn.set(receive_by=due)
    for holder in who or [Holder(agency=turn.case.agency_id, role="leader")]:
        turn.add(
            Task(
                id=uuid7(),
                case_id=turn.case.id,
                step=name,
                round=number,
                kind=kind,
                agency_id=holder.agency,
                role=holder.role,
                party=holder.party,
                account=holder.account,
                opened_at=turn.at,
                due_at=due,
            )
        )
    _take_part(turn, who)
    set_timers(turn, name, step, due)
    if step.pay is not None:
        turn.add(*fees.rows(turn.case.id, turn.case.agency_id, name, fees.lines_of(step.pay, turn.reasoning())))


def _take_part(turn: Turn, who: Iterable[Holder]) -> None:
    """Note every agency that has a task: it takes part in the case from now on."""
    known = {turn.case.agency_id, turn.case.receiving_id}
    others = {agency_with(holder.agency).path for holder in who if holder.agency and holder.agency not in known}
    if others:
        turn.set(agency_paths=sorted({*turn.case.agency_paths, *others}))


def reopen(turn: Turn, name: str) -> None:
    """Open again the step that asked, for whoever had it."""
    step = turn.offered.procedure.steps[name]
    had = [task for task in turn.loaded.tasks if task.step == name and task.kind != ASKED]
    before = len(turn.loaded.tasks)
    _open(turn, name, step)
    if step.each is not None:
        return
    for task in turn.loaded.tasks[before:]:
        if had and task.role == had[-1].role:
            task.account = had[-1].account


def step_due(turn: Turn, step: Step, opened: datetime) -> datetime | None:
    """Return when a step opened at ``opened`` is due, by the calendar of the agency at work."""
    if step.due is not None:
        return turn.reasoning().moment(step.due)
    duration = turn.reasoning().choose(step.within) if step.within is not None else None
    return shift(opened, duration, turn.calendar, cutoff=clock_time(step.cutoff)) if duration is not None else None


def accept(turn: Turn) -> None:
    """Start the clock: the dossier is complete and the agency that decides has it."""
    waiting = unset_case_timers(turn)
    forwarded = turn.case.receiving_id != turn.case.agency_id
    accepted = deadlines.clock_starts(turn.calendar, turn.at, forwarded=forwarded)
    turn.set(accepted_at=accepted, status=Status.ACCEPTED, receive_by=None)
    turn.set(due_at=case_due(turn))
    set_case_timers(turn, waiting)


def case_due(turn: Turn) -> datetime | None:
    """Return when the case is due, or None when its procedure sets no time."""
    if turn.offered.procedure.deadline is None:
        return None
    reasoning = turn.reasoning()
    deadline = reasoning.choose(turn.offered.procedure.deadline)
    if deadline is None:
        return None
    if deadline.due is not None:
        return reasoning.moment(deadline.due)
    start, duration = reasoning.moment(deadline.start), reasoning.choose(deadline.within)
    if start is None or duration is None:
        return None
    return shift(start, duration, turn.calendar, cutoff=clock_time(deadline.cutoff))


def counted_in(procedure: Procedure) -> Literal["working_days", "working_hours"] | None:
    """Return in which working time a procedure's deadline is counted; None when the calendar does not touch it."""
    deadlines_ = procedure.deadline.values if procedure.deadline is not None else ()
    durations = [one for each in deadlines_ if each.due is None and each.within for one in each.within.values]
    units = {one.unit for one in durations if one.follows_calendar}
    if not units:
        return None
    return "working_hours" if units == {"working_hours"} else "working_days"


def stop_clock(turn: Turn, status: Status) -> None:
    """Let the clock stand still while the applicant is asked, or has to pay."""
    turn.set(status=status)
    if turn.case.waiting_since is None:
        turn.set(waiting_since=turn.at)


def start_clock(turn: Turn) -> None:
    """Let the clock run again; what was left of the time is left. A due date that is declared as such stands."""
    case = turn.case
    if case.waiting_since is None:
        return
    deadline = turn.reasoning().choose(turn.offered.procedure.deadline)
    fixed = deadline is not None and deadline.due is not None
    if case.due_at is not None and not fixed:
        duration = turn.reasoning().choose(deadline.within) if deadline is not None else None
        working = duration is None or duration.follows_calendar
        due = deadlines.resumed(turn.calendar, case.due_at, stopped=case.waiting_since, at=turn.at, working=working)
        turn.set(due_at=due)
    turn.set(waiting_since=None)


def leads_back(turn: Turn, step: str, target: str) -> bool:
    """Return whether ``target`` is the applicant, or a step declared no later than ``step``: nothing is signed then."""
    steps = list(map(str, turn.offered.procedure.steps))
    return target == APPLICANT or (target in steps and steps.index(target) <= steps.index(step))


def follow(turn: Turn, targets: Sequence[str], *, left: Task | None) -> str:
    """Go where an action leads; return the word of the last target (a step's name, ``applicant``, an end, ``stay``)."""
    ends = [target for target in targets if target in ENDS]
    if ends:
        finish(turn, ends[0])
        return ends[0]
    steps = [target for target in targets if target not in {APPLICANT, STAY}]
    if APPLICANT in targets:
        return APPLICANT
    start_clock(turn)
    accepting = bool(steps) and turn.case.accepted_at is None and left is not None
    if accepting:
        accept(turn)
    open_steps(turn, steps)
    settle(turn, just_accepted=accepting)
    return steps[-1] if steps else STAY


def settle(turn: Turn, *, just_accepted: bool = False) -> None:
    """Let the status follow from what is open: asked before paying, paying only when nothing else can be done."""
    waiting = turn.loaded.open_tasks
    if any(task.kind == ASKED for task in waiting):
        stop_clock(turn, Status.ASKED)
    elif waiting and all(task.kind == "pay" for task in waiting):
        stop_clock(turn, Status.PAYING)
    elif turn.case.accepted_at is None:
        turn.set(status=Status.FILED)
    elif not just_accepted:
        turn.set(status=Status.WORKING)


def finish(turn: Turn, word: str) -> None:
    """End the case as ``done``, ``refused`` or ``stopped``; what was still open is closed with it.

    What ends before it was opened stays sealed for good.
    """
    case = turn.case
    if word == "done" and case.accepted_at is None:
        accept(turn)
    status = ENDED_AS[word]
    if status is Status.REFUSED and case.accepted_at is not None:
        status = Status.STOPPED
    for task in turn.loaded.open_tasks:
        turn.close(task, word)
    if word != "done":
        fees.cancel_due(turn, word)
    turn.set(status=status, finished_at=turn.at, waiting_since=None)
    if is_waiting(case):
        turn.add(Seal(case_id=case.id, at=turn.at))
    if status is Status.DONE and case.period:
        turn.add(Locked(case_id=case.id, procedure=case.procedure, period=case.period, unit=_unit(turn), at=turn.at))


def _unit(turn: Turn) -> UUID | None:
    """Return the agency whose case it is; None when it is somebody else's."""
    found = next((party for party in turn.parties.get(APPLICANT, []) if party.kind == "agency"), None)
    return found.party_id if found is not None else None


def facts(turn: Turn) -> dict[str, Any]:
    """Return what the journal says of the case after a turn: its status, whose turn it is, its times."""
    case = turn.case
    return {
        "status": case.status,
        "open": sorted({task.step for task in turn.loaded.open_tasks}),
        "due_at": clock.written(case.due_at) if case.due_at else None,
        "version": case.version + 1,
    }
