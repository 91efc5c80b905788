"""Procedures that a formula declares already: the import leaves them alone. No database."""

from collections.abc import Iterator, Mapping
from functools import cache

from nenso.formulas.catalogue.keeping import is_ours
from nenso.formulas.folders import Shelf, shipped_folders
from nenso.language.levels import ServiceLevel, level_of
from nenso.language.reading import files_of
from nenso.language.yaml_files import load


def refined_shipped() -> dict[str, str]:
    """Return the national codes of the formulas that ship, each with the formula it is in."""
    found: dict[str, str] = {}
    for name, folder in shipped_folders().items():
        found |= dict.fromkeys(codes_in(files_of(folder)), name)
    return found


@cache
def levels_shipped(name: str) -> Mapping[str, ServiceLevel]:
    """Return the level of each procedure with a national code in ``name``; none when no formula of that name ships."""
    formula = Shelf(()).formula(name)
    procedures = formula.procedures.values() if formula is not None else ()
    return {str(one.code): level_of(one) for one in procedures if one.code}


def is_draft(files: Mapping[str, bytes]) -> bool:
    """Return whether a formula came from an import: some file of it is still a draft."""
    return any(is_ours(content) for content in files.values())


def codes_in(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the national codes of the procedures in a formula's files."""
    for path, content in files.items():
        if path.startswith("procedures/"):
            source, _ = load(content.decode("utf-8", "replace"), path)
            code = source.get("code") if source is not None else None
            if code:
                yield str(code)
