"""A procedure ready to run: its edition compiled once in a process, with the forms and names of every step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from nenso.cases.engine.indicator_records import indicators_of
from nenso.cases.models import Case
from nenso.formulas.library import formula_of, required_by
from nenso.formulas.models import Edition
from nenso.formulas.offers import Offer, adapted_procedure
from nenso.language.compiled import CompiledForm
from nenso.language.compiling import compile_procedure_form, compile_step_form
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.registers import Register
from nenso.language.expressions import Environment
from nenso.language.kernel import KERNEL_REGISTERS
from nenso.language.names import FormulaNames, Place
from nenso.registers.declared import Declared

MOST_KEPT = 2_000


@dataclass
class Offered:
    """One procedure as an edition (and adaptation) declares it, ready to run; the same content is compiled once."""

    formula: Formula
    required: Mapping[str, Formula]
    procedure: Procedure
    names: FormulaNames
    _forms: dict[tuple[str, str], CompiledForm] = field(default_factory=dict)
    _registers: dict[str, Declared] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """``civil_registration.birth``"""
        return f"{self.formula.name}.{self.procedure.name}"

    @property
    def edition_name(self) -> str:
        """``civil_registration@1.4.0``"""
        return self.formula.edition

    @cached_property
    def form(self) -> CompiledForm:
        """The form that is filed."""
        return compile_procedure_form(self.names, self.procedure)

    @cached_property
    def indicators(self) -> Mapping[str, dict[str, Any]]:
        """The indicators of the formula, then of those it requires, as records of ``indicators``, by full name."""
        return {one["id"]: one for formula in (self.formula, *self.required.values()) for one in indicators_of(formula)}

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that stand in the steps."""
        found: set[str] = set()
        for step in self.procedure.steps.values():
            whos = [step.by, *(action.by for action in step.actions.values())]
            for who in whos:
                for people in who.values if who is not None else ():
                    found |= {
                        str(term.name) for term in people.terms if term.kind(set(self.procedure.parties)) == "role"
                    }
        return frozenset(found)

    def environment(self, step: str | None = None, *, place: Place | None = None) -> Environment:
        """Return the names at filing, at ``step``, or in another ``place`` of the language."""
        return self.names.environment(
            place or ("step" if step else "form"), procedure=self.procedure, step=step or None
        )

    def step_form(self, step: str, action: str) -> CompiledForm:
        """Return the form of an act: that of the step, and what the action asks besides."""
        key = (step, action)
        if key not in self._forms:
            asked = action if action in self.procedure.steps[step].actions else None
            self._forms[key] = compile_step_form(self.names, self.procedure, step, asked)
        return self._forms[key]

    def declared(self, name: str, register: Register) -> Declared:
        """Return a register of the formula (or of one it requires) ready to be written to."""
        if name not in self._registers:
            owner = self.required.get(name.partition(".")[0])
            names = FormulaNames(owner, self.required) if owner is not None else self.names
            self._registers[name] = Declared(name, register, names)
        return self._registers[name]

    def register(self, name: str) -> tuple[str, Register] | None:
        """Return the full name and declaration of a register as written in the formula (``births``).

        A kernel name alone is no declared register; one declared under it is written in full (``residence.persons``).
        """
        if name in KERNEL_REGISTERS:
            return None
        head, dot, rest = name.partition(".")
        formula = self.formula if not dot or head == self.formula.name else self.required.get(head)
        declared = formula.registers.get(rest or head) if formula is not None else None
        return (f"{formula.name}.{declared.name}", declared) if formula is not None and declared is not None else None

    def is_own(self, register: str) -> bool:
        """Return whether a register, by its full name, is kept by the formula itself."""
        return register.partition(".")[0] == self.formula.name

    def is_named_by(self, full_name: str, register: Register) -> bool:
        """Return whether the read rules of a register name this procedure; a bare name is of the register's formula."""
        owner = full_name.partition(".")[0]
        named = {
            str(term.procedure)
            for rule in register.read
            for people in rule.who.values
            for term in people.terms
            if term.procedure
        }
        return self.name in {name if "." in name else f"{owner}.{name}" for name in named}


_kept: dict[tuple[str, str, str], Offered] = {}
_lock = Lock()


def offered(offer: Offer) -> Offered:
    """Return an offer ready to run."""
    return _ready(offer.edition, offer.adaptation, offer.procedure.name)


def offered_for(case: Case) -> Offered:
    """Return what ``case`` runs on to its end: the edition and adaptation of its filing."""
    return _ready(case.edition, case.adaptation, case.procedure.rpartition(".")[2])


def _ready(edition: Edition, adaptation: Edition | None, name: str) -> Offered:
    key = (edition.digest, adaptation.digest if adaptation else "", name)
    found = _kept.get(key)
    if found is None:
        with _lock:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            found = _kept.setdefault(key, _compile(edition, adaptation, name))
    return found


def _compile(edition: Edition, adaptation: Edition | None, name: str) -> Offered:
    formula, required = formula_of(edition), required_by(edition)
    procedure = adapted_procedure(formula, name, adaptation)
    return Offered(formula, required, procedure, FormulaNames(formula, required))
