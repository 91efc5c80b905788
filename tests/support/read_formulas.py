"""The formulas that tests read: ours with every key of the language, those that ship, the sketches."""

from functools import cache
from pathlib import Path

from nenso.language.declarations.formula import Formula
from nenso.language.reading import read_folder

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "language" / "formulas"
SKETCHES = ROOT.parent / "shared" / "design" / "sketches"
SHIPPED = ROOT / "formulas"


def folders(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir() if one.is_dir()) if path.is_dir() else []


@cache
def library_in(path: Path) -> dict[str, Formula]:
    """Return the formulas of a folder of formulas, read until what they require of each other is there."""
    found: dict[str, Formula] = {}
    for _ in range(3):
        for name in folders(path):
            formula = read_folder(path / name, found).formula
            if formula is not None:
                found[name] = formula
    return found
