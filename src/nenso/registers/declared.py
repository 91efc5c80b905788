"""A register ready to be written to: its declaration compiled once, with the names its expressions may use."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from nenso.language.compiled import CompiledForm
from nenso.language.compiling import compile_register_form
from nenso.language.declarations.registers import Register
from nenso.language.declarations.values import Expression, Text
from nenso.language.expressions import Environment, Stopped, compile  # noqa: A004  # the language's own word
from nenso.language.lookups import Lookup
from nenso.language.names import FormulaNames
from nenso.language.texts import render_text

SEPARATOR = "\x1f"


@dataclass
class Declared:
    """A register as an edition declares it: what writing a record of it needs."""

    name: str
    declaration: Register
    names: FormulaNames
    environments: dict[str, Environment] = field(default_factory=dict)

    @cached_property
    def form(self) -> CompiledForm:
        """The register's fields, with their hard rules, as a form."""
        return compile_register_form(self.names, self.declaration)

    def environment(self, place: str = "register") -> Environment:
        """Return the names in the register's expressions (``label``: its fields by their bare names)."""
        return self.names.environment(place, register=self.declaration)  # type: ignore[arg-type]  # a word of Place

    def value(self, expression: Expression, this: Mapping[str, Any], lookup: Lookup) -> Any:
        """Return what an expression gives for the record ``this``, or None when it is stopped."""
        try:
            return compile(expression.source, self.environment()).value({"this": this, "lookup": lookup})
        except Stopped:
            return None

    def label(self, this: Mapping[str, Any], lookup: Lookup) -> str:
        """Return what the record is called, in Vietnamese."""
        text: Text | None = self.declaration.label
        if text is None:
            return ""
        return render_text(text, {**this, "this": this, "lookup": lookup}, "vi", self.environment("label"))

    @cached_property
    def called_by(self) -> frozenset[str]:
        """The fields that what a record is called may tell of."""
        text = self.declaration.label
        said = " ".join(one.source for one in text.expressions()) if text is not None else ""
        return frozenset(str(one.name) for one in self.declaration.fields) & frozenset(re.findall(r"\w+", said))

    def key_of(self, data: Mapping[str, Any], *, agency: str) -> str:
        """Return the record's key as one text, empty when a part of it is missing."""
        parts = [agency if name == "agency" else data.get(name) for name in self.declaration.key]
        return joined_key(parts) if parts and all(part not in {None, ""} for part in parts) else ""


def joined_key(parts: Iterable[Any]) -> str:
    """Return the parts of a key as the one text that is stored and looked up."""
    return SEPARATOR.join(_key_part(part) for part in parts)


def _key_part(part: Any) -> str:
    if isinstance(part, Mapping):
        return str(part.get("id", ""))
    if isinstance(part, datetime | date):
        return part.isoformat()
    return str(part)
