"""Working out a declaration's expressions for one case, in the environment of the place where they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from nenso.cases.engine.lookup import CaseLookup
from nenso.language import choices
from nenso.language.declarations.times import Moment
from nenso.language.declarations.values import Choice, Expression, Text
from nenso.language.durations import compile_moment
from nenso.language.expressions import Environment, Stopped
from nenso.language.texts import render_text

T = TypeVar("T")


@dataclass(frozen=True)
class Reasoning:
    """The names of one case at one moment, and the environment (the place) in which expressions read them.

    An expression that needs what is not there is *stopped*: it then says no, gives nothing, or shows nothing.
    ``known`` gives the names; they are gathered when the first expression asks, since most declarations hold none.
    """

    known: Callable[[], Mapping[str, Any]]
    environment: Environment
    lookup: CaseLookup

    @cached_property
    def names(self) -> Mapping[str, Any]:
        """The names; records that are given by their key, and ``find``, are looked up from every expression."""
        return {**self.known(), "lookup": self.lookup}

    def within(self, environment: Environment, **names: Any) -> "Reasoning":
        """Return the same, in another environment and with more names."""
        return Reasoning(lambda: {**self.names, **names}, environment, self.lookup)

    def with_form(self, form: Mapping[str, Any]) -> "Reasoning":
        """Return the same case with its form worked out."""
        return self.within(self.environment, form=form, case={**self.names["case"], "form": form})

    def with_record(self, register: str, record: Mapping[str, Any]) -> "Reasoning":
        """Return the same, where ``record`` is one of ``register``."""
        known = self.environment.register(register)
        environment = self.environment.with_names(record=known.record) if known is not None else self.environment
        return self.within(environment, record=record)

    def with_entry(self, **facts: Any) -> "Reasoning":
        """Return the same, where the entry being filled (``this``) also has ``facts``."""

        def known() -> Mapping[str, Any]:
            this = self.names.get("this")
            return {**self.names, "this": {**(this if isinstance(this, Mapping) else {}), **facts}}

        return Reasoning(known, self.environment, self.lookup)

    def value(self, expression: Any) -> Any:
        """Return what an expression gives, or None when it is stopped; a literal is itself."""
        try:
            return choices.work_out(expression, self.names, self.environment)
        except Stopped:
            return None

    def path(self, path: str) -> Any:
        """Return the value at a path of names (``form.title``; a bare name is one of the form's), or None."""
        head, *rest = path.split(".")
        found = self.names.get(head) if rest else (self.names.get("form") or {}).get(head)
        for name in rest:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def holds(self, expression: Expression | None) -> bool:
        """Return whether a condition holds; no condition holds, a stopped one does not."""
        return expression is None or choices.holds(expression, self.names, self.environment)

    def choose(self, choice: Choice[T] | None) -> T | None:
        """Return the value of the first branch that holds, as declared, or None."""
        return None if choice is None else choices.choose(choice, self.names, self.environment)

    def text(self, text: Text | None, language: str = "vi") -> str:
        """Return a text with its ``{expressions}`` replaced."""
        return "" if text is None else render_text(text, self.names, language, self.environment)

    def moment(self, declared: Moment) -> datetime | None:
        """Return a declared moment, ``due - 1 working day``; None while what it counts from is not known."""
        try:
            return compile_moment(declared, self.environment).at(self.names, self.lookup.calendar())
        except Stopped:
            return None
