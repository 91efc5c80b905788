"""Files that answer a field (``type: files``): kept with the case under ``form.<field>`` when the field is filed, under
``step.<step>.<field>`` when an act asks it, and named by key in the answer.

A name of a component has no dot, so that no component can be mistaken for a field.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nenso.cases.engine.offering import Offered
from nenso.cases.queries.words import Words, text_of
from nenso.files.models import CaseFile
from nenso.language.declarations.fields import Field
from nenso.language.field_problems import FieldProblem, field_problem
from nenso.language.nodes import CompiledForm, Node
from nenso.language.paths import without_indexes

FORM, STEP = "form", "step"
FILES = "files"


def document_of(path: str, step: str = "") -> str:
    """Return under which name the files of a field, filed or asked at ``step``, are kept: ``form.items.photo`` of
    ``items[0].photo``.
    """
    return ".".join([*([STEP, step] if step else [FORM]), *without_indexes(path)])


def is_of_field(document: str) -> bool:
    """Return whether a file answers a field, and is no component of the dossier."""
    return "." in document


def step_of(document: str) -> str:
    """Return the step whose act a file answers; "" for what was filed."""
    head, _, rest = document.partition(".")
    return rest.partition(".")[0] if head == STEP else ""


def field_of(offered: Offered, document: str) -> Field | None:
    """Return the field that files under this name answer; None where there is none."""
    found = _taking_files(offered) if is_of_field(document) else ()
    return next((node.field for name, node in found if name == document), None)


def labels_of_fields(offered: Offered) -> dict[str, Words]:
    """Return what each field that takes files is called, by the name its files are kept under."""
    return {name: text_of(node.field.label, node.name) for name, node in _taking_files(offered)}


def _taking_files(offered: Offered) -> Iterator[tuple[str, Node]]:
    """Yield each field that takes files, of the form and of the acts, with the name that its files are kept under."""
    forms = [("", offered.form)]
    for name, declared in offered.procedure.steps.items():
        forms += [(str(name), offered.step_form(name, action)) for action in ("", *declared.actions)]
    for step, form in forms:
        yield from ((document_of(node.path, step), node) for node in form.nodes() if node.field.type == FILES)


def unknown_files(
    form: CompiledForm, values: Mapping[str, Any], files: Iterable[CaseFile], step: str = ""
) -> Iterator[FieldProblem]:
    """Yield a problem for each answer that names a file that the case was not given for this field."""
    if not form.takes_files:
        return
    held = {(file.document, str(file.id)) for file in files}
    for path, answer in _answers(form.fields, values, ""):
        if any((document_of(path, step), str(one)) not in held for one in answer):
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
