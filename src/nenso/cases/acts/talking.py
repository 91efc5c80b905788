"""What is said on a case and changes nothing in it: comments among officers, messages with the applicant.

Always there, never declared. What is said does not make a new version of the case: nobody's act waits for it.
"""

from hashlib import sha256
from uuid import UUID

from nenso.cases.acts.telling import notices_to
from nenso.cases.engine.once import Once, once
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder
from nenso.cases.engine.writing import write
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.among_officers import NothingSaid
from nenso.cases.models import Entry
from nenso.cases.queries.readers import ALWAYS_AT_AGENCY, consulted
from nenso.runtime.acting import Actor
from nenso.runtime.text import normalise

COMMENT, MESSAGE = "comment", "message"
OWNERS = ("applicant", "filer")


def comment(actor: Actor, case_id: UUID, text: str, *, key: str) -> Entry:
    """Note something for whoever works on the case; the applicant never sees it. The same ``key`` is one comment.

    Raises :class:`NothingSaid`, :class:`NotYourTurn` for who does not work on it.
    """
    with once(actor, case_id, {"use": COMMENT, "text": text}, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        must_work_on(turn)
        entry = say(turn, COMMENT, text, work.entry_id)
        work.session.commit(*write(turn, keep_version=True))
        return entry


def message(actor: Actor, case_id: UUID, text: str, *, key: str) -> Entry:
    """Write to the applicant, or as the applicant to whoever has the case; both see it, and are told that it is there.

    The same ``key`` is one message. Raises :class:`NothingSaid`, :class:`NotYourTurn`.
    """
    with once(actor, case_id, {"use": MESSAGE, "text": text}, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        own = owns(turn)
        if not own:
            must_work_on(turn)
        entry = say(turn, MESSAGE, text, work.entry_id, to="agency" if own else "applicant")
        code = turn.case.code
        words = {
            "vi": f"Có tin nhắn mới về hồ sơ {code}: {entry.reason}",
            "en": f"There is a new message on case {code}: {entry.reason}",
        }
        to = _who_has_it(turn) if own else [Holder(party=name) for name in OWNERS]
        turn.add(*notices_to(turn, to, "case.message", words, about=str(entry.id)))
        work.session.commit(*write(turn, keep_version=True))
        return entry


def say(turn: Turn, kind: str, text: str, entry_id: UUID, **data: str) -> Entry:
    """Add an entry that says something; the journal holds its hash, so that what was said can be proved, not read."""
    said = normalise(text).strip()
    if not said:
        raise NothingSaid
    entry = turn.enter(id=entry_id, kind=kind, action=kind, reason=said, data=data, **seat_of(turn))
    body = {"entry": str(entry_id), "text": sha256(said.encode()).hexdigest(), **data}
    turn.said.append((f"case.{kind}", body))
    return entry


def said_before(work: Once) -> Entry:
    """Return what the earlier use of a key said."""
    return next(entry for entry in work.loaded.entries if entry.id == work.entry_id)


def owns(turn: Turn) -> bool:
    """Return whether the case is the actor's: applicant or filer, in person or for an enterprise."""
    own = {turn.actor.person, *turn.actor.represents} - {None}
    return any(party.party_id in own for name in OWNERS for party in turn.parties.get(name, []))


def agencies_of(turn: Turn) -> set[UUID]:
    """Return the agencies that take part in the case."""
    case = turn.case
    asked = consulted(turn.loaded.entries)
    own = {case.agency_id, case.receiving_id} | asked
    return own | {task.agency_id for task in turn.loaded.tasks if task.agency_id}


def must_work_on(turn: Turn, *, roles: frozenset[str] | None = None) -> None:
    """Refuse who holds none of ``roles`` (default: those of the steps) at an agency of the case.

    Raises :class:`NotYourTurn`.
    """
    wanted = roles or frozenset({*turn.offered.roles, *ALWAYS_AT_AGENCY, "head", "leader"})
    held = {f"{role}@{agency}" for role in wanted for agency in agencies_of(turn)}
    if not turn.actor.system and not held & turn.actor.readers:
        raise NotYourTurn(who="cán bộ giải quyết hồ sơ")


def seat_of(turn: Turn) -> dict[str, UUID | str]:
    """Return where who acts sits, of the agencies of the case, and in which role."""
    for seat in turn.actor.seats:
        if seat.agency in agencies_of(turn):
            return {"agency_id": seat.agency, "role": min(seat.roles)}
    return {}


def _who_has_it(turn: Turn) -> list[Holder]:
    held = [Holder(account=task.account) for task in turn.loaded.open_tasks if task.account]
    return held or [Holder(agency=turn.case.agency_id)]
