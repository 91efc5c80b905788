"""Expressions of fields and forms, records they choose from, and circles among fields that are worked out."""

from collections.abc import Iterable
from datetime import date

from nenso.language.checking.circles import circle_in
from nenso.language.checking.desk import Desk
from nenso.language.checking.negations import warn_of_hidden
from nenso.language.checking.typed import ITEMS, Typed
from nenso.language.compiled import CyclicForm, compile_form
from nenso.language.declarations.fields import Field, Rows, Rule
from nenso.language.declarations.forms import Form
from nenso.language.declarations.values import Expression
from nenso.language.expressions import (
    ANYTHING,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    YES_NO,
    Environment,
    Kind,
    ValueType,
    list_of,
)

_COUNTED = frozenset(
    {"text", "multiline", "person_name", "phone", "email", "url", "files", "signature", "choices", "records"}
)


class FieldCheck:
    """Checks fields in their environments."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.desk: Desk = typed.desk

    def form(
        self, form: Form, environment: Environment, bound_as: tuple[str, ...], *, rules: tuple[Rule, ...] = ()
    ) -> None:
        """Check every field and page of a form; ``bound_as`` is where its values stand (``("form",)``)."""
        before = len(self.desk.issues)
        for page in form.pages:
            self.typed.check(page.show_if, environment, YES_NO)
            self.typed.texts((page.title, page.message), environment)
            self.rules(page.valid_if, environment)
            self.fields(page.fields, environment)
        self.rules(rules, environment)
        if any(issue.level == "error" for issue in self.desk.issues[before:]):
            return
        warn_of_hidden(self.desk, form, bound_as)
        if circle_in(form, bound_as):
            self._circle(form, environment, bound_as)

    def _circle(self, form: Form, environment: Environment, bound_as: tuple[str, ...]) -> None:
        """Note the circle that working the form out would meet."""
        names = self.desk.names
        try:
            compile_form(form, environment, field_type=names.field_type, row_type=names.row_of, bound_as=bound_as)
        except CyclicForm as cycle:
            way = " → ".join(cycle.way)
            first = next((field for field in form.walk() if field.name == cycle.way[0].rpartition(".")[2]), form)
            self.desk.add(
                first, "field.cycle", f"Các trường tính vòng quanh nhau: {way}.", f"Fields depend on each other: {way}."
            )

    def rules(self, rules: Iterable[Rule], environment: Environment) -> None:
        """Check rules of ``valid_if``."""
        for rule in rules:
            self.typed.check(rule.condition, environment, YES_NO)
            self.typed.texts((rule.message,), environment)
            if rule.message is None:
                self.desk.warn(
                    rule, "rule.no_message", "Quy tắc chưa có message.", "The rule has no message.", expected="message"
                )

    def fields(self, fields: Iterable[Field], environment: Environment) -> None:
        """Check fields, and those inside them."""
        for field in fields:
            self.field(field, environment)

    def field(self, field: Field, environment: Environment) -> None:
        """Check one field."""
        typed = self.typed
        record = self._record(field)
        for condition in (field.show_if, field.required):
            if isinstance(condition, Expression):
                typed.check(condition, environment, YES_NO)
        typed.texts((field.label, field.hint, field.text), environment)
        self.rules(field.valid_if, environment)
        if field.has_value:
            self._values(field, environment)
        typed.check(field.where, environment.with_names(record=record), YES_NO)
        typed.moment(field.until, environment)
        if field.options is not None:
            typed.check(field.options.source, environment, list_of(TEXT))
        if isinstance(field.points, Expression):
            typed.check(field.points, environment, (NUMBER, INTEGER))
        for key, expression in (field.agrees or {}).items():
            typed.check(expression, environment, DATE if key == "born_on" else TEXT)
        if field.rows is not None:
            self._rows(field, environment)
        if field.page is not None and field.page.removesuffix(".md") not in self.desk.formula.pages:
            self._page(field)
        if field.fields:
            inner = environment.with_names(this=self.desk.names.row_of(field, environment))
            self.fields(field.fields, inner)

    def _page(self, field: Field) -> None:
        pages = [f"{name}.md" for name in self.desk.formula.pages]
        name = str(field.page).removesuffix(".md")
        if f"pages.{name}" not in self.desk.broken:
            self.desk.unknown(field, "page", "trang", "page", str(field.page), pages)

    def _record(self, field: Field) -> ValueType:
        if field.of is None or not self.desk.register_found(field.of, field):
            return ANYTHING
        return self.desk.names_for(field.of).record(field.of) or ANYTHING

    def _rows(self, field: Field, environment: Environment) -> None:
        rows = field.rows
        if isinstance(rows, Expression):
            self.typed.check(rows, environment, ITEMS)
        elif isinstance(rows, Rows) and self.desk.register_found(rows.of, field):
            record = self.desk.names_for(rows.of).record(rows.of) or ANYTHING
            self.typed.check(rows.where, environment.with_names(record=record), YES_NO)

    def _values(self, field: Field, environment: Environment) -> None:
        kind = self.desk.names.field_type(field, environment)
        gives = assignable(kind, field)
        self.typed.check(field.prefill, environment, gives)
        self.typed.check(field.compute, environment, gives)
        if not isinstance(field.default, str | tuple):
            self.typed.value(field.default, environment, gives, at=field)
        for bound in (field.min, field.max):
            if isinstance(bound, Expression) and not (
                field.type in {"date", "datetime", "period"} and _is_date(bound.source)
            ):
                wanted = INTEGER if field.type in _COUNTED else kind if kind.kind is not Kind.LIST else INTEGER
                self.typed.check(bound, environment, wanted)
        if field.upgrade is not None:
            self.typed.check(field.upgrade, environment.with_names(this=ANYTHING), gives)


def assignable(kind: ValueType, field: Field) -> ValueType | tuple[ValueType, ...]:
    """Return what may be given for a field: its own type; of a record, place or point also its id or code."""
    if kind.kind is Kind.RECORD:
        return (kind, TEXT)
    if field.type == "records":
        return (kind, list_of(TEXT))
    return kind


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
