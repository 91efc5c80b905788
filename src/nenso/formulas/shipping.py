"""The formulas that ship with Nenso: the folder ``formulas/`` of the repository, or what the wheel carries of it."""

from pathlib import Path

import nenso
from nenso.formulas.publishing import Published, publish
from nenso.language.reading import files_of
from nenso.runtime.acting import Actor

PACKAGED = "_formulas"


def shipped_folder() -> Path:
    """Return where the formulas that ship are."""
    package = Path(nenso.__file__).parent
    packaged = package / PACKAGED
    return packaged if packaged.is_dir() else package.parents[1] / "formulas"


def shipped() -> list[Path]:
    """Return the folder of each formula that ships, in alphabetical order."""
    return sorted(path.parent for path in shipped_folder().glob("*/formula.yaml"))


def publish_shipped(actor: Actor) -> list[Published]:
    """Publish every formula that ships; what is published already stays as it is."""
    return [publish(actor, files_of(folder)) for folder in shipped()]
