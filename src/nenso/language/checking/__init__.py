"""Checking a formula: everything that is wrong with it, worth a warning, or not run yet; found in one go.

``check`` takes the formula and the others it may refer to. An issue of level ``error`` refuses the formula; ``later``
tells what is understood but not run by this version.
"""

from collections.abc import Mapping
from pathlib import Path

from nenso.language.checking.adaptations import check_adaptation
from nenso.language.checking.desk import Desk
from nenso.language.checking.indicators import IndicatorCheck, check_circles
from nenso.language.checking.later import note_later
from nenso.language.checking.naming import check_names
from nenso.language.checking.procedures import ProcedureCheck
from nenso.language.checking.registers import RegisterCheck
from nenso.language.checking.typed import Typed
from nenso.language.checking.whole import check_head, check_page, check_sample
from nenso.language.declarations.formula import Formula
from nenso.language.issues import Issue, errors
from nenso.language.levels import ServiceLevel, level_of
from nenso.language.reading import Reading, files_of, in_order, read

__all__ = ["ServiceLevel", "check", "check_files", "check_folder", "level_of"]


def check(
    formula: Formula, library: Mapping[str, Formula] | None = None, *, broken: frozenset[str] = frozenset()
) -> list[Issue]:
    """Return every issue of ``formula``; ``library`` holds the formulas it requires, by name (its own is ignored).

    ``broken`` names declarations that could not be read (``procedures.birth``): references to them are not told again.
    """
    desk = Desk(formula, library or {}, broken)
    typed = Typed(desk)
    check_names(desk)
    check_head(desk, typed)
    for procedure in formula.procedures.values():
        ProcedureCheck(typed, procedure).check()
        _say_level(desk, level_of(procedure), procedure)
    for adaptation in formula.adaptations.values():
        check_adaptation(desk, adaptation)
    for register in formula.registers.values():
        RegisterCheck(typed, register).check()
    for indicator in formula.indicators.values():
        IndicatorCheck(typed, indicator).check()
    check_circles(desk)
    for page in formula.pages.values():
        check_page(desk, typed, page)
    for sample in formula.samples.values():
        check_sample(desk, sample)
    note_later(desk)
    abroad = tuple(f"{name}/" for name in desk.library)
    return [
        issue
        for issue in in_order(desk.issues)
        if (issue.level == "error" or not issue.file.startswith(abroad)) and not formula.explains(issue)
    ]


def _say_level(desk: Desk, level: ServiceLevel, procedure: object) -> None:
    for vi, en in level.reasons:
        desk.warn(procedure, "level.partial", f"Dịch vụ công một phần: {vi}.", f"Partly online: {en}.")


def check_files(files: Mapping[str, bytes], library: Mapping[str, Formula] | None = None) -> Reading:
    """Read and check files in one go; ``formula`` is there only when nothing is an error."""
    reading = read(files, library)
    if reading.partial is None:
        return reading
    found = check(reading.partial, library, broken=reading.broken)
    issues = in_order([*reading.issues, *found])
    return Reading(None if errors(issues) else reading.partial, issues, reading.partial, reading.broken)


def check_folder(path: Path, library: Mapping[str, Formula] | None = None) -> Reading:
    """Read and check the formula in a folder."""
    return check_files(files_of(path), library)
