"""A form made ready: its fields, pages and rules with their expressions as programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cached_property
from typing import Any

from nenso.language.declarations.fields import Field
from nenso.language.declarations.forms import Form
from nenso.language.expressions import (
    Program,
    ValueType,
)
from nenso.language.schema import Validator
from nenso.language.texts import CompiledText

_ASKS_NOTHING = frozenset({"group", "table", "content", "consent", "signature"})


@dataclass(frozen=True)
class CompiledRule:
    """A rule of ``valid_if`` and what is told when it does not hold."""

    program: Program
    message: CompiledText | None
    soft: bool


@dataclass
class Node:
    """A field in its place: ``within`` are the groups and tables (true) around it, ``path`` its names with dots."""

    field: Field
    name: str
    type: ValueType
    path: str
    within: tuple[tuple[str, bool], ...]
    children: "dict[str, Node]" = attribute(default_factory=dict)
    show: Program | None = None
    prefill: Program | None = None
    default: Program | None = None
    constant: Any = None
    compute: Program | None = None
    rows: Program | None = None
    rows_of: str = ""
    where: Program | None = None
    options: Program | None = None
    required: Program | None = None
    always: bool = False
    is_counted: bool = False
    least: Any = None
    most: Any = None
    rules: tuple[CompiledRule, ...] = ()
    agrees: Mapping[str, Program] = attribute(default_factory=dict)
    points: Program | Mapping[str, float] | None = None

    @property
    def is_worked_out(self) -> bool:
        """Whether anything happens to its value beside being given."""
        programs = (self.show, self.prefill, self.default, self.compute, self.rows)
        return (
            self.constant is not None or (self.field.type == "table" and self.field.rows is not None) or any(programs)
        )

    @property
    def registers(self) -> frozenset[str]:
        """Those that are asked for a record to work its value out or to hold it to its rules, "" for an unknown one."""
        bounds = [one for one in (self.least, self.most, self.options, self.required) if isinstance(one, Program)]
        held = (*bounds, *self.agrees.values(), *(rule.program for rule in self.rules), *self.programs())
        own = [self.register] if self.field.type in {"record", "records"} else []
        return frozenset(own).union(*(one.registers for one in held))

    @property
    def register(self) -> str:
        """Of which register the records are that it names."""
        return (self.type.element or self.type).register or str(self.field.of)

    def programs(self) -> Iterator[Program]:
        """Yield the programs that its value depends on."""
        for one in (
            self.show,
            self.prefill,
            self.default,
            self.compute,
            self.rows,
            self.where if self.field.rows else None,
        ):
            if one is not None:
                yield one


@dataclass(frozen=True)
class CompiledPage:
    """A page: when it is shown, which fields it has, what must hold on it."""

    name: str
    show: Program | None
    fields: tuple[str, ...]
    rules: tuple[CompiledRule, ...]


@dataclass(frozen=True)
class CompiledForm:
    """Everything a form needs to be worked out; see :func:`nenso.language.evaluation.evaluate`.

    ``bound_as``: under which names the values stand while expressions run: ``("form",)``, ``("step", "examine")``, or
    ``()`` where only ``this`` names them. ``order``: the fields that are worked out, each after what it depends on.
    """

    form: Form
    bound_as: tuple[str, ...]
    fields: Mapping[str, Node]
    pages: tuple[CompiledPage, ...]
    rules: tuple[CompiledRule, ...]
    order: tuple[Node | CompiledPage, ...]
    asked: tuple[Node, ...]
    checked: tuple[Node, ...]
    scored: tuple[Node, ...]
    validator: Validator

    def nodes(self) -> Iterator[Node]:
        """Yield every field, those inside groups and tables too."""
        yield from walk_nodes(self.fields)

    @cached_property
    def asks(self) -> frozenset[str]:
        """The paths of the fields that ask something: not what is worked out, consents, text and what holds others."""
        return frozenset(
            node.path for node in self.nodes() if node.compute is None and node.field.type not in _ASKS_NOTHING
        )

    @cached_property
    def takes_files(self) -> bool:
        """Whether a field is answered by files."""
        return any(node.field.type == "files" for node in self.nodes())

    @cached_property
    def consents(self) -> tuple[Node, ...]:
        """The fields that ask for a consent."""
        return tuple(node for node in self.nodes() if node.field.type == "consent")


def walk_nodes(nodes: Mapping[str, Node]) -> Iterator[Node]:
    for node in nodes.values():
        yield node
        yield from walk_nodes(node.children)
