"""What is always there: withdraw, extend, hand over; and taking a task on, giving it back, handing it to somebody.

The same ``key`` again changes nothing, as for acts (:mod:`nenso.cases.engine.once`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.agencies.actors import load_actor
from nenso.cases.acts.collecting import has_acted, seal, told
from nenso.cases.acts.ending_children import end_children
from nenso.cases.acts.slips import apology, stop_slip
from nenso.cases.engine import flow
from nenso.cases.engine.called import step_called, step_not_open
from nenso.cases.engine.once import once
from nenso.cases.engine.seals import is_waiting
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder, holders, is_among
from nenso.cases.engine.writing import write
from nenso.cases.errors.acting import NotOfTheRole, NotYourTurn, ReasonNeeded
from nenso.cases.errors.ending import AlreadyEnded, NotExtendable, NotFiled, NotFinished
from nenso.cases.models import Case, Entry, Status, Task
from nenso.language.durations import shift
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.runtime.text import normalise

COUNTER_ROLES = ("clerk", "registrar")


def withdraw(actor: Actor, case_id: UUID, reason: str, *, key: str | None = None) -> Case:
    """Take an application back (công dân yêu cầu rút hồ sơ); what was open is closed, form 05 is issued.

    Withdrawing twice is withdrawing once. Raises :class:`AlreadyEnded`, :class:`NotYourTurn`.
    """
    with once(actor, case_id, {"use": "withdraw", "reason": reason}, key, sealed=True) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        if turn.case.status == Status.WITHDRAWN:
            return turn.case
        if turn.case.status == Status.DRAFT:
            raise NotFiled
        if turn.loaded.ended:
            raise AlreadyEnded
        _must_be_of(turn, "applicant", "filer")
        entry = turn.enter(id=work.entry_id, kind="act", action="withdraw", reason=normalise(reason))
        flow.finish(turn, "stopped")
        turn.set(status=Status.WITHDRAWN)
        end_children(turn, normalise(reason))
        turn.add(stop_slip(turn, reason))
        turn.said.append(("case.withdrawn", {**_why(turn, entry), **flow.facts(turn)}))
        work.session.commit(*write(turn))
        return turn.case


def _why(turn: Turn, entry: Entry) -> dict[str, Any]:
    """Return what the journal says of why; of a sealed case that nobody can read it either."""
    if not is_waiting(turn.case):
        return {"reason": entry.reason}
    seal(entry)
    return {name: value for name, value in told(entry).items() if name != "data"}


def deliver(actor: Actor, case_id: UUID, *, to: str = "", key: str | None = None) -> Case:
    """Hand the results over (trả kết quả), or note that the applicant has opened them; once is enough.

    Raises :class:`NotFinished`, :class:`NotYourTurn`.
    """
    with once(actor, case_id, {"use": "deliver", "to": to}, key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        if turn.case.status == Status.DELIVERED:
            return turn.case
        if turn.case.status != Status.DONE:
            raise NotFinished
        _must_be_of(turn, "applicant", "filer", roles=COUNTER_ROLES)
        turn.enter(id=work.entry_id, kind="act", action="deliver", data={"to": normalise(to)} if to else {})
        turn.set(status=Status.DELIVERED, delivered_at=turn.at)
        turn.said.append(("case.delivered", {"to": normalise(to), **flow.facts(turn)}))
        work.session.commit(*write(turn))
        return turn.case


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"


def extend(actor: Actor, case_id: UUID, until: datetime, reason: str, *, key: str | None = None) -> Case:
    """Move the due time, with reason and apology (form 04), as far as the procedure lets.

    Raises :class:`NotExtendable`, :class:`NotYourTurn`, :class:`ReasonNeeded`, :class:`AlreadyEnded`.
    """
    with once(actor, case_id, {"use": "extend", "until": until.isoformat(), "reason": reason}, key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        case, extension = turn.case, turn.offered.procedure.extension
        if turn.loaded.ended:
            raise AlreadyEnded
        if extension is None or case.due_at is None:
            raise NotExtendable(why="thủ tục không cho gia hạn", why_en="the procedure allows no extension")
        if not is_among(actor, holders(extension.by, turn.situation()), turn.parties):
            raise NotYourTurn(who=", ".join(str(term) for people in extension.by.values for term in people.terms))
        if not reason.strip():
            raise ReasonNeeded
        latest = shift(case.due_at, extension.most, turn.calendar) if extension.most is not None else None
        if case.extensions >= extension.times:
            raise NotExtendable(why=f"đã gia hạn {case.extensions} lần", why_en=f"it was extended {case.extensions}×")
        if until <= case.due_at:
            now = _said(case.due_at)
            raise NotExtendable(why=f"hạn mới phải sau hạn đang có, {now}", why_en=f"it is due at {now} already")
        if latest is not None and until > latest:
            last = _said(latest)
            raise NotExtendable(why=f"lâu nhất là đến {last}", why_en=f"{last} is the latest that it may be due")
        was_due = case.due_at
        turn.enter(
            id=work.entry_id,
            kind="act",
            action="extend",
            reason=normalise(reason),
            data={"was_due": clock.written(was_due), "due": clock.written(until)},
        )
        turn.set(due_at=until, extensions=case.extensions + 1)
        turn.add(apology(turn, was_due=was_due, reason=reason))
        turn.said.append(("case.extended", {"was_due": clock.written(was_due), "reason": reason, **flow.facts(turn)}))
        work.session.commit(*write(turn))
        return turn.case


CLAIM, ASSIGN = "claim", "assign"


def claim(actor: Actor, case_id: UUID, step: str, *, key: str | None = None) -> Case:
    """Take a task on: it is then this officer's alone, until acted on or given back."""
    return _hold(actor, case_id, step, actor.account, CLAIM, key)


