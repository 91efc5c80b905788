"""Effects that open records to readers and close them again: ``grant`` and ``revoke`` (cấp và thu quyền đọc)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.cases.acts.effects import effect, register_of
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.names import identity
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import Holder, Situation, holders
from nenso.cases.errors.ending import RuleBroken
from nenso.language.declarations.effects import Grant, Revoke
from nenso.language.declarations.people import ROLES, Who
from nenso.people.models import Account
from nenso.registers import granting
from nenso.registers.granting import Receivers
from nenso.registers.models import RecordGrant
from nenso.runtime.acting import acting

ANY, CASES = "any", "cases."


@effect("grant")
def _grant(turn: Turn, declared: Grant, reasoning: Reasoning) -> Mapping[str, Any] | None:
    """Let ``to`` read records that the case's agency and those below it keep; nobody named, nothing given."""
    register = _opened(turn, str(declared.grant))
    receivers = _receivers(turn, declared.to)
    if not receivers:
        return None
    purpose = (
        {tag: reasoning.text(declared.purpose, tag) for tag in ("vi", "en")}
        if declared.purpose is not None
        else {tag: turn.offered.procedure.title.in_language(tag) for tag in ("vi", "en")}
    )
    with acting(as_procedure(turn.actor, turn.offered.name)):
        made = granting.give(
            register,
            turn.case.agency,
            receivers,
            fields=[str(name) for name in declared.what],
            purpose=purpose,
            until=_until(declared, reasoning),
            why=turn.offered.name,
            case=UUID(str(turn.case.id)),
            at=turn.at,
        )
    turn.said.append(("case.records_opened", {"register": register, "grant": str(made.id)}))
    return {"id": str(made.id), "register": register}


@effect("revoke")
def _revoke(turn: Turn, declared: Revoke, reasoning: Reasoning) -> None:
    """Take back one grant, or those of a register: from ``to``, or, without, what this case gave."""
    case = UUID(str(turn.case.id))
    with acting(as_procedure(turn.actor, turn.offered.name)):
        if declared.revoke.source.startswith(CASES) or turn.offered.register(declared.revoke.source) is not None:
            register = _opened(turn, declared.revoke.source)
            to = _receivers(turn, declared.to) if declared.to is not None else None
            standing = granting.given_by(turn.case.agency, register, to, case)
        else:
            key = identity(reasoning.value(declared.revoke))
            standing = list(RecordGrant.objects.filter(pk=key, agency=turn.case.agency)) if key is not None else []
        taken = granting.take_back(standing, why=turn.offered.name, case=case, at=turn.at)
    turn.said += [("case.records_closed", {"register": one.register, "grant": str(one.id)}) for one in taken]


def _opened(turn: Turn, name: str) -> str:
    """Return the full name of a register, or of the cases of a procedure of the formula (``cases.care.enter``)."""
    if name.startswith(CASES):
        return f"{CASES}{turn.offered.formula.name}.{name.removeprefix(CASES)}"
    return register_of(turn, name).name


def _until(declared: Grant, reasoning: Reasoning) -> datetime | None:
    """Return when a grant ends; where that cannot be told the act is refused, lest it never end."""
    found = reasoning.moment(declared.until) if declared.until is not None else None
    if found is None and declared.until is not None:
        raise RuleBroken(register=str(declared.grant), why=f"until: {declared.until}")
    return found


def _receivers(turn: Turn, who: Who) -> Receivers:
    """Return to whom ``who`` means here: roles by their token, parties and officials as persons."""
    situation = turn.situation()
    readers, persons = set[str](), set[UUID]()
    for holder in holders(who, situation):
        readers |= set(_tokens(holder, situation))
        persons |= set(_persons(holder, situation))
    return Receivers(frozenset(readers), frozenset(persons))


def _tokens(holder: Holder, situation: Situation) -> Iterable[str]:
    if holder.account is not None:
        return
    if holder.party in {"public", "signed_in"}:
        yield "signed_in"
    elif holder.party:
        for party in situation.parties.get(holder.party, []):
            if party.kind == "agency":
                yield from (f"{role}@{party.party_id}" for role in ROLES)
            elif party.kind == "enterprise":
                yield f"representative@{party.party_id}"
    else:
        yield f"{holder.role}@{holder.agency or ANY}"


def _persons(holder: Holder, situation: Situation) -> Iterable[UUID]:
    if holder.account is not None:
        yield from Account.objects.filter(pk=holder.account, person__isnull=False).values_list("person_id", flat=True)
    for party in situation.parties.get(holder.party, []) if holder.party else []:
        if party.kind == "person" and party.party_id is not None:
            yield party.party_id
