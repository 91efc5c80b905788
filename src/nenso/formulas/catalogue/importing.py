"""The import as a whole, without a database: tables to drafts, drafts to files that the language has checked."""

from collections.abc import Mapping
from pathlib import Path

from nenso.formulas.catalogue.drafts import Drafted, DraftFormula, drafted
from nenso.formulas.catalogue.errors import DraftWrong
from nenso.formulas.catalogue.keeping import kept_in, merged, names_in, read_back
from nenso.formulas.catalogue.refined import refined_shipped
from nenso.formulas.catalogue.rows import Tables
from nenso.formulas.folders import formula_folders
from nenso.language.checking import check_files
from nenso.language.declarations.formula import Formula
from nenso.language.issues import errors


def drafts_of(
    tables: Tables,
    *,
    out: Path | None = None,
    refined: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Drafted:
    """Return the drafts of ``tables``, without what ships refined or stands in ``refined`` (code to formula).

    Procedures keep the names they have in the folder ``out``, or in ``names`` (code to name).
    """
    earlier = dict(names or {})
    for folder in formula_folders(out) if out is not None else []:
        earlier |= names_in(read_back(folder))
    return drafted(tables, refined={**refined_shipped(), **(refined or {})}, names=earlier)


def files_of(formula: DraftFormula, folder: Path | None = None) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of ``formula`` with what people changed in ``folder``, and which of them stay for that."""
    existing = read_back(folder) if folder is not None else {}
    drafts = formula.files()
    return merged(existing, drafts), kept_in(existing, drafts)


def checked(name: str, files: Mapping[str, bytes]) -> Formula:
    """Return what the files of a draft declare. Raises :class:`DraftWrong` with every issue."""
    reading = check_files(files)
    if reading.formula is None:
        found = [issue.as_json() for issue in errors(reading.issues)]
        raise DraftWrong(formula=name, count=len(found), issues=found)
    return reading.formula
