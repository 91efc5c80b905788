"""Asking another agency, freely chosen, what it thinks of a case (lấy ý kiến), and its answer (CN15).

It stands beside the case: the step goes on as declared, the clock runs, and an agency that says nothing has not agreed.
From being asked on, the agency sees the case as those who work on it do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from nenso.agencies.errors import AgencyNamedUnknown, AgencyUnknown
from nenso.cases.acts.talking import must_work_on, said_before, say
from nenso.cases.acts.telling import notices_to
from nenso.cases.engine.once import once
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder
from nenso.cases.engine.writing import write
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.among_officers import ConsultationUnknown, OwnAgency
from nenso.cases.errors.ending import AlreadyEnded
from nenso.cases.intake.routing import agency_with
from nenso.cases.models import Entry
from nenso.cases.queries.readers import CONSULT, OF_AN_AGENCY, consulted_tokens
from nenso.cases.queries.words import Words
from nenso.runtime import clock
from nenso.runtime.acting import Actor

OPINION = "opinion"
STANDS: Final[Mapping[str, Words]] = {
    "agrees": {"vi": "Đồng ý", "en": "Agrees"},
    "with_changes": {"vi": "Đồng ý, có ý kiến", "en": "Agrees, with remarks"},
    "against": {"vi": "Không đồng ý", "en": "Does not agree"},
}


@dataclass(frozen=True)
class Question:
    """What is asked of ``agency``, to be answered by when."""

    agency: UUID
    text: str
    due_at: datetime


def consult(actor: Actor, case_id: UUID, question: Question, *, key: str) -> Entry:
    """Ask another agency; by whoever works on the case at the agency that decides. The same ``key`` is one question.

    Raises :class:`NotYourTurn`, :class:`AlreadyEnded`, :class:`OwnAgency`, ``AgencyNamedUnknown``, ``NothingSaid``.
    """
    due = clock.written(question.due_at)
    asked = {"use": CONSULT, "agency": str(question.agency), "text": question.text, "due": due}
    with once(actor, case_id, asked, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        if turn.loaded.ended:
            raise AlreadyEnded
        must_work_on(turn)
        if not any(f"{role}@{turn.case.agency_id}" in actor.readers for role in OF_AN_AGENCY):
            raise NotYourTurn(who="cơ quan đang giải quyết")
        try:
            agency = agency_with(question.agency)
        except AgencyUnknown as unknown:
            raise AgencyNamedUnknown(agency=question.agency) from unknown
        if agency.id == turn.case.agency_id:
            raise OwnAgency
        data = {"to": str(agency.id), "name": agency.name, "due_at": due, "from": str(turn.case.agency_id)}
        entry = say(turn, CONSULT, question.text, work.entry_id, **data)
        turn.set(agency_paths=sorted({*turn.case.agency_paths, agency.path}))
        _tell(turn, agency.id, entry, "được hỏi ý kiến", "you are asked about it")
        work.session.commit(*write(turn))
        return entry


def give_opinion(actor: Actor, case_id: UUID, consultation: UUID, stand: str, text: str, *, key: str) -> Entry:
    """Answer for an agency that was asked: where it ``stand`` (:data:`STANDS`) and why; once.

    Raises :class:`ConsultationUnknown` (also when it was answered), :class:`NotYourTurn`, ``NothingSaid``.
    """
    asked = {"use": OPINION, "consultation": str(consultation), "stand": stand, "text": text}
    with once(actor, case_id, asked, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        given = next((e for e in turn.loaded.entries if e.kind == CONSULT and e.id == consultation), None)
        answered = {e.data["consultation"] for e in turn.loaded.entries if e.kind == OPINION}
        if given is None or str(consultation) in answered or stand not in STANDS:
            raise ConsultationUnknown
        if not consulted_tokens([given]) & actor.readers:
            raise NotYourTurn(who=given.data["name"])
        entry = say(turn, OPINION, text, work.entry_id, consultation=str(consultation), stand=stand)
        _tell(turn, turn.case.agency_id, entry, "có ý kiến trả lời", "was answered")
        work.session.commit(*write(turn, keep_version=True))
        return entry


def consultations_of(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what was asked of other agencies in a case as it was read, each with its answer; silence is ``silent``."""
    entries = list(entries)
    answers = {one["data"]["consultation"]: one for one in entries if one["kind"] == OPINION}
    return [_shown(one, answers.get(one["id"])) for one in entries if one["kind"] == CONSULT]


def _shown(entry: Mapping[str, Any], answer: Mapping[str, Any] | None) -> dict[str, Any]:
    due = datetime.fromisoformat(entry["data"]["due_at"])
    return {
        "id": entry["id"],
        "text": entry["reason"],
        "by": entry["actor"],
        "at": entry["at"],
        "agency": {"id": entry["data"]["to"], "name": entry["data"]["name"]},
        "due_at": entry["data"]["due_at"],
        "stand": STANDS[answer["data"]["stand"]] if answer is not None else None,
        "answer": answer["reason"] if answer is not None else "",
        "answered_by": answer["actor"] if answer is not None else "",
        "answered_at": answer["at"] if answer is not None else None,
        "silent": answer is None and due < clock.now(),
    }


def _tell(turn: Turn, agency: UUID, entry: Entry, vi: str, en: str) -> None:
    code = turn.case.code
    words = {"vi": f"Hồ sơ {code} {vi}: {entry.reason}", "en": f"Case {code}: {en}: {entry.reason}"}
    turn.add(*notices_to(turn, [Holder(agency=agency)], f"case.{entry.kind}", words, about=str(entry.id)))
