"""Formulas as folders: those that ship, those beside one another, each after what it requires. No database."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nenso
from nenso.language.bare import plain
from nenso.language.checking import check
from nenso.language.declarations.formula import Formula
from nenso.language.issues import errors
from nenso.language.reading import Reading, in_order, read_folder
from nenso.language.yaml_files import load

HEAD = "formula.yaml"


def shipped_folders() -> dict[str, Path]:
    """Return the folder of each formula that ships, by name: of the repository, or of a wheel (``nenso/_formulas``)."""
    package = Path(nenso.__file__).parent
    places = (package / "_formulas", package.parents[1] / "formulas")
    home = next((place for place in places if place.is_dir()), None)
    return in_order_of_need(formula_folders(home)) if home is not None else {}


def formula_folders(path: Path) -> list[Path]:
    """Return ``path`` when it is a formula's folder, else the formulas' folders directly in it."""
    if (path / HEAD).is_file():
        return [path]
    return sorted(found.parent for found in path.glob(f"*/{HEAD}")) if path.is_dir() else []


def in_order_of_need(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the folders by the name of their formula, each after those that it requires; a circle as it comes."""
    found = {name_of(folder): folder for folder in folders}
    ordered: dict[str, Path] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in ordered or name in above or name not in found:
            return
        for needed in required_in(found[name]):
            add(needed, (*above, name))
        ordered[name] = found[name]

    for name in sorted(found):
        add(name, ())
    return ordered


def head_of(folder: Path) -> Mapping[str, object]:
    """Return what ``formula.yaml`` in ``folder`` says, nothing when it cannot be read."""
    try:
        source, _ = load((folder / HEAD).read_text("utf-8", "replace"), HEAD)
    except OSError:
        return {}
    return source if source is not None else {}


def example_of(formula: str, sample: str, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return what is filled in in a sample that ships (``samples/<sample>.yaml``), as JSON; some answers aside."""
    path = shipped_folders()[formula] / "samples" / f"{sample}.yaml"
    source, _ = load(path.read_text("utf-8"), str(path))
    form = plain(source["form"]) if source is not None else {}
    return {name: answer for name, answer in form.items() if name not in set(without)}


def name_of(folder: Path) -> str:
    """Return the name of the formula in ``folder``: what it says, else the folder's own."""
    return str(head_of(folder).get("formula") or folder.resolve().name)


def required_in(folder: Path) -> Mapping[str, str]:
    """Return what the formula in ``folder`` requires: name to range of versions; nothing when it cannot be read."""
    return wanted_in(head_of(folder))


def wanted_in(head: Mapping[str, object]) -> Mapping[str, str]:
    """Return what a ``formula.yaml`` that says ``head`` requires: name to range of versions."""
    wanted = head.get("requires")
    return {str(name): str(versions) for name, versions in wanted.items()} if isinstance(wanted, dict) else {}


class Shelf:
    """The formulas in some folders, in those beside them and among those that ship; each is read once, when needed."""

    def __init__(self, folders: Iterable[Path]) -> None:
        given = list(folders)
        beside = (other for folder in given for other in formula_folders(folder.resolve().parent))
        self._folders = shipped_folders() | {name_of(one): one for one in (*beside, *given)}
        self._readings: dict[str, Reading] = {}

    def checked(self, folder: Path) -> Reading:
        """Return what came of reading and checking the formula in ``folder``, knowing all others."""
        name = name_of(folder)
        reading = self._reading(name)
        if reading.partial is None:
            return reading
        issues = in_order([*reading.issues, *check(reading.partial, self._others(name), broken=reading.broken)])
        return Reading(None if errors(issues) else reading.partial, issues, reading.partial, reading.broken)

    def _others(self, name: str) -> "_Others":
        """Return the formulas beside ``name``, those first that require it: only these open its cases."""
        openers = [other for other, folder in self._folders.items() if name in required_in(folder)]
        return _Others(self, dict.fromkeys([*openers, *self._folders]))

    def formula(self, name: str) -> Formula | None:
        """Return the formula called ``name``, None when it has errors or is not there."""
        return self._reading(name).formula if name in self._folders else None

    def _reading(self, name: str) -> Reading:
        if name not in self._readings:
            self._readings[name] = Reading(None, ())
            self._readings[name] = read_folder(self._folders[name], self._required_by(name))
        return self._readings[name]

    def _required_by(self, name: str) -> dict[str, Formula]:
        """Return the formulas that ``name`` requires, and what these require, as far as they can be read."""
        found: dict[str, Formula] = {}
        for needed in required_in(self._folders[name]):
            formula = self._reading(needed).formula if needed in self._folders else None
            if formula is not None and needed not in found:
                found |= {needed: formula, **self._required_by(needed)}
        return found


class _Others(Mapping[str, Formula]):
    """Formulas by name, each read when it is asked for; one with errors is named but not there."""

    def __init__(self, shelf: Shelf, names: Iterable[str]) -> None:
        self._shelf, self._names = shelf, tuple(names)

    def __getitem__(self, name: str) -> Formula:
        found = self._shelf.formula(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._names and self.get(str(name)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
