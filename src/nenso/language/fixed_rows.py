"""Which row of a table that a list or register fixes an answer belongs to: told by what came along with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from nenso.language.answers import ALONG
from nenso.language.declarations.fields import Rows
from nenso.language.nodes import Node

Row = dict[str, Any]


def placed_rows(
    node: Node, given: Sequence[Row], elements: Sequence[Mapping[str, Any]]
) -> tuple[list[Row | None], list[Row]]:
    """Return for each element the row that was given for it, and the rows for which there is no element any more.

    A record that is gone takes what was given for it along; rows that do not say whose they are stand in their order.
    """
    placed: list[Row | None] = [None] * len(elements)
    rest: list[Row] = []
    left_over: list[Row] = []
    for index, row in enumerate(given):
        along = row.pop(ALONG, {})
        at = _place(node, along, elements, placed, index)
        if at is not None:
            placed[at] = row
        elif not along or not _is_key(node, along, elements):
            rest.append(row)
    free = [at for at, row in enumerate(placed) if row is None]
    for at, row in zip(free, rest, strict=False):
        placed[at] = row
    left_over += rest[len(free) :]
    return placed, left_over


def _place(
    node: Node, along: Mapping[str, Any], elements: Sequence[Mapping[str, Any]], placed: Sequence[Row | None], near: int
) -> int | None:
    """Return the place of the element that ``along`` is of, looking first where the row stood."""
    if not along:
        return None
    places = [near, *range(len(elements))] if near < len(elements) else range(len(elements))
    return next((at for at in places if placed[at] is None and _same(node, along, elements[at])), None)


def _same(node: Node, along: Mapping[str, Any], element: Mapping[str, Any]) -> bool:
    key = _key(node, element)
    names = [key] if key else [name for name in element if name in along]
    return bool(names) and all(name in along and along[name] == element[name] for name in names)


def _key(node: Node, element: Mapping[str, Any]) -> str:
    """Return under which name an element of a register says which record it is; "" of one of a list."""
    rows = node.field.rows
    if not isinstance(rows, Rows):
        return ""
    return str(rows.named) if rows.named else "id" if "id" in element else ""


def _is_key(node: Node, along: Mapping[str, Any], elements: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether ``along`` says of which record it is, though there is none such any more."""
    keys = {_key(node, element) for element in elements} - {""}
    return bool(keys & along.keys())
