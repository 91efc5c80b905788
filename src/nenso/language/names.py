"""Which names an expression may use where it stands, and of what type: an environment for each place of a formula.

``form``       fields and pages of a procedure's form, ``label competent deadline fee documents parties limit``
``about``      ``about.where``: the same, and ``actor``
``step``       steps, actions, timers, effects, results, ``on_done``; ``this`` is the entry of the ``step`` named
``read``       read rules of a procedure
``starts``     ``starts``: ``record`` of the register, ``period``
``numbering``  printed codes: ``year month day`` besides
``register``   a register's fields, quality, parties, read rules: ``this``, ``source``
``label``      a register's ``label``: its fields by their bare names
``target``     an indicator's target and ``ranks``: ``unit``, ``record``
``setting``    everywhere else: only ``today now agency setting``

What is innermost is given with ``this`` (``row_of``), what a ``where`` chooses with ``record``
(``record``), both by ``environment.with_names``.
"""

from collections.abc import Mapping
from typing import Literal

from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.registers import Register
from nenso.language.declared_types import DeclaredTypes, effects_of
from nenso.language.expressions import (
    ANYTHING,
    DATE,
    DATETIME,
    INTEGER,
    PERIOD,
    TEXT,
    Environment,
    Findable,
    Kind,
    ValueType,
    group_of,
    list_of,
)
from nenso.language.kernel import (
    AGENCY,
    ANY_CASE,
    ANYONE,
    KERNEL_REGISTERS,
    KEYS,
    OFFICIAL,
    PLACE,
    RESULT,
    Members,
)

Place = Literal["form", "about", "step", "read", "starts", "numbering", "register", "label", "target", "setting"]


class FormulaNames(DeclaredTypes):
    """The names of one formula and of those it requires; environments are made once and kept."""

    def __init__(self, formula: Formula, required: Mapping[str, Formula] | None = None) -> None:
        super().__init__(formula, required)
        self._environments: dict[tuple[str, ...], Environment] = {}

    def form_environment(self, procedure: Procedure, step: str | None = None) -> Environment:
        """Return where the form of a procedure, or of a step, is worked out."""
        return self.environment("form" if step is None else "step", procedure=procedure, step=step)

    def environment(
        self,
        place: Place,
        *,
        procedure: Procedure | None = None,
        register: Register | None = None,
        step: str | None = None,
        record: str | None = None,
    ) -> Environment:
        """Return the names of a place; ``record`` names the register that ``record`` is of.

        Of a procedure, give it and, inside a step, the step's name; of a register, give it.
        """
        owner = procedure.name if procedure is not None else register.name if register is not None else ""
        key = (place, owner, step or "", record or "")
        found = self._environments.get(key)
        if found is None:
            roots = self._roots(place, procedure, register, step)
            if record is not None:
                roots["record"] = self.record(record) or ANYTHING
            steps = tuple(procedure.steps) if procedure is not None else ()
            found = self._environments.setdefault(key, Environment(roots, self.findable, self._register_names(), steps))
        return found

    def findable(self, name: str) -> Findable | None:
        """Return what ``find`` needs to know of a register."""
        record = self.record(name)
        if record is None:
            return None
        register = self.register(name)
        if register is None:
            return Findable(record, KEYS.get(name, (TEXT,)))
        fields = {field.name: field for field in register.fields}
        keyed = [fields[part] for part in register.key if part in fields]
        extra = {"agency": AGENCY, "place": PLACE}
        key = [self.field_type(fields[part]) if part in fields else extra.get(part, ANYTHING) for part in register.key]
        return Findable(record, tuple(key) if keyed else ())

    def _register_names(self) -> tuple[str, ...]:
        required = [f"{formula.name}.{name}" for formula in self.required.values() for name in formula.registers]
        own = [f"{self.formula.name}.{name}" if name in KERNEL_REGISTERS else name for name in self.formula.registers]
        return (*own, *required, *KERNEL_REGISTERS)

    def _roots(
        self, place: str, procedure: Procedure | None, register: Register | None, step: str | None
    ) -> dict[str, ValueType]:
        roots: dict[str, ValueType] = {"today": DATE, "now": DATETIME, "agency": AGENCY, "setting": self._settings()}
        if procedure is not None:
            roots |= self._procedure_roots(place, procedure, step)
        if register is not None:
            record = self.own_record(register) or ANYTHING
            roots |= {"this": record, "source": ANY_CASE}
            if place == "label":
                roots |= record.members()
        if place == "starts":
            roots |= {"period": PERIOD}
        if place == "target":
            roots |= {"unit": ANYONE, "record": ANYONE}
        if place == "numbering":
            roots |= {"year": INTEGER, "month": INTEGER, "day": INTEGER}
        return roots

    def _procedure_roots(self, place: str, procedure: Procedure, step: str | None) -> dict[str, ValueType]:
        form = self.form_type(procedure)
        roots = {
            "form": form,
            "this": form,
            "applicant": ANYONE,
            "filer": ANYONE,
            "period": PERIOD,
            "about": self.about_type(procedure),
            "parent": ANY_CASE,
            "case": self.case(procedure.name),
        }
        if place == "about":
            roots["actor"] = OFFICIAL
        if place in {"step", "read", "numbering"}:
            entries = self.entries_of(procedure)
            results = {result.name: group_of(RESULT) for result in procedure.results}
            roots |= {
                "actor": OFFICIAL,
                "step": group_of(entries),
                "entries": group_of({name: list_of(entry) for name, entry in entries.items()}),
                "children": ValueType(Kind.GROUP, members=lambda: self._children(procedure)),
                "created": ValueType(Kind.GROUP, members=lambda: self._created(procedure)),
                "results": group_of(results),
            }
            if step is not None:
                roots["this"] = entries[step]
        return roots

    def _settings(self) -> ValueType:
        def members() -> Members:
            formulas = [*self.required.values(), self.formula]
            return {one.name: self.field_type(one) for formula in formulas for one in formula.settings}

        return ValueType(Kind.GROUP, members=members)


__all__ = ["FormulaNames", "Place", "effects_of"]
