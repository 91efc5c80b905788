"""Every sample that ships comes out as the law says; a sample leaves nothing behind and tells what is otherwise."""

from pathlib import Path

import pytest

from nenso.cases.sampling import Sampler
from nenso.formulas.folders import shipped_folders
from nenso.language.reading import files_of
from nenso.runtime.acting import Actor

pytestmark = pytest.mark.django_db

SHIPPED = [
    pytest.param(folder, name, id=f"{formula}-{name}")
    for formula, folder in shipped_folders().items()
    for name in sorted(path.stem for path in (folder / "samples").glob("*.yaml"))
]
EVERYTHING = Actor(system="tests", scope=("vn",))


@pytest.fixture(scope="module")
def samplers() -> dict[Path, Sampler]:
    """One for each formula, made when first asked for."""
    return {}


@pytest.mark.parametrize(("folder", "name"), SHIPPED)
def test_a_sample_that_ships_comes_out_as_it_says(folder: Path, name: str, samplers: dict[Path, Sampler]) -> None:
    if folder not in samplers:
        samplers[folder] = Sampler(files_of(folder))
    sampler = samplers[folder]
    report = sampler.run(sampler.formula.samples[name])
    assert report.differences == ()
