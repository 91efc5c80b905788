"""From the columns that a measure names to SQL over the views of facts; declared fields by their type."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nenso.index.measuring.facts import AGENCY, FACTS, PLACE, Fact
from nenso.language.declarations.fields import Field
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.issues import nearest

_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_CASTS = {
    "boolean": ("boolean", "boolean"),
    "number": ("number", "numeric"),
}
_KINDS = {"yes_no": "boolean", "integer": "number", "money": "number", "number": "number"}
_TREE = {"agency": ("agencies_agency", AGENCY), "place": ("territory_place", PLACE)}


class ColumnUnknown(Exception):
    """A column that a measure may not name: what it says, and what it might have meant."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, sorted(set(known))
        near = nearest(name, self.known)
        self.vi = f"Không có cột “{name}”." + (f" Ý bạn là “{near}”?" if near else "")
        self.en = f"There is no column “{name}”." + (f" Did you mean “{near}”?" if near else "")
        super().__init__(self.en)


@dataclass(slots=True)
class Columns:
    """The columns of one fact as declared (``cases.petitions.rating``), and the joins that those named so far need."""

    fact: Fact
    fields: Mapping[str, Field] = field(default_factory=dict)
    stored_in: str = ""
    form: Mapping[str, Field] = field(default_factory=dict)
    about: "Columns | None" = None
    joins: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    row: str = "f"

    def sql(self, path: list[str]) -> str:
        """Return a column as SQL, noting the join it needs; raises :class:`ColumnUnknown`."""
        head, *rest = path
        self.named.add(".".join(path))
        if head == "about" and self.about is not None and rest:
            view = self.about.fact.view
            self.joins["about"] = f"LEFT JOIN {view} about ON about.id = {self.row}.about_id"
            found = self.about.sql(rest)
            self.joins.update(self.about.joins)
            return found
        if head == "form" and self.form and rest:
            return _value(self.form, f"{self.row}.form", rest, self._known())
        if head in self.fields:
            return _value(self.fields, f"{self.row}.{self.stored_in}", path, self._known())
        column = self.fact.columns.get(head)
        if column is None or (rest and column.kind not in _TREE) or len(rest) > 1:
            raise ColumnUnknown(".".join(path), self._known())
        return self._behind(head, column.kind, rest[0]) if rest else f'{self.row}."{head}"'

    def _behind(self, head: str, kind: str, name: str) -> str:
        table, columns = _TREE[kind]
        if name not in columns:
            raise ColumnUnknown(f"{head}.{name}", [f"{head}.{one}" for one in columns])
        alias = f"{self.row}_{head}"
        self.joins[alias] = f'LEFT JOIN {table} {alias} ON {alias}.id = {self.row}."{head}"'
        return f"{alias}.{columns[name]}"

    def _known(self) -> list[str]:
        return [
            *self.fact.columns,
            *self.fields,
            *(f"form.{name}" for name in self.form),
            *(f"about.{name}" for name in (self.about.fact.columns if self.about else ())),
        ]


def columns_of(fact: str, formula: Formula, library: Mapping[str, Formula]) -> tuple[Columns, str]:
    """Return the columns of a fact that an indicator of ``formula`` names, and the condition of its rows.

    Raises ``KeyError`` where the fact, the procedure or the register is not there.
    """
    head, _, rest = fact.partition(".")
    found = Columns(FACTS[head])
    if not rest:
        return found, "true"
    name = rest if rest.partition(".")[0] in library and "." in rest else f"{formula.name}.{rest}"
    owner, _, own = name.partition(".")
    declares = formula if owner == formula.name else library[owner]
    if head == "records":
        found.fields, found.stored_in = _open(declares.registers[own].fields), "data"
        return found, f"f.register = '{_safe(name)}'"
    procedure = declares.procedures[own]
    found.form = _open(procedure.form.fields)
    if head == "entries":
        steps = [one for step in procedure.steps.values() if step.form for one in step.form.fields]
        found.fields, found.stored_in = _open(steps), "data"
    found.about = _about(procedure, declares, library)
    return found, f"f.procedure = '{_safe(name)}'"


def _about(procedure: Procedure, formula: Formula, library: Mapping[str, Formula]) -> Columns | None:
    about = procedure.about
    if about is None:
        return None
    if about.of is None:
        return Columns(FACTS["cases"], row="about")
    owner, _, own = about.of.rpartition(".")
    declares = library.get(owner, formula) if owner else formula
    register = declares.registers.get(own)
    found = Columns(FACTS["records"], row="about")
    if register is not None:
        found.fields, found.stored_in = _open(register.fields), "data"
    return found


def _open(fields: Iterable[Field]) -> dict[str, Field]:
    """Return the fields that may be measured: those with a value that are not sensitive."""
    return {str(one.name): one for one in fields if one.has_value and not one.sensitive and _NAME.match(str(one.name))}


def _value(fields: Mapping[str, Field], stored: str, path: list[str], known: list[str]) -> str:
    """Return the value of a declared field as SQL of its type; what is stored otherwise is no value."""
    for place, name in enumerate(path):
        declared = fields.get(name)
        if declared is None:
            raise ColumnUnknown(".".join(path), known)
        stored = f"({stored} -> '{_safe(name)}')"
        if declared.type != "group":
            if place + 1 < len(path):
                break
            return _typed(str(declared.type), stored)
        fields = _open(declared.fields)
    raise ColumnUnknown(".".join(path), known)


def _typed(kind: str, stored: str) -> str:
    if kind in _KINDS:
        is_, as_ = _CASTS[_KINDS[kind]]
        return f"(CASE WHEN jsonb_typeof({stored}) = '{is_}' THEN {stored}::{as_} END)"
    text = f"({stored} #>> '{{}}')"
    if kind == "date":
        return f"(CASE WHEN {text} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' THEN {text}::date END)"
    if kind in {"record", "place", "address"}:
        return f"coalesce({stored} ->> 'id', {text})"
    return text


def _safe(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9_.]+", name):
        raise KeyError(name)
    return name
