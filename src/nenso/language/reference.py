"""Tables of every key of every declaration for the documentation, made from the typed values: they cannot fall behind.

A document holds ``<!-- keys: Field -->`` and ``<!-- end -->``; :func:`filled_in` writes the table between them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nenso.language.declarations.formula import Formula, FormulaHead
from nenso.language.declarations.values import Declaration

MADE_BY_READING: Mapping[str, frozenset[str]] = {
    "AgencyReference": frozenset({"word", "path"}),
    "WhoTerm": frozenset({"name", "agency", "path", "procedure", "rota"}),
    "People": frozenset({"terms"}),
    "Form": frozenset({"pages"}),
    "Options": frozenset({"codes", "list"}),
    "FieldItem": frozenset({"name", "compute"}),
    "Choice": frozenset({"branches"}),
    "Formula": frozenset(set(Formula.model_fields) - set(FormulaHead.model_fields)),
}
"""Keys that reading makes out of short forms, or of other files; nobody writes them."""

_BLOCK = re.compile(r"<!-- keys: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def declarations() -> Mapping[str, type[Declaration]]:
    """Return every declaration that has keys of its own to write, by class name."""
    found: dict[str, type[Declaration]] = {}
    ahead: list[type[Declaration]] = [Declaration]
    while ahead:
        for model in ahead.pop().__subclasses__():
            ahead.append(model)
            name = model.__name__
            shared = "[" in name or name in {"AnyEffect", "Weighted", "Formula"}
            if not shared and model.__module__.startswith("nenso.language.declarations") and keys_of(model):
                found[name] = model
    return dict(sorted(found.items()))


def keys_of(model: type[Declaration]) -> list[str]:
    """Return the keys of a declaration that are written by hand."""
    made = MADE_BY_READING.get(model.__name__, frozenset())
    return [key for key in model.written_keys() if key not in made]


def table_of(model: type[Declaration]) -> str:
    """Return the Markdown table of a declaration's keys: name, whether it must be there, what it means."""
    by_key = {info.alias or name: info for name, info in model.model_fields.items()}
    inherited = _inherited(model)
    rows = [
        f"| `{key}`{' *' if by_key[key].is_required() else ''} | {_meaning(by_key[key])} |"
        for key in keys_of(model)
        if key not in inherited
    ]
    more = f"\n\nAnd all keys of `{model.__base__.__name__}`." if inherited and model.__base__ is not None else ""
    return "| key | meaning (* must be there) |\n|---|---|\n" + "\n".join(rows) + more


def _inherited(model: type[Declaration]) -> set[str]:
    base = model.__base__
    if base is None or not issubclass(base, Declaration) or base.__name__ not in {"Field", "FormulaHead"}:
        return set()
    return set(keys_of(base))


def _meaning(info: Any) -> str:
    text = " ".join((info.description or "").split())
    return re.sub(r"``([^`]*)``", r"`\1`", text).replace("|", "\\|")


def blocks_in(document: str) -> Iterator[str]:
    """Yield the names of the declarations that a document has tables for."""
    for match in _BLOCK.finditer(document):
        yield match[1]


def filled_in(document: str) -> str:
    """Return ``document`` with every table made anew."""
    models = declarations()
    return _BLOCK.sub(lambda match: f"<!-- keys: {match[1]} -->\n{table_of(models[match[1]])}\n<!-- end -->", document)
