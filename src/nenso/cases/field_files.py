"""Files that answer a field of the form (``type: files``): kept with the case under ``form.<field>``, named by key.

A name of a component has no dot, so that no component can be mistaken for a field.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nenso.cases.offering import Offered
from nenso.cases.words import Words, text_of
from nenso.files.models import CaseFile
from nenso.language.declarations.fields import Field
from nenso.language.field_problems import FieldProblem, field_problem
from nenso.language.nodes import Node
from nenso.language.paths import without_indexes

PREFIX = "form."
FILES = "files"


def document_of(path: str) -> str:
    """Return under which name the files of a field are kept: ``form.items.photo`` of ``items[0].photo``."""
    return PREFIX + ".".join(without_indexes(path))


def is_of_field(document: str) -> bool:
    """Return whether a file answers a field, and is no component of the dossier."""
    return document.startswith(PREFIX)


def field_of(offered: Offered, document: str) -> Field | None:
    """Return the field that files under this name answer; None where there is none."""
    path = document.removeprefix(PREFIX)
    nodes = (node for node in offered.form.nodes() if node.path == path and node.field.type == FILES)
    return next((node.field for node in nodes), None) if is_of_field(document) else None


def labels_of_fields(offered: Offered) -> dict[str, Words]:
    """Return what each field that takes files is called, by the name its files are kept under."""
    nodes = [node for node in offered.form.nodes() if node.field.type == FILES]
    return {f"{PREFIX}{node.path}": text_of(node.field.label, node.name) for node in nodes}


def unknown_files(
    nodes: Mapping[str, Node], values: Mapping[str, Any], files: Iterable[CaseFile]
) -> Iterator[FieldProblem]:
    """Yield a problem for each answer that names a file that the case was not given for this field."""
    held = {(file.document, str(file.id)) for file in files}
    for path, answer in _answers(nodes, values, ""):
        if any((document_of(path), str(one)) not in held for one in answer):
            yield field_problem(path, "files.unknown")


def with_held(nodes: Mapping[str, Node], values: dict[str, Any], files: Iterable[CaseFile]) -> dict[str, Any]:
    """Return ``values``, in which each answer names only files that are there; what was taken back is not answered."""
    held = {(file.document, str(file.id)) for file in files}
    for path, answer in _answers(nodes, values, ""):
        answer[:] = [one for one in answer if (document_of(path), str(one)) in held]
    return values


def _answers(nodes: Mapping[str, Node], values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, list[Any]]]:
    for name, node in nodes.items():
        value, path = values.get(name), f"{prefix}{name}"
        if node.field.type == FILES and isinstance(value, list):
            yield path, value
        elif node.field.type == "group" and isinstance(value, Mapping):
            yield from _answers(node.children, value, f"{path}.")
        elif node.field.type == "table" and isinstance(value, list):
            for index, row in enumerate(value):
                if isinstance(row, Mapping):
                    yield from _answers(node.children, row, f"{path}[{index}].")
