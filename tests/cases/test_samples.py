"""Every sample that ships comes out as the law says; a sample leaves nothing behind, and tells what came out otherwise."""

from pathlib import Path

import pytest
from factories.agencies import agency
from factories.people import SYSTEM
from nenso.agencies.settings import setting
from nenso.cases.models import Case, Entry
from nenso.cases.sampling import Sampler
from nenso.files.models import Content
from nenso.files.storing import FILES
from nenso.formulas.models import Adoption, Edition
from nenso.formulas.shipping import shipped_folders
from nenso.journal.models import JournalEntry
from nenso.language.declarations.samples import Sample
from nenso.language.reading import files_of, read_folder
from nenso.results.models import SignedResult, SigningKey
from nenso.runtime.acting import Actor, acting

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
