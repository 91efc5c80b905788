"""Directives on a case (chỉ đạo): a task from a leader, who answers for it, by when, and what was answered (CN27).

They stand beside the case: they neither decide it nor move it, and who has to act in it still does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.agencies.models import Post
from nenso.cases.errors import DirectiveUnknown, NotOfCase, NotYourTurn
from nenso.cases.models import Entry
from nenso.cases.once import once
from nenso.cases.talking import agencies_of, must_work_on, said_before, say
from nenso.cases.telling import notices_to
from nenso.cases.turn import Turn
from nenso.cases.turning import turn_on
from nenso.cases.who import Holder
from nenso.cases.writing import write
from nenso.runtime.acting import Actor

DIRECTIVE, ANSWER = "directive", "answer"
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
        due = directive.due_at.isoformat()
        entry = say(turn, DIRECTIVE, directive.task, work.entry_id, to=str(directive.to), name=name, due_at=due)
        _tell(turn, directive.to, entry, "chỉ đạo mới", "a new directive")
        work.session.commit(*write(turn, keep_version=True))
        return entry


def answer_directive(actor: Actor, case_id: UUID, directive: UUID, text: str, *, done: bool = False, key: str) -> Entry:
    """Report on a directive, ``done`` when it is carried out; by whoever answers for it, or who gave it.

    Raises :class:`DirectiveUnknown`, :class:`NotYourTurn`, :class:`NothingSaid`.
    """
    asked = {"use": ANSWER, "directive": str(directive), "text": text, "done": done}
    with once(actor, case_id, asked, key) as work:
        if work.again:
            return said_before(work)
        turn = turn_on(actor, work.loaded)
        given = next((e for e in turn.loaded.entries if e.kind == DIRECTIVE and e.id == directive), None)
        if given is None:
            raise DirectiveUnknown
        if actor.account is None or str(actor.account) not in {given.data["to"], str(given.account)}:
            raise NotYourTurn(who=given.data["name"])
        entry = say(turn, ANSWER, text, work.entry_id, directive=str(directive), done="yes" if done else "")
        if given.account is not None and given.account != actor.account:
            _tell(turn, given.account, entry, "báo cáo về chỉ đạo", "a report on a directive")
        work.session.commit(*write(turn, keep_version=True))
        return entry


def directives_of(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the directives among the entries of a case as it was read, each with its answers."""
    answers = [entry for entry in entries if entry["kind"] == ANSWER]
    return [_shown(entry, answers) for entry in entries if entry["kind"] == DIRECTIVE]


def _shown(entry: dict[str, Any], answers: list[dict[str, Any]]) -> dict[str, Any]:
    own = [one for one in answers if one["data"]["directive"] == entry["id"]]
    return {
        "id": entry["id"],
        "task": entry["reason"],
        "by": entry["actor"],
        "at": entry["at"],
        "to": entry["data"]["to"],
        "name": entry["data"]["name"],
        "due_at": entry["data"]["due_at"],
        "done": any(one["data"]["done"] for one in own),
        "answers": [
            {"text": one["reason"], "by": one["actor"], "at": one["at"], "done": bool(one["data"]["done"])}
            for one in own
        ],
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
