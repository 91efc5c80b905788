"""The components of a dossier (thành phần hồ sơ): which are asked here, and what was handed in for each.

What the state already holds is never asked for (Decree 118/2025/NĐ-CP Art. 4(2a) as amended by 309/2026/NĐ-CP). On
paper only at the counter or by post, where an officer writes down what was handed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.errors.supplements import DocumentMissing, DocumentUnknown
from nenso.cases.intake.applicants import AT_AGENCY
from nenso.cases.intake.field_files import is_of_field
from nenso.files.models import CaseFile
from nenso.language.declarations.forms import Document
from nenso.language.issues import nearest

PAPER_KINDS = ("original", "certified", "copy", "seen")
MOST_COPIES = 100


@dataclass(frozen=True)
class Dossier:
    """What was handed in, by component: files by id, paper by kind and number, or what the state holds instead."""

    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    missing: tuple[Document, ...] = ()

    def must_be_complete(self) -> None:
        """Raise :class:`DocumentMissing` when a required component is not there."""
        if self.missing:
            raise DocumentMissing(
                items=", ".join(_label(document) for document in self.missing),
                documents=[{"name": one.name, "code": one.code, "label": _label(one)} for one in self.missing],
            )


def dossier(
    documents: Iterable[Document],
    reasoning: Reasoning,
    *,
    files: Iterable[CaseFile],
    paper: Mapping[str, Mapping[str, int]] | None,
    channel: str,
) -> Dossier:
    """Return what is in the dossier and what a filing still needs.

    ``paper``: component → kind (``original certified copy seen``) → how many; only where an officer takes it in. Raises
    :class:`DocumentUnknown`.
    """
    documents = list(documents)
    names = {str(document.name) for document in documents}
    handed = dict(paper or {}) if channel in AT_AGENCY else {}
    current = [file for file in files if file.replaced_by is None and not is_of_field(file.document)]
    for name in {*handed, *(file.document for file in current)} - names:
        raise DocumentUnknown(document=name, nearest=nearest(name, names))
    given: dict[str, dict[str, Any]] = {}
    for document in documents:
        found = _given(document, reasoning, current, handed.get(str(document.name)))
        if found:
            given[str(document.name)] = found
    return Dossier(given, tuple(_missing(documents, reasoning, given)))


def _given(
    document: Document, reasoning: Reasoning, files: list[CaseFile], paper: Mapping[str, int] | None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    own = [file for file in files if file.document == document.name]
    if own:
        found["files"] = [
            {"id": str(file.id), "filename": file.filename, "sha256": file.sha256, "size": file.size} for file in own
        ]
    counted = {kind: min(int(number), MOST_COPIES) for kind, number in (paper or {}).items() if kind in PAPER_KINDS}
    if any(counted.values()):
        found["paper"] = counted
    held = reasoning.value(document.instead) if document.instead is not None else None
    if held not in (None, "", [], {}, False):
        found["held"] = str(held.get("id", "")) if isinstance(held, Mapping) else str(held)
    return found


def _missing(documents: list[Document], reasoning: Reasoning, given: Mapping[str, Any]) -> Iterable[Document]:
    satisfied = {document.one_of for document in documents if document.one_of and document.name in given}
    for document in documents:
        if document.name in given or (document.one_of and document.one_of in satisfied):
            continue
        if not reasoning.holds(document.show_if):
            continue
        required = (
            document.required if isinstance(document.required, bool) else bool(reasoning.value(document.required))
        )
        if required:
            yield document
            if document.one_of:
                satisfied.add(document.one_of)


def _label(document: Document) -> str:
    return document.label.in_language("vi") if document.label else str(document.name)
