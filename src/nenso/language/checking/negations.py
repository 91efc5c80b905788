"""Conditions that say *not* of a yes/no which may be hidden: hidden it is empty, so they say no, not yes.

An unanswered yes/no is neither yes nor no: a question that follows a *no* must not stand there before anything was
answered. Where a hidden one is to count as no, the declaration says so: ``!(filled(form.x) && form.x)``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nenso.language.checking.desk import Desk
from nenso.language.checking.reads import ways_in
from nenso.language.declarations.fields import Field
from nenso.language.declarations.forms import Form
from nenso.language.declarations.values import Expression
from nenso.language.expressions import InvalidExpression, syntax
from nenso.language.expressions.tree import Call, Node, Operation

YES_NO = "yes_no"


@dataclass(frozen=True)
class _Asked:
    """A field, where it stands (``form.mother.known``) and every condition under which it is shown."""

    field: Field
    path: str
    shown: tuple[str, ...]


def warn_of_hidden(desk: Desk, form: Form, bound_as: tuple[str, ...]) -> None:
    """Note each condition of ``form`` that negates a yes/no which may be hidden while the condition is asked."""
    asked = list(_of_form(form, bound_as))
    hidden = {one.path: one for one in asked if one.field.type == YES_NO and one.shown}
    if not hidden:
        return
    for one in asked:
        for condition in (one.field.show_if, one.field.required):
            if isinstance(condition, Expression):
                outside = one.shown if condition is not one.field.show_if else one.shown[:-1]
                _look(desk, condition, hidden, outside)


def _look(desk: Desk, condition: Expression, hidden: dict[str, _Asked], outside: tuple[str, ...]) -> None:
    known = _terms((condition.source, *outside))
    for path in _negated(condition.source):
        if path in hidden and f"filled({path})" not in known and not _terms(hidden[path].shown) <= known:
            desk.warn(
                condition,
                "expression.not_of_hidden",
                f"“{path}” có thể bị ẩn; khi đó điều kiện này không đúng. Nếu ẩn cũng là không, hãy viết như gợi ý.",
                f"“{path}” may be hidden; this condition then does not hold. If hidden counts as no, say so.",
                expected=f"!(filled({path}) && {path})",
            )


def _of_form(form: Form, bound_as: tuple[str, ...]) -> Iterator[_Asked]:
    for page in form.pages:
        shown = (page.show_if.source,) if page.show_if is not None else ()
        yield from _of_fields(page.fields, ".".join(bound_as), shown)


def _of_fields(fields: Iterable[Field], before: str, shown: tuple[str, ...]) -> Iterator[_Asked]:
    for field in fields:
        path = f"{before}.{field.name}"
        own = (*shown, field.show_if.source) if field.show_if is not None else shown
        yield _Asked(field, path, own)
        if field.type == "group":
            yield from _of_fields(field.fields, path, own)


def _terms(sources: Iterable[str]) -> set[str]:
    """Return what must hold for all of ``sources`` to hold, and what is asked to be filled anywhere in them."""
    found: set[str] = set()
    for source in sources:
        node = _read(source)
        if node is not None:
            found |= {_text(source, one) for one in _conjuncts(node)}
            found |= {_text(source, one) for one in _all(node) if isinstance(one, Call) and one.function == "filled"}
    return found


def _negated(source: str) -> Iterator[str]:
    """Yield the paths that stand directly after ``!``."""
    node = _read(source)
    for one in _all(node) if node is not None else ():
        if isinstance(one, Operation) and one.sign == "!" and len(one.operands) == 1:
            path = _text(source, one.operands[0])
            if tuple(path.split(".")) in ways_in(source):
                yield path


def _conjuncts(node: Node) -> Iterator[Node]:
    if isinstance(node, Operation) and node.sign == "&&":
        for operand in node.operands:
            yield from _conjuncts(operand)
    else:
        yield node


def _all(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _all(part)


def _text(source: str, node: Node) -> str:
    return "".join(source[node.start : node.end].split())


def _read(source: str) -> Node | None:
    try:
        return syntax.parse(source)
    except (InvalidExpression, RecursionError):
        return None
