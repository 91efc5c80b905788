"""Conditions simple enough to be answered without the engine: ``filled``, texts and yes/no compared, ``! && ||``.

Most ``show_if`` and ``required`` are such, and a form has dozens of them. The answer is the engine's in every case, as
a property test shows; anything else, and any path through a record, is left to the engine.
"""

from collections.abc import Callable, Mapping
from typing import Any

from nenso.language.expressions import tree
from nenso.language.expressions.lowering import Lowering
from nenso.language.expressions.reading import EMPTY, is_filled, reader
from nenso.language.expressions.terms import Path
from nenso.language.expressions.types import Kind

Names = Mapping[str, Any]
Answer = Callable[[Names], bool | None]
"""Yes, no, or None where a yes/no that is needed is absent."""


def shortcut(lowering: Lowering, node: tree.Node) -> Answer | None:
    """Return a function that answers ``node``, or None when that takes the engine."""
    if isinstance(node, tree.Call):
        return _filled(lowering, node)
    if isinstance(node, tree.Operation):
        return _operation(lowering, node)
    term = lowering.lower(node) if isinstance(node, tree.Name | tree.Select) else None
    if isinstance(term, Path) and term.type.kind is Kind.YES_NO:
        return _reader(term)
    return None


def _operation(lowering: Lowering, node: tree.Operation) -> Answer | None:
    if node.sign in {"==", "!="}:
        return _comparison(lowering, node)
    if node.sign not in {"&&", "||", "!", "()"}:
        return None
    parts = [shortcut(lowering, operand) for operand in node.operands]
    first, second = parts[0], parts[-1]
    if first is None or second is None:
        return None
    if node.sign == "()":
        return first
    if node.sign == "!":
        return lambda names: None if (answer := first(names)) is None else not answer
    return _both(first, second) if node.sign == "&&" else _either(first, second)


def _both(first: Answer, second: Answer) -> Answer:
    def answer(names: Names) -> bool | None:
        left = first(names)
        if left is False:
            return False
        right = second(names)
        return right if left or right is False else None

    return answer


def _either(first: Answer, second: Answer) -> Answer:
    def answer(names: Names) -> bool | None:
        left = first(names)
        if left:
            return True
        right = second(names)
        return right if left is False or right else None

    return answer


def _filled(lowering: Lowering, node: tree.Call) -> Answer | None:
    if node.operand is not None or node.function != "filled" or len(node.arguments) != 1:
        return None
    term = lowering.lower(node.arguments[0])
    read = _reader(term) if isinstance(term, Path) else None
    return None if read is None else lambda names: is_filled(read(names))


def _comparison(lowering: Lowering, node: tree.Operation) -> Answer | None:
    texts = [one.value for one in node.operands if isinstance(one, tree.Literal) and one.kind == "text"]
    paths = [one for one in node.operands if isinstance(one, tree.Name | tree.Select)]
    if len(texts) != 1 or len(paths) != 1 or not isinstance(texts[0], str):
        return None
    text, term, equal = texts[0], lowering.lower(paths[0]), node.sign == "=="
    read = _reader(term) if isinstance(term, Path) and term.type.kind in {Kind.TEXT, Kind.PERIOD} else None
    return None if read is None else lambda names: ((read(names) or "") == text) is equal


def _reader(path: Path) -> Callable[[Names], Any] | None:
    if any(owner.kind is not Kind.GROUP for _, owner in path.steps):
        return None
    read = reader(path.root, path.steps)
    return lambda names: None if (value := read(names)) is EMPTY else value
