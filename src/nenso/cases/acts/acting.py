"""An officer's, a party's or the system's act: may act → form → entry → effects → where it leads → journal.

One act is one transaction. Two officers who act at once follow one another on the lock of the case; the second is told
what the first did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from nenso.cases.acts import asking
from nenso.cases.acts.collecting import LEAVE, collect, has_acted, is_collected, told
from nenso.cases.acts.consents import consent_rows
from nenso.cases.acts.effects import carry_out
from nenso.cases.acts.ending_children import end_children
from nenso.cases.acts.issuing import issue_results, must_be_issued
from nenso.cases.acts.revising import CORRECTED, at_path, checked, revise
from nenso.cases.acts.slips import slips_of_act
from nenso.cases.acts.telling import status_notices, told_notices
from nenso.cases.engine import flow
from nenso.cases.engine.called import action_called, in_both, step_called, step_not_open
from nenso.cases.engine.once import once
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder, holders, is_among
from nenso.cases.engine.writing import write
from nenso.cases.errors.acting import (
    ActionNotAllowed,
    ActionUnknown,
    CaseChanged,
    NotYourTurn,
    ReasonNeeded,
    SamePerson,
    VersionUnknown,
)
from nenso.cases.errors.ending import AlreadyEnded, FeeUnpaid
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.intake import fees
from nenso.cases.intake.field_files import unknown_files
from nenso.cases.intake.routing import agency_with
from nenso.cases.models import Case, Entry, Task
from nenso.files.attaching import files_of
from nenso.language.compiled import CompiledForm
from nenso.language.declarations.steps import Action, Step
from nenso.language.evaluation import evaluate
from nenso.language.field_problems import FieldProblem
from nenso.payments.models import Payment
from nenso.payments.models import State as PaymentState
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Session, send
from nenso.runtime.statements import Prepared
from nenso.runtime.text import normalise, normalise_all

_DUE = Prepared(
    "payments_due", "SELECT coalesce(sum(amount), 0)::bigint FROM payments_payment WHERE case_id = $1 AND state = $2"
)


_WITHOUT_FINDING = frozenset({flow.APPLICANT, flow.STAY, LEAVE, "refused", "stopped"})
"""Targets of actions that need nothing of what the step requires."""


@dataclass(frozen=True)
class Act:
    """What somebody wants to do.

    ``step`` may be left out when only one waits for the actor. ``marks``: what is wrong, for an action that asks the
    applicant: ``{"field" | "document": name, "why": text}``. ``corrections``: filed fields that the step may amend.
    ``version``: of the case as the actor saw it; another one now is a conflict.
    """

    action: str
    step: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    marks: Sequence[Mapping[str, str]] = ()
    corrections: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None

    def asked(self) -> dict[str, Any]:
        """Return what is asked, for comparing with an earlier use of the same key."""
        return vars(self) | {"marks": [dict(mark) for mark in self.marks]}


def act(actor: Actor, case_id: UUID, wanted: Act, *, key: str) -> Case:
    """Do ``wanted`` on a case and return it as it then stands; the same ``key`` again changes nothing.

    Raises the problems of :mod:`nenso.cases.errors`; then nothing was written.
    """
    with once(actor, case_id, wanted.asked(), key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        _do(work.session, turn, wanted, work.entry_id)
        return turn.case


def _do(session: Session, turn: Turn, wanted: Act, entry_id: UUID) -> None:
    task = _task(turn, wanted)
    step = turn.offered.procedure.steps[task.step]
    action = step.actions.get(wanted.action)
    if action is None:
        called = (action_called(turn.offered.procedure, task.step, str(name)) for name in step.actions)
        raise ActionUnknown(action=wanted.action, actions=", ".join(step.actions), **in_both("actions", *called))
    _must_be_allowed(turn, task, step, action)
    before = turn.case.status
    values = _filled(turn, task, action, wanted)
    turn.filling, turn.filling_step = values, task.step
    if not turn.reasoning().holds(action.condition):
        raise _not_allowed(turn, task, wanted)
    if action.reason and not wanted.reason.strip():
        raise ReasonNeeded
    corrected = _correct(turn, task, step, wanted)
    _settle_agency(turn, task)
    values |= paid_facts(turn, task)
    entry = turn.enter(
        id=entry_id,
        kind="act",
        step=task.step,
        round=task.round,
        action=wanted.action,
        data={**values, **({CORRECTED: corrected} if corrected else {})},
        reason=normalise(wanted.reason),
        agency_id=task.agency_id,
        role=task.role,
    )
    turn.add(*consent_rows(turn, turn.offered.step_form(task.step, wanted.action), values))
    target = _lead(turn, task, step, action, wanted, entry)
    if not flow.leads_back(turn, task.step, target):
        issue_results(turn, task.step)
    if target in flow.ENDED_AS:
        _end(turn, target, entry.reason)
    turn.said.append(("case.acted", _facts(turn, task, entry, target)))
    turn.add(*slips_of_act(turn, entry, target), *status_notices(turn, before), *told_notices(turn))
    session.commit(*write(turn))


def _task(turn: Turn, wanted: Act) -> Task:
    """Return the open task that is meant; raise when there is none, or when somebody was quicker."""
    if turn.loaded.ended:
        raise _conflict(turn, wanted) or AlreadyEnded()
    if wanted.version is not None and wanted.version != turn.case.version:
        raise _conflict(turn, wanted) or VersionUnknown(version=turn.case.version, asked=wanted.version)
    tasks = [task for task in turn.loaded.open_tasks if task.kind != flow.ASKED]
    if wanted.step:
        tasks = [task for task in tasks if task.step == wanted.step]
    mine = [task for task in tasks if may_act(turn, task)]
    if not tasks:
        procedure, name = turn.offered.procedure, wanted.step or wanted.action
        called = step_called(procedure, name) if wanted.step else action_called(procedure, "", name)
        raise step_not_open(procedure, called, name, turn.loaded.open_tasks)
    return next(iter(mine or tasks))


def _conflict(turn: Turn, wanted: Act) -> CaseChanged | None:
    last = turn.loaded.entries[-1] if turn.loaded.entries else None
    if wanted.version is None or last is None or wanted.version >= turn.case.version:
        return None
    called = in_both("action", action_called(turn.offered.procedure, last.step, last.action))
    return CaseChanged(who=last.actor_name, action=last.action, version=turn.case.version, **called)


def _not_allowed(turn: Turn, task: Task, wanted: Act) -> ActionNotAllowed:
    called = action_called(turn.offered.procedure, task.step, wanted.action)
    return ActionNotAllowed(action=wanted.action, **in_both("action", called))


def may_act(turn: Turn, task: Task) -> bool:
    """Return whether it is the actor's turn at ``task``; a step of the system is only the system's."""
    if task.kind in {"at", "until", "pay"}:
        return bool(turn.actor.system)
    if turn.actor.system and not turn.actor.account:
        return True
    if turn.offered.procedure.steps[task.step].each is not None and has_acted(turn, task):
        return False
    holder = Holder(task.agency_id, task.role, task.party, task.account)
    return is_among(turn.actor, [holder], turn.parties)


def _must_be_allowed(turn: Turn, task: Task, step: Step, action: Action) -> None:
    if not may_act(turn, task):
        raise NotYourTurn(who=task.role or task.party or "hệ thống")
    if turn.actor.system and not turn.actor.account:
        return
    if action.by is not None and not is_among(turn.actor, holders(action.by, turn.situation()), turn.parties):
        raise NotYourTurn(who=", ".join(str(term) for people in action.by.values for term in people.terms))
    for word in step.excluded:
        name = str(word).removeprefix("step.")
        if _did(turn, name):
            raise SamePerson(step=name, **in_both("said", step_called(turn.offered.procedure, name)))


def _did(turn: Turn, name: str) -> bool:
    if name in turn.parties:
        return any(party.party_id == turn.actor.person for party in turn.parties[name] if party.party_id)
    return any(
        entry.step == name and entry.kind == "act" and entry.account == turn.actor.account
        for entry in turn.loaded.entries
    )


def _filled(turn: Turn, task: Task, action: Action, wanted: Act) -> dict[str, Any]:
    """Return the step's form as filled in: checked, computed, in NFC.

    Who asks for more, stays, leaves it to others, refuses or stops has no finding yet: what the step requires may then
    be left out, unless the action asks something of its own.
    """
    unfinished = action.form is None and set(action.targets) <= _WITHOUT_FINDING
    form = turn.offered.step_form(task.step, wanted.action)
    given = normalise_all(dict(wanted.form))
    reasoning = turn.reasoning()
    evaluation = evaluate(form, given, reasoning.names, turn.lookup, stage="draft" if unfinished else "filing")
    if evaluation.problems:
        raise FormInvalid(count=len(evaluation.problems), problems=[one.as_json() for one in evaluation.problems])
    unknown = tuple(_unknown_files(turn, form, task.step, evaluation.values))
    if unknown:
        raise FormInvalid(count=len(unknown), problems=[one.as_json() for one in unknown])
    scored = {} if evaluation.score is None else {"score": evaluation.score}
    return {**evaluation.values, **scored}


def _unknown_files(turn: Turn, form: CompiledForm, step: str, values: Mapping[str, Any]) -> Iterable[FieldProblem]:
    """Yield each answer that names a file that the case was not given for it; a form that takes none asks nothing."""
    return unknown_files(form, values, files_of(turn.case.id), step) if form.takes_files else ()


def _correct(turn: Turn, task: Task, step: Step, wanted: Act) -> dict[str, Any]:
    """Amend filed values where the step may (đính chính), and return what stood there; all else is refused."""
    if not wanted.corrections:
        return {}
    wrong = [path for path in wanted.corrections if not _within(path, step.corrects)]
    if wrong:
        called = {"vi": f"đính chính {', '.join(wrong)}", "en": f"correct {', '.join(wrong)}"}
        raise ActionNotAllowed(action=f"corrects {', '.join(wrong)}", **in_both("action", called))
    changes = checked(turn, normalise_all(dict(wanted.corrections)))
    before = {path: at_path(turn.case.form, path) for path in changes}
    revise(turn, changes, why=normalise(f"corrected at {task.step}: {wanted.reason}")[:200])
    return before


def _within(path: str, fields: Sequence[str]) -> bool:
    return any(path == field or path.startswith(f"{field}.") for field in map(str, fields))


def _settle_agency(turn: Turn, task: Task) -> None:
    """Note at which agency a task that any of them could do was done: it takes part from now on."""
    if task.agency_id is not None or not task.role:
        return
    seat = next((seat for seat in turn.actor.seats if task.role in seat.roles), None)
    if seat is not None:
        agency = agency_with(seat.agency)
        task.agency = agency
        turn.set(agency_paths=sorted({*turn.case.agency_paths, agency.path}))


def paid_facts(turn: Turn, task: Task) -> dict[str, Any]:
    """Return what the entry of a ``pay`` step has besides its form: ``amount`` in đồng and ``paid_at``."""
    if task.kind != "pay":
        return {}
    paid = Payment.objects.filter(case_id=turn.case.id, step=task.step, state=PaymentState.PAID)
    found = [(payment.amount, payment.paid_at) for payment in paid]
    moments = [moment for _, moment in found if moment is not None]
    facts: dict[str, Any] = {"amount": sum(amount for amount, _ in found)}
    return facts | ({"paid_at": clock.written(max(moments))} if moments else {})


def _lead(turn: Turn, task: Task, step: Step, action: Action, wanted: Act, entry: Entry) -> str:
    """Carry out what the action does, then go where it leads; return the word of the target."""
    carry_out(turn, action.does)
    way = flow.chosen_way(action.to, turn)
    if way is not None and is_collected(step, way.to):
        carry_out(turn, way.does)
        if not collect(turn, task, step, entry):
            flow.settle(turn)
            return flow.STAY
        way = flow.chosen_way(step.each.then, turn) if step.each is not None else None
    if way is None:
        raise _not_allowed(turn, task, wanted)
    targets = [str(target) for target in way.to]
    if flow.STAY not in targets:
        for sibling in turn.loaded.open_tasks:
            if sibling.step == task.step and sibling.kind != flow.ASKED:
                turn.close(sibling, wanted.action)
    carry_out(turn, way.does)
    if flow.APPLICANT in targets:
        asking.ask(turn, task, entry, wanted.marks)
        return flow.APPLICANT
    return flow.follow(turn, targets, left=task)


def _end(turn: Turn, target: str, reason: str) -> None:
    if target != "done":
        end_children(turn, reason)
        return
    _must_be_paid(turn)
    must_be_issued(turn)
    carry_out(turn, turn.offered.procedure.on_done)


def _must_be_paid(turn: Turn) -> None:
    if turn.offered.procedure.fee is None:
        return
    ((amount,),) = send(_DUE(turn.case.id, PaymentState.DUE.value))[0]
    if amount:
        raise FeeUnpaid(amount=fees.shown(amount))


def _facts(turn: Turn, task: Task, entry: Entry, target: str) -> dict[str, Any]:
    return {
        "entry": str(entry.id),
        "step": task.step,
        "round": task.round,
        "action": entry.action,
        "to": target,
        "role": task.role,
        "marks": entry.marks,
        **told(entry),
        **flow.facts(turn),
    }
