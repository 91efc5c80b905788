"""What the declarations of a formula are to expressions: the types of records, cases, forms, rows and entries."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Self

from nenso.language.declarations.effects import AnyEffect, Create, Open
from nenso.language.declarations.fields import Field, Rows
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.registers import Register
from nenso.language.declarations.steps import Step
from nenso.language.expressions import (
    ANYTHING,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    PERIOD,
    TEXT,
    YES_NO,
    Environment,
    Kind,
    ValueType,
    group_of,
    list_of,
    record_of,
    type_of,
)
from nenso.language.kernel import (
    ADDRESS,
    AGENCY,
    ANY_CASE,
    ANYONE,
    ENTRY,
    KERNEL_REGISTERS,
    LOCATION,
    PAYMENT,
    PLACE,
    Members,
    case_of,
    kernel_record,
)

_SCALARS: Mapping[str, ValueType] = {
    **dict.fromkeys(("text", "multiline", "person_name", "time", "person_id", "tax_code"), TEXT),
    **dict.fromkeys(("phone", "email", "url", "signature"), TEXT),
    "integer": INTEGER,
    "money": INTEGER,
    "number": NUMBER,
    "date": DATE,
    "datetime": DATETIME,
    "period": PERIOD,
    "yes_no": YES_NO,
    "consent": YES_NO,
    "place": PLACE,
    "address": ADDRESS,
    "location": LOCATION,
    "files": list_of(TEXT),
    "area": ANYTHING,
    "slot": group_of({"start": DATETIME, "end": DATETIME}),
}


def effects_of(procedure: Procedure) -> Iterator[AnyEffect]:
    """Yield every effect of a procedure, wherever it stands."""
    yield from procedure.filing.does
    for way in procedure.filing.to:
        yield from way.does
    for step in procedure.steps.values():
        ways = list(step.each.then) if step.each is not None else []
        for action in step.actions.values():
            yield from action.does
            ways += action.to
        for way in ways:
            yield from way.does
    yield from procedure.on_done


class DeclaredTypes(ABC):
    """The types of what one formula declares, and those it requires; made when asked for, and kept."""

    def __init__(self, formula: Formula, required: Mapping[str, Formula] | None = None) -> None:
        self.formula = formula
        self.required = dict(required or {})
        self._types: dict[str, ValueType] = {}
        self._open_tables: set[int] = set()
        self._owners: dict[str, Self] = {}

    @abstractmethod
    def form_environment(self, procedure: Procedure, step: str | None = None) -> Environment:
        """Return where the form of a procedure, or of a step, is worked out."""

    # what names refer to

    def _within(self, name: str) -> tuple[Formula | None, str]:
        head, dot, rest = name.partition(".")
        if not dot:
            return self.formula, name
        return (self.formula if head == self.formula.name else self.required.get(head)), rest

    def procedure(self, name: str) -> Procedure | None:
        """Return a procedure by its name as written in the formula (``birth``, ``residence.register``)."""
        formula, rest = self._within(name)
        return None if formula is None else formula.procedures.get(rest)

    def register(self, name: str) -> Register | None:
        """Return a declared register by its name as written in the formula.

        A kernel name alone (``persons``) is the kernel's; one declared is written in full: ``residence.persons``.
        """
        if name in KERNEL_REGISTERS:
            return None
        formula, rest = self._within(name)
        return None if formula is None else formula.registers.get(rest)

    def record(self, name: str) -> ValueType | None:
        """Return the type of a record of a register (own, required, kernel) or of ``cases.<procedure>``."""
        if name == "cases" or name == "any":
            return ANY_CASE
        if name.startswith("cases."):
            return self.case(name.removeprefix("cases."))
        register = self.register(name)
        if register is None:
            return kernel_record(name)
        return self._kept(f"record {self._full(name)}", lambda: self._record_type(name, register))

    def own_record(self, register: Register) -> ValueType | None:
        """Return the type of a record of a register of this formula."""
        return self.record(f"{self.formula.name}.{register.name}")

    def _full(self, name: str) -> str:
        formula, rest = self._within(name)
        return f"{formula.name}.{rest}" if formula is not None else name

    def _owner(self, name: str) -> Self:
        formula, _ = self._within(name)
        if formula is None or formula is self.formula:
            return self
        if formula.name not in self._owners:
            self._owners[formula.name] = type(self)(formula, {**self.required, self.formula.name: self.formula})
        return self._owners[formula.name]

    def _kept(self, key: str, make: Callable[[], ValueType]) -> ValueType:
        found = self._types.get(key)
        return self._types.setdefault(key, make()) if found is None else found

    def _record_type(self, name: str, register: Register) -> ValueType:
        owner = self._owner(name)

        def members() -> Members:
            parties = dict.fromkeys(register.parties, ANYONE)
            fields = {field.name: owner.field_type(field) for field in register.fields if field.has_value}
            kept = {"id": TEXT, "code": TEXT, "agency": AGENCY, "created_at": DATETIME, "updated_at": DATETIME}
            return {**kept, **parties, **fields}

        return record_of(self._full(name), members)

    def case(self, name: str) -> ValueType:
        """Return the type of a case of a procedure; of any case when there is no such procedure."""
        procedure = self.procedure(name)
        if procedure is None:
            return ANY_CASE
        return self._kept(f"case {self._full(name)}", lambda: self._case_type(name, procedure))

    def _case_type(self, name: str, procedure: Procedure) -> ValueType:
        owner = self._owner(name)
        return case_of(
            self._full(name),
            owner.form_type(procedure),
            ValueType(Kind.GROUP, members=lambda: owner.entries_of(procedure)),
            lambda: dict.fromkeys(procedure.parties, ANYONE),
            owner.about_type(procedure),
        )

    # types of values

    def field_type(self, field: Field, environment: Environment | None = None) -> ValueType:
        """Return the type of a field's value; ``environment`` is where the ``rows`` of a table are worked out."""
        if field.type in {"choice", "choices"}:
            codes = tuple(str(code) for code in field.options.codes or ()) if field.options is not None else ()
            one = ValueType(Kind.TEXT, codes=codes)
            return one if field.type == "choice" else list_of(one)
        if field.type in {"record", "records"}:
            one = self.record(field.of or "") or ANYTHING
            return one if field.type == "record" else list_of(one)
        if field.type == "table":
            return list_of(self.row_of(field, environment))
        if field.type == "group":
            return self.row_of(field, environment)
        return _SCALARS[field.type]

    def row_of(self, field: Field, environment: Environment | None = None) -> ValueType:
        """Return the type of one row of a table, or of a group: what ``this`` is inside."""

        def members() -> Members:
            fields = {one.name: self.field_type(one, environment) for one in field.fields if one.has_value}
            scored = {"score": NUMBER} if any(one.points for one in field.fields) else {}
            return {**self._brought_along(field, environment), **scored, **fields}

        return ValueType(Kind.GROUP, members=members)

    def _brought_along(self, field: Field, environment: Environment | None) -> Members:
        rows = field.rows
        if isinstance(rows, Rows):
            record = self.record(rows.of)
            if record is None:
                return {}
            return {rows.named: record} if rows.named else record.members()
        if rows is None or environment is None or id(field) in self._open_tables:
            return {}
        self._open_tables.add(id(field))
        try:
            element = type_of(rows.source, environment).element
        finally:
            self._open_tables.discard(id(field))
        return element.members() if element is not None and element.is_row else {}

    def form_type(self, procedure: Procedure) -> ValueType:
        """Return the type of ``form`` of a procedure."""
        return self._fields_type(procedure.form.fields, lambda: self.form_environment(procedure))

    def _fields_type(self, fields: tuple[Field, ...], place: Callable[[], Environment]) -> ValueType:
        def members() -> Members:
            environment = place()
            scored = {"score": NUMBER} if any(one.points for field in fields for one in field.walk()) else {}
            return {**scored, **{one.name: self.field_type(one, environment) for one in fields if one.has_value}}

        return ValueType(Kind.GROUP, members=members)

    def entry_type(self, procedure: Procedure, step: str) -> ValueType:
        """Return the type of an entry of a step: its form, those of its actions, who, when and why."""
        declared = procedure.steps[step]
        fields = self._step_fields(declared)

        def members() -> Members:
            place = self.form_environment(procedure, step)
            own = self._fields_type(fields, lambda: place).members()
            return {**ENTRY, **(PAYMENT if declared.pay else {}), **own}

        return ValueType(Kind.GROUP, members=members)

    def _step_fields(self, step: Step) -> tuple[Field, ...]:
        forms = [step.form, *(action.form for action in step.actions.values())]
        return tuple(field for form in forms if form is not None for field in form.fields)

    def entries_of(self, procedure: Procedure) -> Members:
        """Return the type of the entry of each step by its name."""
        return {name: self.entry_type(procedure, name) for name in procedure.steps}

    def about_type(self, procedure: Procedure) -> ValueType:
        """Return the type of ``about``."""
        if procedure.about is None:
            return ANYTHING
        return self.record(procedure.about.of or f"cases.{procedure.about.case}") or ANYTHING

    def _children(self, procedure: Procedure) -> Members:
        known = [(name.rpartition(".")[2], name) for name in self._procedure_names()]
        opened = [(one.open.rpartition(".")[2], one.open) for one in effects_of(procedure) if isinstance(one, Open)]
        return {short: list_of(self.case(name)) for short, name in [*known, *opened]}

    def _procedure_names(self) -> list[str]:
        required = [f"{formula.name}.{name}" for formula in self.required.values() for name in formula.procedures]
        return [*required, *self.formula.procedures]

    def _created(self, procedure: Procedure) -> Members:
        made: dict[str, ValueType] = {}
        for effect in effects_of(procedure):
            if effect.named and isinstance(effect, Create):
                made[effect.named] = self.record(effect.create) or ANYTHING
            elif effect.named and isinstance(effect, Open):
                made[effect.named] = self.case(effect.open)
        return made
