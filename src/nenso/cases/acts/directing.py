"""Directives on a case (chỉ đạo): a task from a leader, who answers for it, by when, and what was answered (CN27).

It is taken note of and reported on by whoever answers for it, and closed by a leader. Directives stand beside the case:
they neither decide it nor move it, and who has to act in it still does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.agencies.models import Post
from nenso.cases.acts.talking import agencies_of, must_work_on, said_before, say
from nenso.cases.acts.telling import notices_to
from nenso.cases.engine.once import once
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder
from nenso.cases.engine.writing import write
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.among_officers import DirectiveClosed, DirectiveUnknown, NotOfCase
from nenso.cases.models import Entry
from nenso.runtime import clock
from nenso.runtime.acting import Actor

DIRECTIVE, NOTED, ANSWER, CLOSED = "directive", "noted", "answer", "closed"
LEADS = frozenset({"head", "leader"})


@dataclass(frozen=True)
class Directive:
    """What is asked of ``to`` (an account with a post at an agency of the case), by when."""

    task: str
    to: UUID
    due_at: datetime


def direct(actor: Actor, case_id: UUID, directive: Directive, *, key: str) -> Entry:
    """Give a directive; for heads and leaders of an agency of the case. The same ``key`` is one directive.

    Raises :class:`NotYourTurn`, :class:`NotOfCase` (who is to answer), :class:`NothingSaid`.
    """
    asked = {"use": DIRECTIVE, "task": directive.task, "to": str(directive.to), "due": directive.due_at.isoformat()}
    with once(actor, case_id, asked, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        must_work_on(turn, roles=LEADS)
        name = _named(turn, directive.to)
        due = clock.written(directive.due_at)
        entry = say(turn, DIRECTIVE, directive.task, work.entry_id, to=str(directive.to), name=name, due_at=due)
        _tell(turn, directive.to, entry, "chỉ đạo mới", "a new directive")
        work.session.commit(*write(turn, keep_version=True))
        return entry


def note_directive(actor: Actor, case_id: UUID, directive: UUID, *, key: str) -> Entry:
    """Say that a directive was read and taken on; by whoever answers for it. The same ``key`` is once.

    Raises :class:`DirectiveUnknown`, :class:`DirectiveClosed`, :class:`NotYourTurn`.
    """
    with once(actor, case_id, {"use": NOTED, "directive": str(directive)}, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        given = _given(turn, directive)
        if str(actor.account) != given.data["to"]:
            raise NotYourTurn(who=given.data["name"])
        entry = say(turn, NOTED, given.reason, work.entry_id, directive=str(directive))
        work.session.commit(*write(turn, keep_version=True))
        return entry


def answer_directive(actor: Actor, case_id: UUID, directive: UUID, text: str, *, done: bool = False, key: str) -> Entry:
    """Report on a directive, ``done`` when it is carried out; by whoever answers for it, or who gave it.

    Raises :class:`DirectiveUnknown`, :class:`DirectiveClosed`, :class:`NotYourTurn`, :class:`NothingSaid`.
    """
    asked = {"use": ANSWER, "directive": str(directive), "text": text, "done": done}
    with once(actor, case_id, asked, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        given = _given(turn, directive)
        if actor.account is None or str(actor.account) not in {given.data["to"], str(given.account)}:
            raise NotYourTurn(who=given.data["name"])
        entry = say(turn, ANSWER, text, work.entry_id, directive=str(directive), done="yes" if done else "")
        if given.account is not None and given.account != actor.account:
            _tell(turn, given.account, entry, "báo cáo về chỉ đạo", "a report on a directive")
        work.session.commit(*write(turn, keep_version=True))
        return entry


def close_directive(actor: Actor, case_id: UUID, directive: UUID, text: str, *, key: str) -> Entry:
    """Close a directive with what came of it; by whoever gave it, or a head or leader of an agency of the case.

    Raises :class:`DirectiveUnknown`, :class:`DirectiveClosed`, :class:`NotYourTurn`, :class:`NothingSaid`.
    """
    with once(actor, case_id, {"use": CLOSED, "directive": str(directive), "text": text}, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        given = _given(turn, directive)
        if given.account is None or given.account != actor.account:
            must_work_on(turn, roles=LEADS)
        entry = say(turn, CLOSED, text, work.entry_id, directive=str(directive))
        _tell(turn, UUID(given.data["to"]), entry, "kết luận về chỉ đạo", "a conclusion on a directive")
        work.session.commit(*write(turn, keep_version=True))
        return entry


def _given(turn: Turn, directive: UUID) -> Entry:
    """Return the entry of a directive that is still open."""
    entries = turn.loaded.entries
    given = next((entry for entry in entries if entry.kind == DIRECTIVE and entry.id == directive), None)
    if given is None:
        raise DirectiveUnknown
    if any(entry.kind == CLOSED and entry.data["directive"] == str(directive) for entry in entries):
        raise DirectiveClosed
    return given


def directives_of(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the directives among the entries of a case as it was read, each with what became of it."""
    after = [entry for entry in entries if entry["kind"] in {NOTED, ANSWER, CLOSED}]
    return [_shown(entry, after) for entry in entries if entry["kind"] == DIRECTIVE]


def _shown(entry: dict[str, Any], after: list[dict[str, Any]]) -> dict[str, Any]:
    own = [one for one in after if one["data"]["directive"] == entry["id"]]
    answers = [one for one in own if one["kind"] == ANSWER]
    noted = next((one["at"] for one in own if one["kind"] == NOTED), None)
    closed = next((one for one in own if one["kind"] == CLOSED), None)
    return {
        "id": entry["id"],
        "task": entry["reason"],
        "by": entry["actor"],
        "by_account": entry["account"],
        "at": entry["at"],
        "to": entry["data"]["to"],
        "name": entry["data"]["name"],
        "due_at": entry["data"]["due_at"],
        "noted_at": noted,
        "done": any(one["data"]["done"] for one in answers),
        "answers": [
            {"text": one["reason"], "by": one["actor"], "at": one["at"], "done": bool(one["data"]["done"])}
            for one in answers
        ],
        "closed_at": closed["at"] if closed is not None else None,
        "conclusion": closed["reason"] if closed is not None else "",
        "overdue": closed is None and datetime.fromisoformat(entry["data"]["due_at"]) < clock.now(),
    }


def _named(turn: Turn, account: UUID) -> str:
    posts = Post.objects.filter(account_id=account, agency_id__in=agencies_of(turn), ended_at=None)
    found = posts.values_list("holder_name", flat=True).first()
    if found is None:
        raise NotOfCase
    return str(found)


def _tell(turn: Turn, account: UUID, entry: Entry, vi: str, en: str) -> None:
    code = turn.case.code
    words = {"vi": f"Hồ sơ {code} có {vi}: {entry.reason}", "en": f"Case {code} has {en}: {entry.reason}"}
    turn.add(*notices_to(turn, [Holder(account=account)], f"case.{entry.kind}", words, about=str(entry.id)))
