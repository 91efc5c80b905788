"""What somebody can do on a case now, as a face may offer it; the acts themselves check everything again."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from nenso.cases.acts.consulting import OPINION
from nenso.cases.acts.directing import LEADS
from nenso.cases.acts.ending import COUNTER_ROLES
from nenso.cases.acts.handing import MAY_HAND_OVER, TAKES_IN
from nenso.cases.engine.flow import ASKED
from nenso.cases.engine.loading import ENDED, load
from nenso.cases.engine.offering import Offered
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.who import Holder, holders, is_among
from nenso.cases.models import Party, Status
from nenso.cases.queries.listing import sealed_in
from nenso.cases.queries.overview import Row
from nenso.cases.queries.readers import CONSULT, OF_AN_AGENCY
from nenso.cases.queries.sight import Sight
from nenso.cases.queries.words import ALWAYS, Words, text_of
from nenso.language.declarations.people import Who
from nenso.language.declarations.steps import Action
from nenso.runtime.acting import Actor, acting

Possible = dict[str, Any]
"""One thing that can be done: ``kind`` (``act withdraw supply …``), ``step``, ``action``, ``label``, what it asks."""


def possible(actor: Actor, row: Row, offered: Offered, sight: Sight) -> list[Possible]:
    """Return everything that ``actor`` can do on the case as it stands, in the order a screen would offer it."""
    if sight.audits and not sight.owns:
        return []
    open_tasks = [task for task in row["tasks"] if task["closed_at"] is None]
    if sealed_in(row) is not None:
        return [*_pay(actor, row), *_withdraw(row, sight)]
    if row["status"] == Status.DRAFT:
        return [_one("file", label=ALWAYS["file"])] if sight.owns or sight.works else []
    return [
        *(one for task in open_tasks for one in _at_task(actor, row, offered, task)),
        *_supply(actor, row, open_tasks, sight),
        *_pay(actor, row),
        *_always(actor, row, offered, sight),
    ]


def _one(kind: str, *, label: Words, step: str = "", action: str = "", **more: Any) -> Possible:
    return {
        "kind": kind,
        "step": step,
        "action": action,
        "label": label,
        "reason": False,
        "form": False,
        "to": [],
    } | more


def _parties(row: Row) -> dict[str, list[Party]]:
    found: dict[str, list[Party]] = {}
    for party in row["parties"]:
        key = UUID(party["party_id"]) if party["party_id"] else None
        found.setdefault(party["name"], []).append(Party(name=party["name"], kind=party["kind"], party_id=key))
    return found


def _at_task(actor: Actor, row: Row, offered: Offered, task: dict[str, Any]) -> Iterator[Possible]:
    """Yield the actions of one open task, and taking it on, giving it back, handing it to somebody."""
    if task["kind"] != "by":
        return
    step = offered.procedure.steps[task["step"]]
    agency, account = _key(task["agency"]), _key(task["account"])
    parties = _parties(row) if task["party"] or step.excluded else {}
    if step.each is not None and _said(actor, row, task):
        return
    if is_among(actor, [Holder(agency, task["role"], task["party"], account)], parties):
        for name, action in step.actions.items():
            if not _shut_out(actor, row, step.excluded, parties) and _may(actor, row, action):
                yield _one(
                    "act",
                    step=task["step"],
                    action=str(name),
                    label=text_of(action.label, "") if action.label else ALWAYS.get(str(name), _plain(str(name))),
                    reason=action.reason,
                    form=bool(action.form or step.form),
                    to=list(action.targets),
                )
    if not task["role"]:
        return
    if account is None and is_among(actor, [Holder(agency, task["role"])], {}):
        yield _one("claim", step=task["step"], label=ALWAYS["claim"])
    if step.each is not None:
        return
    heads = is_among(actor, [Holder(agency, role) for role in ("head", "leader")], {})
    if account is not None and (account == actor.account or heads):
        yield _one("give_back", step=task["step"], label=ALWAYS["give_back"])
    if heads:
        yield _one("assign", step=task["step"], label=ALWAYS["assign"])


def _said(actor: Actor, row: Row, task: dict[str, Any]) -> bool:
    """Return whether the actor has done a step, which each does once, in this round."""
    account, turn = str(actor.account), (task["step"], task["round"])
    return any(one["account"] == account and (one["step"], one["round"]) == turn for one in row["entries"])


def _plain(name: str) -> Words:
    word = name.replace("_", " ")
    return {"vi": word, "en": word}


def _key(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _shut_out(actor: Actor, row: Row, excluded: Iterable[str], parties: dict[str, list[Party]]) -> bool:
    for word in excluded:
        name = str(word).removeprefix("step.")
        if any(party.party_id == actor.person for party in parties.get(name, []) if party.party_id):
            return True
        account = str(actor.account)
        if any(one["step"] == name and one["kind"] == "act" and one["account"] == account for one in row["entries"]):
            return True
    return False


def _may(actor: Actor, row: Row, action: Action) -> bool:
    """Return whether an action that only some of the step's people may do is the actor's too."""
    return action.by is None or _named(actor, row, action.by)


def _named(actor: Actor, row: Row, who: Who) -> bool:
    with acting(actor):
        turn = turn_on(actor, load(UUID(row["id"]), lock=False))
        return is_among(actor, holders(who, turn.situation()), turn.parties)


def _supply(actor: Actor, row: Row, open_tasks: list[dict[str, Any]], sight: Sight) -> Iterator[Possible]:
    asked = next((task for task in open_tasks if task["kind"] == ASKED), None)
    if asked is not None and (sight.owns or _at_counter(actor, row, ("clerk",))):
        yield _one("supply", step=asked["step"], label=ALWAYS["supply"])


def _pay(actor: Actor, row: Row) -> Iterator[Possible]:
    for payment in row["payments"]:
        if payment["state"] == "due" and f"cashier@{payment['agency']}" in actor.readers:
            yield _one("pay", step=payment["step"], action=payment["id"], label=ALWAYS["pay"])


def _always(actor: Actor, row: Row, offered: Offered, sight: Sight) -> Iterator[Possible]:
    ended = row["status"] in ENDED
    extension = offered.procedure.extension
    yield from _withdraw(row, sight)
    left = extension is not None and row["due_at"] and row["extensions"] < extension.times
    if extension is not None and left and not ended and sight.works and _named(actor, row, extension.by):
        yield _one("extend", label=ALWAYS["extend"], reason=True)
    if sight.owns or sight.works:
        yield _one("message", label=ALWAYS["message"])
    if sight.works and not actor.system:
        yield _one("comment", label=ALWAYS["comment"])
        yield from _among_agencies(actor, row, ended=ended)
    if row["status"] == Status.DONE and (sight.owns or _at_counter(actor, row, COUNTER_ROLES)):
        yield _one("deliver", label=ALWAYS["deliver"])


def _withdraw(row: Row, sight: Sight) -> Iterator[Possible]:
    if row["status"] not in ENDED and sight.owns:
        yield _one("withdraw", label=ALWAYS["withdraw"])


def _among_agencies(actor: Actor, row: Row, *, ended: bool) -> Iterator[Possible]:
    """Yield handing over, answering a hand-over, and directing."""
    deciding = {role for role in TAKES_IN if f"{role}@{row['agency']['id']}" in actor.readers}
    moves = [one for one in row["entries"] if one["kind"] in {"transfer", "acknowledge", "send_back"}]
    if moves and moves[-1]["kind"] == "transfer" and deciding:
        yield _one("acknowledge", label=ALWAYS["acknowledge"])
        yield _one("send_back", label=ALWAYS["send_back"], reason=True)
    if not ended and deciding:
        yield _one(CONSULT, label=ALWAYS[CONSULT], reason=True)
    answered = {one["data"]["consultation"] for one in row["entries"] if one["kind"] == OPINION}
    for one in row["entries"]:
        asked = one["kind"] == CONSULT and one["id"] not in answered
        if asked and any(f"{role}@{one['data']['to']}" in actor.readers for role in OF_AN_AGENCY):
            yield _one(OPINION, action=one["id"], label=ALWAYS[OPINION], reason=True)
    if not ended and deciding & MAY_HAND_OVER:
        yield _one("transfer", label=ALWAYS["transfer"], reason=True)
    if deciding & LEADS:
        yield _one("directive", label=ALWAYS["directive"], reason=True)


def _at_counter(actor: Actor, row: Row, roles: Iterable[str]) -> bool:
    agencies = (row["agency"]["id"], row["receiving"]["id"])
    return any(f"{role}@{agency}" in actor.readers for role in roles for agency in agencies)
