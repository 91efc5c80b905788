"""What an expression reads, from its shape alone: quick, without the engine."""

import functools
from collections.abc import Iterator

from nenso.language.expressions import InvalidExpression, syntax
from nenso.language.expressions.tree import Name, Node, Select

Way = tuple[str, ...]


@functools.lru_cache(maxsize=8192)
def ways_in(source: str) -> tuple[Way, ...]:
    """Return every path in ``source`` as its names (``("form", "mother", "id")``); nothing when it cannot be read."""
    try:
        return tuple(dict.fromkeys(_ways(syntax.parse(source))))
    except (InvalidExpression, RecursionError):
        return ()


def is_plain(source: str) -> bool:
    """Tell whether ``source`` is one path and nothing else."""
    ways = ways_in(source)
    return len(ways) == 1 and ".".join(ways[0]) == source


def _ways(node: Node) -> Iterator[Way]:
    names: list[str] = []
    inner = node
    while isinstance(inner, Select):
        names.append(inner.name)
        inner = inner.operand
    if isinstance(inner, Name):
        yield (inner.name, *reversed(names))
        return
    for part in inner.parts:
        yield from _ways(part)
