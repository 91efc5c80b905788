"""Copies of published tables beside these tests, the tables themselves where at hand, and how both are compared."""

import csv
from pathlib import Path

from nenso.formulas.folders import shipped_folders
from nenso.language.declarations.fields import Field
from nenso.language.declarations.formula import Formula, OptionList
from nenso.language.declarations.procedures import Procedure

HERE = Path(__file__).parent
TABLES = HERE.parents[2] / "shared" / "facts" / "tables"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a copy that ships here."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> list[dict[str, str]]:
    """Return a published table where it is at hand, else nothing: what ships here is a copy of what is needed of it."""
    path = TABLES / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published_labels(*forms: str) -> dict[tuple[str, str], str]:
    """Return the labels of the official forms by form and field name; nothing where the tables are not at hand."""
    published = [*table("form_fields.csv"), *table("form_fields2.csv")]
    return {(row["form_slug"], row["field_name"]): row["label"] for row in published if row["form_slug"] in forms}


def field_at(fields: tuple[Field, ...], path: str) -> Field | None:
    """Return the field at ``child.full_name``, through groups and tables, or None."""
    head, _, rest = path.partition(".")
    found = next((field for field in fields if field.name == head), None)
    return field_at(found.fields, rest) if found is not None and rest else found


def is_there(formula: Formula, procedure: Procedure, path: str) -> bool:
    """Tell whether a field is asked, ``results/file:source`` is written by a template, ``documents:name`` handed in."""
    if path.startswith("documents:"):
        return path.partition(":")[2] in {document.name for document in procedure.documents}
    if path.startswith("results/"):
        file, _, source = path.partition(":")
        return source in (shipped_folders()[formula.name] / file).read_text(encoding="utf-8")
    return field_at(procedure.form.fields, path) is not None


def nowhere(formula: Formula, copy: str) -> list[str]:
    """Return the official fields of a copy that the formula neither asks nor prints."""
    return [
        f"{row['procedure']}: {row['official_name']} ({row['official_label']}): {path}"
        for row in rows(copy)
        for path in _paths(row)
        if not is_there(formula, formula.procedures[row["procedure"]], path)
    ]


def _paths(row: dict[str, str]) -> list[str]:
    return [row["fields"]] if row["fields"].startswith("results/") else row["fields"].split()


def options(formula: Formula, name: str) -> dict[str, str]:
    """Return the Vietnamese labels of a list, by code."""
    part = formula.parts[name]
    assert isinstance(part, OptionList)
    return {code: label.in_language("vi") for code, label in (part.options.codes or {}).items()}


def not_printed(formula: Formula, name: str, file: str) -> list[str]:
    """Return the codes of a list whose name a paper's file does not hold as the list does."""
    source = (shipped_folders()[formula.name] / "results" / file).read_text(encoding="utf-8")
    start = source.index(f"#let {name.replace('_', '-')} = (")
    printed = source[start : source.index("\n)", start)]
    wanted = {code: label for code, label in options(formula, name).items() if code != "other" or '"other"' in printed}
    assert printed.count('": "') == len(wanted)
    return [code for code, label in wanted.items() if f'"{code}": "{label}",' not in printed]