def give_back(actor: Actor, case_id: UUID, step: str, *, key: str | None = None) -> Case:
    """Give a task back to everybody whose role it is."""
    return _hold(actor, case_id, step, None, "give_back", key)


def assign(actor: Actor, case_id: UUID, step: str, account: UUID, *, key: str | None = None) -> Case:
    """Hand a task to one officer of its role (phân công); for the heads of the agency. One person answers for a task.

    Raises :class:`NotOfTheRole` for who could then not do it, :class:`NotYourTurn`, :class:`StepNotOpen`.
    """
    return _hold(actor, case_id, step, account, ASSIGN, key)


@dataclass(frozen=True)
class _Hold:
    task: Task
    turn: Turn

    @property
    def open_to_role(self) -> bool:
        """Whether the actor has the role of the task."""
        return is_among(self.turn.actor, [Holder(self.task.agency_id, self.task.role)], {})

    @property
    def is_head(self) -> bool:
        """Whether the actor heads, or leads, the agency of the task."""
        heads = [Holder(self.task.agency_id, role) for role in ("head", "leader")]
        return is_among(self.turn.actor, heads, {})


def _has_role(account: UUID | None, task: Task) -> bool:
    """Return whether an account holds the role of a task at its agency, or in a unit of it, today."""
    found = load_actor(account) if account is not None else None
    return found is not None and is_among(found, [Holder(task.agency_id, task.role)], {})


def _hold(actor: Actor, case_id: UUID, step: str, account: UUID | None, how: str, key: str | None) -> Case:
    with once(actor, case_id, {"use": how, "step": step, "account": str(account or "")}, key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        task = next((task for task in turn.loaded.open_tasks if task.step == step and task.kind == "by"), None)
        if task is None:
            procedure = turn.offered.procedure
            raise step_not_open(procedure, step_called(procedure, step), step, turn.loaded.open_tasks)
        each = turn.offered.procedure.steps[step].each is not None
        if each:
            own = [one for one in turn.loaded.open_tasks if one.step == step and one.account in {None, account}]
            task = next(iter(own), task)
        if task.account == account:
            return turn.case
        if each and (how != CLAIM or has_acted(turn, task)):
            raise NotYourTurn(who=task.role)
        hold = _Hold(task, turn)
        may = {
            CLAIM: hold.open_to_role and task.account is None,
            "give_back": task.account == actor.account or hold.is_head,
            ASSIGN: hold.is_head,
        }
        if not may[how]:
            raise NotYourTurn(who=task.role)
        if how == ASSIGN and not _has_role(account, task):
            raise NotOfTheRole
        task.account = account
        to = str(account) if account else None
        turn.closed.append(task)
        if turn.case.status == Status.ACCEPTED:
            turn.set(status=Status.WORKING)
        turn.enter(
            id=work.entry_id,
            kind=how,
            step=step,
            round=task.round,
            action=how,
            data={"to": str(account) if account else None},
        )
        turn.said.append((f"case.{how}", {"step": step, "to": to, **flow.facts(turn)}))
        work.session.commit(*write(turn))
        return turn.case


def _must_be_of(turn: Turn, *names: str, roles: tuple[str, ...] = ()) -> None:
    wanted = [Holder(party=name) for name in names]
    agencies = {turn.case.agency_id, turn.case.receiving_id}
    wanted += [Holder(agency, role) for agency in agencies for role in roles]
    if not turn.actor.system and not is_among(turn.actor, wanted, turn.parties):
        raise NotYourTurn(who="người nộp hồ sơ")
