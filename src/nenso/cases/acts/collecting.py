"""A step that each of several people does (``each``): a task and an entry for every one, ended when enough count.

Where it is sealed nobody reads what another wrote until it ends, the database keeps it from them; the journal has the
salted hash of it from the first moment, and the salt when it is opened. When nobody is left the step ends too, with
what there is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from secrets import token_hex
from typing import Any
from uuid import UUID

import orjson

from nenso.agencies.models import Agency
from nenso.agencies.posts import posts_at
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.seals import SALT
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import Holder
from nenso.cases.models import Entry, Task
from nenso.language.declarations.steps import Step
from nenso.runtime.acting import acting

COUNTS, LEAVE = "counts", "leave"
ENOUGH = "enough"
"""By what tasks are closed that nobody did because enough others had."""


def each_of(turn: Turn, step: Step, holders: Iterable[Holder]) -> list[Holder]:
    """Return a holder for every person whom ``holders`` name, but for those who may not act at the step.

    A role that nobody has stays a task of the role: whoever is given it later may do it, and nothing is passed over.
    """
    holders = list(holders)
    people = dict.fromkeys(one for holder in holders for one in _people(turn, holder))
    shut_out = _shut_out(turn, step)
    found = [one for one in people if one.account is None or one.account not in shut_out]
    return found or [replace(one, account=None) for one in holders if one.role]


def _people(turn: Turn, holder: Holder) -> Iterator[Holder]:
    if holder.account is not None or not holder.role or holder.agency is None:
        yield holder
        return
    system = as_procedure(turn.actor, turn.offered.name)
    agency = Agency(id=holder.agency)
    for post in posts_at(system, agency, limit=_MOST):
        if post.role == holder.role:
            yield replace(holder, account=post.account_id)


_MOST = 1_000


def _shut_out(turn: Turn, step: Step) -> set[UUID]:
    """Return the accounts that did a step which excludes them here (``not: [step.examine]``)."""
    names = {str(word).removeprefix("step.") for word in step.excluded if str(word).startswith("step.")}
    acts = (one for one in turn.loaded.entries if one.kind == "act" and one.step in names)
    return {one.account for one in acts if one.account is not None}


def has_acted(turn: Turn, task: Task) -> bool:
    """Return whether whoever acts has done the step in this round: each has one say."""
    account = turn.actor.account
    same = (one for one in turn.loaded.entries if one.step == task.step and one.round == task.round)
    return account is not None and any(one.kind == "act" and one.account == account for one in same)


def is_collected(step: Step, targets: Sequence[str]) -> bool:
    """Return whether an action that leads to ``targets`` is one of many at a step that each does."""
    return step.each is not None and bool({COUNTS, LEAVE} & set(targets))


def collect(turn: Turn, task: Task, step: Step, entry: Entry) -> bool:
    """Close the task of who acted; return whether the step has ended with it. The system's act ends it for all.

    While it goes on, what a sealed step's entry says is for its writer alone; when it ends all of it is read.
    """
    each = step.each
    if each is None:
        return False
    turn.close(task, entry.action)
    same = [one for one in turn.loaded.tasks if (one.step, one.round) == (task.step, task.round) and one.kind == "by"]
    left = [one for one in same if one.closed_at is None]
    counting = {name for name, action in step.actions.items() if COUNTS in action.targets}
    counted = sum(1 for one in same if one.closed_at is not None and one.action in counting)
    enough = turn.reasoning().value(each.enough) if each.enough is not None else None
    by_system = bool(turn.actor.system) and turn.actor.account is None
    if left and not by_system and (enough is None or counted < int(enough)):
        if each.sealed or step.sealed:
            seal(entry)
        return False
    for one in left:
        turn.close(one, ENOUGH)
    if each.sealed or step.sealed:
        _unseal(turn, task)
    return True


def _unseal(turn: Turn, task: Task) -> None:
    """Let everybody who sees the case read what was written at the step in this round."""
    with acting(as_procedure(turn.actor, turn.offered.name)):
        Entry.objects.filter(case_id=task.case_id, step=task.step, round=task.round, sealed=True).update(sealed=False)
        kept = list(Entry.objects.filter(case_id=task.case_id).order_by("seq"))
    known = {one.id for one in kept}
    turn.loaded.entries[:] = [*kept, *(one for one in turn.loaded.entries if one.id not in known)]
    opened = [one for one in kept if (one.step, one.round, one.kind) == (task.step, task.round, "act")]
    body = {"step": task.step, "round": task.round, "entries": [str(one.id) for one in opened]}
    turn.said.append(("case.unsealed", body | {"salts": {str(one.id): one.salt for one in opened if one.salt}}))


def seal(entry: Entry) -> None:
    """Let nobody but its writer read an entry that is about to be written."""
    entry.sealed, entry.salt = True, token_hex(SALT)


def told(entry: Entry) -> dict[str, Any]:
    """Return what the journal says of an entry: what was filled in and why, or of a sealed one the SHA-256 of both.

    Over ``[data, reason, salt]`` as JSON with sorted keys; the salt is told when it is opened, so that whoever reads
    the journal before cannot try out what may have been written.
    """
    if not entry.sealed:
        return {"reason": entry.reason, "data": entry.data}
    content = orjson.dumps([entry.data, entry.reason, entry.salt], option=orjson.OPT_SORT_KEYS)
    return {"reason": "", "data": {}, "sealed": sha256(content).hexdigest()}
