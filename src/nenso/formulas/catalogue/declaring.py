"""One row as a draft declaration: a procedure that can be filed as it is, and is refined afterwards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nenso.agencies import kinds
from nenso.formulas.catalogue.asking import competent_of, pages_of
from nenso.formulas.catalogue.deadlines import Deadlines, deadlines_of
from nenso.formulas.catalogue.documents import dossier_of
from nenso.formulas.catalogue.executing import Executing, executing_of
from nenso.formulas.catalogue.fees import fees_of
from nenso.formulas.catalogue.results import results_of
from nenso.formulas.catalogue.rows import Remark, Row, Tables, without_braces
from nenso.formulas.catalogue.steps import flow_of
from nenso.formulas.catalogue.subjects import Subjects, subjects_of

LONGEST_TITLE = 400
_CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2})?(\.[A-Z]\d{1,2})?")


@dataclass(frozen=True)
class Draft:
    """A row as declared: the procedure, who decides, whether it needs the tariff, where its steps come from."""

    row: Row
    name: str
    executing: Executing
    declared: dict[str, Any]
    results: Mapping[str, str]
    needs_tariff: bool
    steps_from: str
    remarks: tuple[Remark, ...]


def is_code(text: str) -> bool:
    """Return whether ``text`` is a national code of a procedure (``1.001193``, ``1.011442.000.00.00.H38``)."""
    return _CODE.fullmatch(text) is not None


def draft_of(row: Row, name: str, tables: Tables) -> Draft:
    """Return the draft of ``row``, called ``name``."""
    row = _without_braces(row)
    executing, subjects, deadlines = executing_of(row), subjects_of(row), deadlines_of(row)
    fees, results = fees_of(row), results_of(row)
    dossier = dossier_of(row, tables.components.get(row.code, ()))
    flow = flow_of(row, executing.kinds, tables.processes, results.choices)
    declared = {
        "procedure": name,
        "code": row.code,
        "title": _title(row),
        **_facts(row, executing, subjects, deadlines),
        "fee": fees.declared,
        "form": _form(subjects, executing, dossier.notes),
        "documents": dossier.declared,
        "steps": flow.declared,
        "results": results.declared,
    }
    remarks = (*row.remarks, *executing.remarks, *subjects.remarks, *deadlines.remarks, *fees.remarks)
    remarks = (*remarks, *results.remarks, *dossier.remarks, *flow.remarks)
    titles = {str(one["name"]): str(one["label"]) for one in results.declared}
    return Draft(row, name, executing, declared, titles, fees.needs_tariff, flow.source, remarks)


def _without_braces(row: Row) -> Row:
    """Return ``row`` with brackets where its texts have braces, which the language would take for expressions."""
    texts = {name: value for name, value in vars(row).items() if isinstance(value, str)}
    changed: dict[str, Any] = {name: without_braces(value) for name, value in texts.items()}
    return replace(row, **changed)


def _title(row: Row) -> str:
    words = " ".join(row.name.split())
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1]}…"


def _facts(row: Row, executing: Executing, subjects: Subjects, deadlines: Deadlines) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if len(row.name) > LONGEST_TITLE:
        facts["summary"] = row.name
    if row.category_code:
        facts["field"] = row.category_code
    facts["offered_by"] = list(executing.kinds)
    competent = competent_of(executing.kinds)
    if competent is not None:
        facts["competent"] = competent
    if {kinds.COMMUNE, kinds.PROVINCE} & set(executing.kinds):
        facts["receive_at"] = "province"
    facts |= {
        "audience": subjects.audience,
        "on_behalf": ["authorised", "assisted"],
        "channels": list(deadlines.channels),
    }
    laws = list(dict.fromkeys(part.strip() for part in row.legal_basis.split(";") if part.strip()))
    if laws:
        facts["legal_basis"] = laws
    if deadlines.sentences:
        facts["conditions"] = " ".join(f"Thời hạn giải quyết: {text}" for text in deadlines.sentences)
    if deadlines.declared:
        facts["deadline"] = deadlines.declared
    return facts


def _form(subjects: Subjects, executing: Executing, notes: tuple[str, ...]) -> list[dict[str, Any]]:
    pages = pages_of(subjects, executing.kinds)
    if notes:
        text = "\n".join(f"- {note}" for note in notes)
        fields = [{"name": "notes", "type": "content", "text": text}]
        pages.append(
            {"page": "notes", "title": {"vi": "Lưu ý về hồ sơ", "en": "Notes on the dossier"}, "fields": fields}
        )
    return pages
