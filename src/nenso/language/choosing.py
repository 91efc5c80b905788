"""What may be chosen where a declaration works it out: codes of an expression, records that whoever asks may see."""

from collections.abc import Iterator, Mapping
from typing import Any

from nenso.language.compiled import Node
from nenso.language.expressions.reading import identity
from nenso.language.texts import shown
from nenso.language.working_out import Work

MOST_OFFERED = 500

Choices = Mapping[str, list[tuple[str, str]]]
"""Path to what may be chosen there: code and, of a record, its name."""


def choices_of(work: Work) -> Choices:
    """Return what may be chosen in each field of a form that was worked out."""
    found = {}
    for node in work.form.nodes():
        if node.options is None and node.field.type not in {"record", "records"}:
            continue
        for prefix, holder in work.places(node):
            path = f"{prefix}{node.name}"
            found[path] = list(_choices(work, node, work.names_in(holder), path))[:MOST_OFFERED]
    return found


def _choices(work: Work, node: Node, names: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    if node.options is not None:
        yield from ((str(code), "") for code in work.value(node.options, names, path) or ())
        return
    register = (node.type.element or node.type).register or str(node.field.of)
    for record in work.lookup.seen(register) if work.lookup is not None else ():
        if node.where is None or work.value(node.where, {**names, "record": record}, path, otherwise=False):
            yield identity(record, register), shown(record)
