"""Reading a case under a grant or a consent (``read … under``): for its purpose, its fields alone, never unseen.

As of a register (:mod:`nenso.registers.under`): an act of a case of the same formula gave the grant, for the cases that
its agency and those below it decide; or the applicant consented. Such a reader names the case by its code and finds it
in no list. Each look is journalled with the case and told to its people; each refusal with whom it was refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from nenso.cases.acts.effects import plain
from nenso.cases.engine.loading import Loaded, load
from nenso.cases.engine.seals import is_waiting
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.models import Case, CaseCode, Status
from nenso.cases.queries.overview import open_sealed
from nenso.cases.queries.reading import meant
from nenso.journal.recording import record as journal
from nenso.language.declarations.access import ReadRule
from nenso.registers.errors import FieldBeyondGrant, NotGranted, ReasonMissing
from nenso.registers.granting import held
from nenso.registers.leave import ALL, CONSENT, GRANT, Leave, chosen, of_consents, of_grants
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.paths import lies_within
from nenso.runtime.problems import Problem

USE = "cases.under"


@dataclass(frozen=True)
class Wanted:
    """Which case, by its code; which fields (none: all that is open); for what.

    A field is written as in the rule: ``form.subject``, ``step.read.answer``, or the new name of what CEL gives.
    ``reference``: the case that needs it, in words of who asks.
    """

    code: str
    purpose: str
    fields: Sequence[str] = ()
    reference: str = ""


@dataclass(frozen=True)
class Read:
    """What was read: the case's key and code, and the values of the fields."""

    id: UUID
    code: str
    data: dict[str, Any]


def look_under(actor: Actor, wanted: Wanted) -> Read:
    """Return fields of a case under what ``actor`` was granted or its applicant consented to.

    Raises ``ReasonMissing`` without a purpose, ``NotGranted`` (also where there is no such case, which is nobody's to
    know), ``OtherPurpose``, ``GrantOver``, ``FieldBeyondGrant``; a refusal is journalled too.
    """
    if not wanted.purpose.strip():
        raise ReasonMissing
    if actor.account is None:
        raise NotGranted(purpose=wanted.purpose)
    inside = replace(actor.by_way_of(USE), scope=("vn",))
    try:
        with acting(inside):
            return _look(actor, wanted)
    except Problem as problem:
        with acting(inside):
            _keep_refusal(actor, wanted, problem)
        raise


def _look(actor: Actor, wanted: Wanted) -> Read:
    case = _found(wanted.code)
    if case is None or (case.sealed_until is not None and case.sealed_until > clock.now()):
        raise NotGranted(purpose=wanted.purpose)
    if is_waiting(case):
        open_sealed(case.id)
    loaded = load(case.id, lock=False)
    loaded.entries[:] = [entry for entry in loaded.entries if not entry.sealed]
    turn = turn_on(actor, loaded)
    rules = [rule for rule in turn.offered.procedure.read if rule.under is not None and meant(rule, actor, turn)]
    used = chosen([leave for rule in rules for leave in _leaves(actor, loaded, turn, rule)], wanted.purpose)
    open_to = frozenset[str]().union(*(one.fields for one in used))
    beyond = sorted(set(wanted.fields) - open_to)
    if beyond:
        raise FieldBeyondGrant(fields=", ".join(beyond))
    names = sorted(set(wanted.fields) or open_to)
    body = {
        "fields": names,
        "purpose": wanted.purpose.strip()[:500],
        "under": sorted({one.kind for one in used}),
        "leave": sorted(str(one.id) for one in used),
        "reference": wanted.reference.strip()[:100],
    }
    values = _values(turn, rules, names)
    journal(case.id, "case.looked_at", body, agency_path=loaded.case.agency.path, persons=loaded.case.persons)
    return Read(case.id, loaded.case.code, values)


def _found(code: str) -> Case | None:
    """Return the filed case with this code, an old one of it too."""
    key = CaseCode.objects.filter(code=code.strip()).values_list("case_id", flat=True).first()
    return Case.objects.filter(pk=key).exclude(status=Status.DRAFT).select_related("agency").first() if key else None


def _leaves(actor: Actor, loaded: Loaded, turn: Turn, rule: ReadRule) -> Iterable[Leave]:
    """Yield what lets ``actor`` read the case by ``rule``, ended or not, for this or other purposes."""
    case, fields, under = loaded.case, frozenset(_items(turn, rule)), str(rule.under)
    if under == GRANT:
        given = held(actor, f"cases.{case.procedure}")
        yield from of_grants((one for one in given if lies_within(case.agency.path, one.agency.path)), fields)
        return
    subjects = frozenset(one.party_id for one in loaded.party("applicant") if one.kind == "person" and one.party_id)
    names = {case.procedure, case.procedure.partition(".")[2]}
    yield from of_consents(under.removeprefix(CONSENT), subjects, names, fields)


def _items(turn: Turn, rule: ReadRule) -> Iterable[str]:
    """Yield the names of what a rule opens; ``all`` is every answer of the form."""
    for item in rule.what:
        if item.name == ALL:
            yield from (f"form.{field.name}" for field in turn.offered.procedure.form.fields if field.name)
        else:
            yield str(item.name)


def _values(turn: Turn, rules: Iterable[ReadRule], names: Iterable[str]) -> dict[str, Any]:
    reasoning = turn.reasoning()
    computed = {str(item.name): item.compute for rule in rules for item in rule.what if item.compute is not None}
    return {
        name: plain(reasoning.value(computed[name]) if name in computed else reasoning.path(name)) for name in names
    }


def _keep_refusal(actor: Actor, wanted: Wanted, problem: Problem) -> None:
    """Journal a refusal, in a stream for whom it was refused: for auditors of the case, else of who was refused."""
    case = _found(wanted.code)
    body = {
        "case": str(case.id) if case is not None else None,
        "fields": list(wanted.fields),
        "purpose": wanted.purpose.strip()[:500],
        "reference": wanted.reference.strip()[:100],
        "code": problem.code,
    }
    stream = uuid5(NAMESPACE_OID, f"look:cases:{actor.account}")
    own = next((seat.path for seat in actor.seats), None)
    journal(stream, "case.look_refused", body, agency_path=case.agency.path if case is not None else own)
