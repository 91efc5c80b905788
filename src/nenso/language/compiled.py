"""A form made ready: every expression a program, in the order in which fields depend on each other.

Made once for an edition and kept by the engine. A field's value depends on what its ``show_if prefill default compute``
and ``rows`` read, and on whether it is shown; working through the fields in that order gives the same answer as often
as it is repeated, which a plain pass for each rule would not.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from nenso.language import expressions
from nenso.language.declarations.fields import Code, Field, Rows, Rule
from nenso.language.declarations.forms import Form, Page
from nenso.language.declarations.values import Expression, Text
from nenso.language.dependencies import CyclicForm, in_order
from nenso.language.expressions import (
    ANYTHING,
    INTEGER,
    NUMBER,
    TEXT,
    YES_NO,
    Environment,
    Expected,
    Kind,
    Program,
    ValueType,
    list_of,
)
from nenso.language.nodes import CompiledForm, CompiledPage, CompiledRule, Node, walk_nodes
from nenso.language.schema import compile_schema
from nenso.language.texts import compile_text

RowType = Callable[[Field, Environment], ValueType]
"""Gives the type of a row of a table or of a group; ``FormulaNames.row_of``."""

ValueOf = Callable[[Field, Environment], ValueType]
"""Gives the type of a field's value; ``FormulaNames.field_type``."""


CHECKED_TYPES = frozenset(
    (
        "person_name",
        "person_id",
        "tax_code",
        "phone",
        "email",
        "place",
        "address",
        "location",
        "record",
        "records",
        "consent",
        "datetime",
    )
)
"""Types whose values are looked at beyond their JSON Schema."""


def assignable(kind: ValueType, field: Field) -> Expected:
    """Return what an expression may give for a field: its own type; of a place also a code, of a record also its id."""
    if kind.kind is Kind.RECORD:
        return (kind, TEXT)
    if field.type == "records":
        return (kind, list_of(TEXT))
    return kind


class _Compiler:
    def __init__(self, environment: Environment, field_type: ValueOf, row_type: RowType) -> None:
        self.environment = environment
        self.field_type = field_type
        self.row_type = row_type

    def program(self, source: Any, environment: Environment, expected: Expected = None) -> Program | None:
        if source is None:
            return None
        text = source.source if isinstance(source, Expression) else str(source)
        return expressions.compile(text, environment, expected)

    def rules(self, rules: Iterable[Rule], message: Text | None, environment: Environment) -> tuple[CompiledRule, ...]:
        found = []
        for rule in rules:
            told = rule.message or message
            program = expressions.compile(rule.condition.source, environment, YES_NO)
            found.append(CompiledRule(program, compile_text(told, environment) if told else None, rule.soft))
        return tuple(found)

    def nodes(
        self, fields: Sequence[Field], within: tuple[tuple[str, bool], ...], prefix: str, environment: Environment
    ) -> dict[str, Node]:
        return {
            str(field.name): self.node(field, within, f"{prefix}{field.name}", environment)
            for field in fields
            if field.has_value and not field.retired
        }

    def node(self, field: Field, within: tuple[tuple[str, bool], ...], path: str, environment: Environment) -> Node:
        kind = self.field_type(field, environment)
        gives = assignable(kind, field)
        node = Node(field, str(field.name), kind, path, within)
        node.show = self.program(field.show_if, environment, YES_NO)
        node.prefill = self.program(field.prefill, environment, gives)
        node.compute = self.program(field.compute, environment, gives)
        node.constant, node.default = self.default(field, environment, gives)
        node.always = field.required is True
        node.is_counted = field.type in {"table", "group", "consent"} or _counts(field)
        if isinstance(field.required, Expression):
            node.required = self.program(field.required, environment, YES_NO)
        node.least = self.bound(field, field.min, kind, environment)
        node.most = self.bound(field, field.max, kind, environment)
        node.rules = self.rules(field.valid_if, field.message, environment)
        node.agrees = {name: expressions.compile(one.source, environment) for name, one in (field.agrees or {}).items()}
        if field.options is not None and field.options.source is not None:
            node.options = self.program(field.options.source, environment, list_of(TEXT))
        self.choose(node, environment)
        self.score(node, environment)
        if field.type in {"group", "table"}:
            inner = environment.with_names(this=self.row_type(field, environment))
            node.children = self.nodes(
                field.fields, (*within, (str(field.name), field.type == "table")), f"{path}.", inner
            )
        return node

    def choose(self, node: Node, environment: Environment) -> None:
        rows, where, of = node.field.rows, node.field.where, node.field.of
        if isinstance(rows, Expression):
            node.rows = self.program(rows, environment, ValueType(Kind.LIST))
        elif isinstance(rows, Rows):
            where, of = rows.where, rows.of
        known = environment.register(of) if of is not None else None
        record = known.record if known is not None else ANYTHING
        if isinstance(rows, Rows):
            node.rows_of = record.register or str(of)
        if where is not None:
            node.where = self.program(where, environment.with_names(record=record), YES_NO)

    def score(self, node: Node, environment: Environment) -> None:
        points = node.field.points
        if isinstance(points, Expression):
            node.points = self.program(points, environment, NUMBER)
        elif points is not None:
            node.points = {str(code): float(number) for code, number in points.items()}

    def default(self, field: Field, environment: Environment, gives: Expected) -> tuple[Any, Program | None]:
        default = field.default
        if isinstance(default, Expression):
            codes = field.options.codes if field.options is not None else None
            if codes and default.source in codes:
                return str(default.source), None
            return None, self.program(default, environment, gives)
        if isinstance(default, Code):
            return str(default), None
        return ([str(code) for code in default] if isinstance(default, tuple) else default), None

    def bound(self, field: Field, bound: Any, kind: ValueType, environment: Environment) -> Any:
        if not isinstance(bound, Expression):
            return None
        if field.type == "date":
            try:
                return date.fromisoformat(bound.source)
            except ValueError:
                return self.program(bound, environment, kind)
        counted = field.type not in {"integer", "money", "number", "date", "datetime", "time", "period"}
        return self.program(bound, environment, INTEGER if counted else kind)


