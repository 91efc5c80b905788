"""Handing a case to another agency (luân chuyển), which acknowledges it or gives it back with a reason (CN06).

The time that the case is due never moves: who was wrong in handing it over does not gain time by it.
"""

from uuid import UUID

from nenso.agencies.errors import AgencyUnknown
from nenso.cases.acts.talking import must_work_on, seat_of
from nenso.cases.acts.telling import notices_to
from nenso.cases.engine import flow
from nenso.cases.engine.loading import Loaded
from nenso.cases.engine.once import once
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder
from nenso.cases.engine.writing import write
from nenso.cases.errors.acting import NotYourTurn, ReasonNeeded
from nenso.cases.errors.among_officers import NotHandedOver
from nenso.cases.errors.ending import AlreadyEnded
from nenso.cases.errors.filing import NoCompetentAgency
from nenso.cases.intake.routing import agency_with
from nenso.cases.models import Case, Entry, Task
from nenso.formulas.offers import offer_of
from nenso.runtime.acting import Actor
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise

TRANSFER, ACKNOWLEDGE, SEND_BACK = "transfer", "acknowledge", "send_back"
MAY_HAND_OVER = frozenset({"clerk", "head", "leader"})
TAKES_IN = frozenset({"clerk", "officer", "head", "leader", "registrar"})


def hand_over(actor: Actor, case_id: UUID, agency: UUID, reason: str, *, key: str) -> Case:
    """Give the case, with what is open in it, to another agency that offers the procedure; its due time stays.

    By a clerk, head or leader of the agency that decides. The same ``key`` is one hand-over. Raises
    :class:`ReasonNeeded`, :class:`AlreadyEnded`, :class:`NotYourTurn`, ``ProcedureNotOffered``.
    """
    with once(actor, case_id, {"use": TRANSFER, "agency": str(agency), "reason": reason}, key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        must_work_on(turn, roles=MAY_HAND_OVER)
        if not any(f"{role}@{turn.case.agency_id}" in actor.readers for role in MAY_HAND_OVER):
            raise NotYourTurn(who="cơ quan đang giải quyết")
        _move(turn, agency, reason, TRANSFER, work.entry_id)
        work.session.commit(*write(turn))
        return turn.case


def acknowledge(actor: Actor, case_id: UUID, *, key: str) -> Case:
    """Say that the case has come (đã nhận bàn giao); by whoever takes cases in at the agency that has it now.

    Raises :class:`NotHandedOver` when nothing waits for it.
    """
    with once(actor, case_id, {"use": ACKNOWLEDGE}, key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        pending = _pending_here(turn)
        data = {"transfer": str(pending.id)}
        turn.enter(id=work.entry_id, kind=ACKNOWLEDGE, action=ACKNOWLEDGE, data=data, **seat_of(turn))
        turn.said.append(("case.transfer_acknowledged", data | {"agency": turn.case.agency.path}))
        work.session.commit(*write(turn, keep_version=True))
        return turn.case


def send_back(actor: Actor, case_id: UUID, reason: str, *, key: str) -> Case:
    """Give a case that was handed over by mistake back to the agency it came from; the due time stays as it was.

    Raises :class:`NotHandedOver`, :class:`ReasonNeeded`.
    """
    with once(actor, case_id, {"use": SEND_BACK, "reason": reason}, key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        pending = _pending_here(turn)
        _move(turn, UUID(pending.data["from"]), reason, SEND_BACK, work.entry_id, answers=str(pending.id))
        work.session.commit(*write(turn))
        return turn.case


def pending_transfer(loaded: Loaded) -> Entry | None:
    """Return the latest hand-over that the agency which has the case has not answered yet."""
    moved = next((entry for entry in reversed(loaded.entries) if entry.kind == TRANSFER), None)
    if moved is None:
        return None
    answered = {entry.data.get("transfer") for entry in loaded.entries if entry.kind in {ACKNOWLEDGE, SEND_BACK}}
    return None if str(moved.id) in answered else moved


def _pending_here(turn: Turn) -> Entry:
    pending = pending_transfer(turn.loaded)
    if pending is None:
        raise NotHandedOver
    if not turn.actor.system and not any(f"{r}@{turn.case.agency_id}" in turn.actor.readers for r in TAKES_IN):
        raise NotYourTurn(who="cơ quan nhận bàn giao")
    return pending


def _move(turn: Turn, to: UUID, reason: str, kind: str, entry_id: UUID, *, answers: str = "") -> None:
    case = turn.case
    if turn.loaded.ended:
        raise AlreadyEnded
    if not reason.strip():
        raise ReasonNeeded
    before = case.agency
    try:
        agency = agency_with(to)
    except AgencyUnknown as unknown:
        raise NoCompetentAgency(place="") from unknown
    offer_of(agency, case.procedure)
    data = {"from": str(before.id), "to": str(agency.id)} | ({"transfer": answers} if answers else {})
    turn.enter(id=entry_id, kind=kind, action=kind, reason=normalise(reason), data=data, **seat_of(turn))
    for task in turn.loaded.open_tasks:
        if task.agency_id == before.id and task.role:
            turn.close(task, kind)
            turn.add(_same(task, agency.id, turn))
    turn.set(agency=agency, agency_paths=sorted({*case.agency_paths, agency.path}))
    body = {"from": before.path, "to": agency.path, "reason": normalise(reason), **flow.facts(turn)}
    turn.said.append((f"case.{kind}", body))
    words = {
        "vi": f"Hồ sơ {case.code} được bàn giao từ {before.name}: {normalise(reason)}",
        "en": f"Case {case.code} was handed over by {before.name}: {normalise(reason)}",
    }
    turn.add(*notices_to(turn, [Holder(agency=agency.id)], "case.transferred", words, about=str(entry_id)))


def _same(task: Task, agency: UUID, turn: Turn) -> Task:
    """Return the same task at another agency: its round and due time stay, whoever held it does not."""
    return Task(
        id=uuid7(),
        case_id=task.case_id,
        step=task.step,
        round=task.round,
        kind=task.kind,
        agency_id=agency,
        role=task.role,
        opened_at=turn.at,
        due_at=task.due_at,
    )
