"""From an expression of the language to one the engine checks and one it runs.

Every path (``form.mother.full_name``) becomes a variable of its type, bound when it runs; the rows of tables and the
records that ``find`` gives become maps with just the columns that the expression reads. What an expression needs and is
not there then stops it by CEL's own rules for errors, which ``||`` and ``&&`` absorb where the other side decides.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from nenso.language.expressions import tree
from nenso.language.expressions.calls import lower_call
from nenso.language.expressions.environments import Environment
from nenso.language.expressions.operations import lower_operation
from nenso.language.expressions.problems import ExpressionProblem, problem
from nenso.language.expressions.reading import HANDLE, Column, Shape
from nenso.language.expressions.terms import Emitted, Member, Path, Piece, Term, Value, records_walked, type_word
from nenso.language.expressions.types import (
    ANYTHING,
    INTEGER,
    NUMBER,
    TEXT,
    YES_NO,
    Kind,
    ValueType,
    list_of,
)
from nenso.language.issues import nearest

Use = Literal["value", "identity", "filled"]

DEEPEST_WALK = 3
"""Records that a path may lead through."""


@dataclass(frozen=True)
class Variable:
    """What is read before the engine runs: a path, for what use, and the shape of its rows."""

    name: str
    path: Path
    use: Use
    shape: Shape | None


@dataclass(frozen=True)
class Found:
    """A place where ``find`` looks a record up: the function the engine calls, and the row it gets."""

    function: str
    register: str
    shape: Shape


class Lowering:
    """Turns one tree into terms; collects problems instead of stopping at the first."""

    def __init__(self, source: str, environment: Environment) -> None:
        self.source = source
        self.environment = environment
        self.problems: list[ExpressionProblem] = []
        self.variables: dict[tuple[Path, Use], Variable] = {}
        self.found: list[Found] = []
        self.functions: dict[str, tuple[str, ValueType]] = {}
        self.scopes: list[tuple[str, Callable[[int], Term]]] = []
        self.patterns: list[tuple[int, str]] = []
        self.decides = False

    def refuse(self, code: str, position: int, vi: str, en: str, near: str = "") -> Value:
        """Note a problem; return a value of any type, so that only this is told."""
        self.problems.append(problem(code, position, vi, en, near))
        return self.anything(position)

    def anything(self, position: int) -> Value:
        """Return a value that the engine takes for any type."""
        piece = (Piece("nenso_anything", position),)
        return Value(Emitted(piece, piece), ANYTHING, position)

    def new_find(self, register: str) -> tuple[str, Shape]:
        """Return the name of a function that looks a record of ``register`` up, and the shape of the row it gives."""
        found = Found(f"nenso_find_{len(self.found)}", register, Shape())
        self.found.append(found)
        return found.function, found.shape

    # emitting

    def emit(self, term: Term, use: Use = "value") -> Emitted:
        """Return ``term`` as the engine sees it."""
        if isinstance(term, Path):
            return self._emit_path(term, use)
        if isinstance(term, Member):
            return self._emit_member(term, use)
        return self._emit_value(term, use)

    def _emit_path(self, path: Path, use: Use) -> Emitted:
        variable = self.variables.get((path, use))
        if variable is None:
            rows = use == "value" and (path.type.is_row or path.type.holds_rows)
            variable = Variable(f"nenso_{len(self.variables)}", path, use, Shape() if rows else None)
            self.variables[path, use] = variable
        piece = (Piece(variable.name, path.start),)
        return Emitted(piece, piece, (variable.shape,) if variable.shape else ())

    def _emit_member(self, member: Member, use: Use) -> Emitted:
        if not member.steps and use == "value":
            return member.row
        key = ".".join(str(name) for name, _ in member.steps) + {"value": "", "identity": "@", "filled": "?"}[use]
        if not member.steps and use == "filled":
            run: tuple[Piece, ...] = (Piece(f"'{HANDLE}' in ", member.start), *member.row.run)
            return Emitted(
                self._typed(member.row, YES_NO, member.start),
                (Piece("(", member.start), *run, Piece(")", member.start)),
            )
        rows = use == "value" and (member.type.is_row or member.type.holds_rows)
        shape = Shape() if rows else None
        for one in member.row.shapes:
            column = one.columns.setdefault(key, Column(member.steps, member.type, use, shape))
            if column.shape is not None and shape is not None:
                shape.share(column.shape)
        run = (*member.row.run, Piece(f"['{key}']", member.start))
        if use == "value" and member.type.is_moment:
            run = (Piece("timestamp(", member.start), *run, Piece(")", member.start))
        if member.type.kind is Kind.LIST and use != "filled":
            run = (Piece("dyn(", member.start), *run, Piece(")", member.start))
        typed = YES_NO if use == "filled" else member.type
        return Emitted(self._typed(member.row, typed, member.start), run, (shape,) if shape else ())

    def _typed(self, row: Emitted, kind: ValueType, start: int) -> tuple[Piece, ...]:
        return (Piece(f"nenso_get_{type_word(kind)}(", start), *row.check, Piece(")", start))

    def _emit_value(self, value: Value, use: Use) -> Emitted:
        emitted, kind = value.emitted, value.type
        if use == "value":
            return emitted
        if use == "identity":
            if kind.is_row:
                return self._emit_member(Member(emitted, kind, (), kind, value.start), "identity")
            return emitted
        if kind.kind in {Kind.TEXT, Kind.PERIOD}:
            return emitted.around(value.start, "((", ") != '')")
        if kind.kind is Kind.LIST:
            return emitted.around(value.start, "(size(", ") > 0)")
        if kind.is_row:
            return self._emit_member(Member(emitted, kind, (), kind, value.start), "filled")
        self.refuse("expression.filled", value.start, "filled() cần một trường", "filled() takes a field")
        return emitted

    # lowering

    def lower(self, node: tree.Node) -> Term:
        """Return the term for ``node``."""
        return getattr(self, f"_lower_{type(node).__name__.lower()}")(node)  # type: ignore[no-any-return]

    def spliced(self, node: tree.Node, parts: "list[Emitted]", kind: ValueType) -> Value:
        """Return ``node`` as it is written, with ``parts`` in place of its parts."""
        check: list[Piece] = []
        run: list[Piece] = []
        position = node.start
        for inner, part in zip(node.parts, parts, strict=True):
            gap = Piece(self.source[position : inner.start], position, verbatim=True)
            check += [gap, *part.check]
            run += [gap, *part.run]
            position = inner.end
        gap = Piece(self.source[position : node.end], position, verbatim=True)
        shapes = (
            tuple(shape for part in parts for shape in part.shapes) if kind.is_row or kind.kind is Kind.LIST else ()
        )
        return Value(Emitted((*check, gap), (*run, gap), shapes), kind, node.start)

    def _lower_literal(self, node: tree.Literal) -> Term:
        kinds = {"integer": INTEGER, "number": NUMBER, "text": TEXT, "yes_no": YES_NO}
        return self.spliced(node, [], kinds.get(node.kind, ANYTHING))

    def _lower_name(self, node: tree.Name) -> Term:
        for name, make in reversed(self.scopes):
            if name == node.name:
                return make(node.start)
        kind = self.environment.roots.get(node.name)
        if kind is None:
            names = [*self.environment.roots, *(name for name, _ in self.scopes)]
            return self.unknown(node.name, node.start, names, "")
        return Path(node.name, kind, (), kind, node.start)

    def unknown(self, name: str, position: int, names: list[str], owner: str) -> Value:
        """Note that ``name`` is not among ``names``."""
        vi = f"không có “{name}” trong {owner}" if owner else f"không có tên “{name}” ở đây"
        en = f"there is no “{name}” in {owner}" if owner else f"there is no name “{name}” here"
        return self.refuse("expression.unknown_name", position, vi, en, nearest(name, names))

    def _lower_select(self, node: tree.Select) -> Term:
        return self.step_into(self.lower(node.operand), node)

    def step_into(self, owner: Term, node: tree.Select) -> Term:
        """Return what is called ``node.name`` in ``owner``."""
        if owner.type.kind is Kind.ANYTHING:
            return self._into_anything(owner, node)
        kind = owner.type.member(node.name)
        if kind is None:
            words = self.source[node.operand.start : node.operand.end]
            if not owner.type.names():
                return self.refuse(
                    "expression.no_parts",
                    node.name_start,
                    f"“{words}” là {owner.type.describe('vi')}, không có “.{node.name}”",
                    f"“{words}” is {owner.type.describe('en')} and has no “.{node.name}”",
                )
            return self.unknown(node.name, node.name_start, owner.type.names(), words)
        step = (node.name, owner.type)
        if isinstance(owner, Value):
            return Member(owner.emitted, owner.type, (step,), kind, node.start)
        term = replace(owner, steps=(*owner.steps, step), type=kind)
        if records_walked(term) > DEEPEST_WALK:
            return self.refuse(
                "expression.too_far",
                node.name_start,
                f"chỉ đi qua tối đa {DEEPEST_WALK} bản ghi",
                f"a path leads through {DEEPEST_WALK} records at most",
            )
        return term

    def _into_anything(self, owner: Term, node: tree.Select) -> Term:
        if isinstance(owner, Value):
            return self.spliced(node, [owner.emitted], ANYTHING)
        return replace(owner, steps=(*owner.steps, (node.name, owner.type)), type=ANYTHING)

    def _lower_index(self, node: tree.Index) -> Term:
        owner = self.lower(node.operand)
        if isinstance(owner, Path) and owner.type.kind is Kind.LIST and isinstance(node.index, tree.Literal):
            words = self.source[node.index.start : node.index.end]
            if words.isdigit():
                element = owner.type.element or ANYTHING
                return replace(owner, steps=(*owner.steps, (int(words), owner.type)), type=element)
        kind = (owner.type.element or ANYTHING) if owner.type.kind is Kind.LIST else ANYTHING
        return self.spliced(node, [self.emit(owner), self.emit(self.lower(node.index))], kind)

    def _lower_collection(self, node: tree.Collection) -> Term:
        terms = [self.lower(element) for element in node.elements]
        parts = [self.emit(term) for term in terms]
        if node.keyed:
            return self.spliced(node, parts, ValueType(Kind.GROUP))
        return self.spliced(node, parts, list_of(terms[0].type if terms else ANYTHING))

    def _lower_operation(self, node: tree.Operation) -> Term:
        return lower_operation(self, node)

    def _lower_call(self, node: tree.Call) -> Term:
        return lower_call(self, node)