def compile_form(
    form: Form,
    environment: Environment,
    *,
    field_type: ValueOf,
    row_type: RowType,
    bound_as: tuple[str, ...] = ("form",),
    rules: Sequence[Rule] = (),
    message: Text | None = None,
) -> CompiledForm:
    """Return ``form`` ready to be worked out in ``environment``; raise InvalidExpression or :class:`CyclicForm`.

    ``rules``: ``valid_if`` of the form as a whole, with its ``message``.
    """
    compiler = _Compiler(environment, field_type, row_type)
    fields = compiler.nodes(form.fields, (), "", environment)
    pages = tuple(_page(page, compiler) for page in form.pages)
    nodes = tuple(walk_nodes(fields))
    return CompiledForm(
        form=form,
        bound_as=bound_as,
        fields=fields,
        pages=tuple(page for page in pages if page.rules or page.show),
        rules=compiler.rules(rules, message, environment),
        order=tuple(in_order(nodes, pages, bound_as)),
        asked=tuple(
            node for node in nodes if node.always or node.required or node.field.min_rows or _counts(node.field)
        ),
        checked=tuple(node for node in nodes if _is_checked(node)),
        scored=tuple(node for node in nodes if node.points is not None),
        validator=compile_schema(form),
    )


def _counts(field: Field) -> bool:
    return field.type in {"choices", "files", "records"} and isinstance(field.min, int) and field.min > 0


def _is_checked(node: Node) -> bool:
    bounds = node.least is not None or node.most is not None
    return bounds or bool(node.rules) or node.options is not None or node.field.type in CHECKED_TYPES


def _page(page: Page, compiler: _Compiler) -> CompiledPage:
    show = compiler.program(page.show_if, compiler.environment, YES_NO)
    names = tuple(str(field.name) for field in page.fields if field.has_value and not field.retired)
    return CompiledPage(page.name, show, names, compiler.rules(page.valid_if, page.message, compiler.environment))


__all__ = ["CompiledForm", "CompiledPage", "CompiledRule", "CyclicForm", "Node", "compile_form"]
