"""What an act changes beyond its own entry, with the rights of the procedure and not of who acts (tác động).

Each verb of the language has one function here, found by its name; a room above adds its own with :func:`effect`.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any
from uuid import UUID

from nenso.cases.acts.revising import revise
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.names import identity
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import agency_of, holders
from nenso.cases.errors.ending import ForeignRegister, RuleBroken
from nenso.cases.errors.filing import NoCompetentAgency, NotYetRun
from nenso.cases.intake.routing import agency_with
from nenso.language.declarations.effects import (
    Amend,
    AnyEffect,
    Create,
    End,
    FieldValues,
    Notify,
    Transfer,
    Update,
    verb_of,
)
from nenso.language.declarations.values import Expression
from nenso.language.expressions import ANYTHING, type_of
from nenso.registers import recording
from nenso.registers.declared import Declared
from nenso.registers.errors import KeyTaken, RecordEnded, RecordInvalid
from nenso.registers.finding import as_value, record_by_id
from nenso.registers.models import Record
from nenso.runtime.acting import acting

Effect = Callable[[Turn, Any, Reasoning], Any]
_EFFECTS: dict[str, Effect] = {}
_ELSEWHERE = {
    "refund": "nenso.cases.acts.paying",
    "open": "nenso.cases.acts.opening",
    "grant": "nenso.cases.acts.opening_records",
    "revoke": "nenso.cases.acts.opening_records",
}
"""Verbs whose function stands beside what it changes, and is registered when it is first needed."""


def effect(verb: str) -> Callable[[Effect], Effect]:
    """Register the function that carries out the effects of ``verb``."""

    def register(function: Effect) -> Effect:
        _EFFECTS[verb] = function
        return function

    return register


def carry_out(turn: Turn, effects: Iterable[AnyEffect]) -> None:
    """Carry out ``effects`` in order; each sees what the ones before it made."""
    for declared in effects:
        verb = verb_of(declared)
        if verb in _ELSEWHERE:
            import_module(_ELSEWHERE[verb])
        if verb not in _EFFECTS:
            raise NotYetRun(part=verb)
        for reasoning in _each(declared, turn.reasoning()):
            if not reasoning.holds(declared.condition):
                continue
            made = _EFFECTS[verb](turn, declared, reasoning)
            if declared.named and made is not None:
                turn.created[str(declared.named)] = made


def _each(declared: AnyEffect, reasoning: Reasoning) -> Iterable[Reasoning]:
    if declared.each is None:
        return [reasoning]
    element = type_of(declared.each.source, reasoning.environment).element or ANYTHING
    environment = reasoning.environment.with_names(this=element)
    return [reasoning.within(environment, this=item) for item in reasoning.value(declared.each) or []]


@effect("create")
def _create(turn: Turn, declared: Create, reasoning: Reasoning) -> Mapping[str, Any]:
    register = register_of(turn, str(declared.create))
    values = _values(declared.values, reasoning)
    record = _written(
        turn, register, lambda: recording.create(register, values, turn.case.agency, _source(turn), reasoning.lookup)
    )
    return _note(turn, record)


@effect("update")
def _update(turn: Turn, declared: Update, reasoning: Reasoning) -> None:
    found = reasoning.value(declared.update)
    keys = {identity(item) for item in (found if isinstance(found, list | tuple) else [found])}
    for key in sorted((key for key in keys if key is not None), key=str):
        _update_one(turn, declared, reasoning, key)


def _update_one(turn: Turn, declared: Update, reasoning: Reasoning, key: UUID) -> None:
    with acting(as_procedure(turn.actor, turn.offered.name)):
        record = record_by_id(key, lock=True)
    name = _own_name(turn, record)
    register = register_of(turn, name)
    changes = _values(declared.values, reasoning.with_record(name, as_value(record)))
    _written(turn, register, lambda: recording.update(register, key, changes, _source(turn), reasoning.lookup))


@effect("end")
def _end(turn: Turn, declared: End, reasoning: Reasoning) -> None:
    key = identity(reasoning.value(declared.end))
    if key is not None:
        with acting(as_procedure(turn.actor, turn.offered.name)):
            register_of(turn, _own_name(turn, record_by_id(key, lock=True)))
            recording.end(key, _source(turn))


@effect("amend")
def _amend(turn: Turn, declared: Amend, reasoning: Reasoning) -> None:
    revise(turn, {str(path): plain(reasoning.value(value)) for path, value in declared.amend.items()}, why="amend")


@effect("transfer")
def _transfer(turn: Turn, declared: Transfer, reasoning: Reasoning) -> None:
    """Give the case another competent agency; the time it is due stays (chuyển nhầm không làm mất hạn gốc)."""
    del reasoning
    target = agency_of(declared.transfer, turn.situation())
    if target is None:
        raise NoCompetentAgency(place="")
    agency = agency_with(target)
    before = turn.case.agency
    turn.set(agency=agency, agency_paths=sorted({*turn.case.agency_paths, agency.path}))
    turn.said.append(("case.transferred", {"from": before.path, "to": agency.path}))


@effect("notify")
def _notify(turn: Turn, declared: Notify, reasoning: Reasoning) -> None:
    text = {tag: reasoning.text(declared.text, tag) for tag in ("vi", "en")}
    turn.told += [(holder, text) for holder in holders(declared.notify, turn.situation())]


def _own_name(turn: Turn, record: Record) -> str:
    """Return the register of a record as the formula calls it."""
    return record.register.removeprefix(f"{turn.offered.formula.name}.")


def register_of(turn: Turn, name: str) -> Declared:
    """Return a register to be written: one of the formula itself, or one whose read rules name the procedure."""
    found = turn.offered.register(name)
    if found is None:
        raise NotYetRun(part=f"create {name}")
    if not turn.offered.is_own(found[0]) and not turn.offered.is_named_by(*found):
        raise ForeignRegister(register=found[1].title.in_language("vi"), procedure=turn.offered.name)
    return turn.offered.declared(*found)


def _values(declared: FieldValues, reasoning: Reasoning) -> dict[str, Any]:
    if isinstance(declared, Expression):
        found = reasoning.value(declared)
        return {str(name): plain(value) for name, value in found.items()} if isinstance(found, Mapping) else {}
    values = {str(name): plain(reasoning.value(value)) for name, value in declared.items()}
    return {name: value for name, value in values.items() if value is not None}


def plain(value: Any) -> Any:
    """Return a value as a form holds it: a record by its key."""
    if isinstance(value, Mapping) and "id" in value:
        return value["id"]
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _written(turn: Turn, register: Declared, write: Callable[[], Record]) -> Record:
    """Run a write with the rights of the procedure; a hard rule that fails refuses the whole act."""
    try:
        with acting(as_procedure(turn.actor, turn.offered.name)):
            return write()
    except (RecordInvalid, KeyTaken, RecordEnded) as problem:
        said = {"register": register.declaration.title.in_language("vi"), "why": problem.text("vi")}
        raise RuleBroken(**{**problem.facts, **said}) from problem


def _note(turn: Turn, record: Record) -> Mapping[str, Any]:
    made = {"register": record.register, "id": str(record.id), "number": record.number}
    turn.set(created_records=[*turn.case.created_records, made])
    return as_value(record)


def _source(turn: Turn) -> recording.Source:
    return recording.Source(
        edition=turn.case.edition, why=turn.offered.name, at=turn.at, case_id=UUID(str(turn.case.id))
    )
