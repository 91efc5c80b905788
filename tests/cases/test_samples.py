"""Every sample that ships comes out as the law says; a sample leaves nothing behind and tells what is otherwise."""

from pathlib import Path

import pytest
from pytest_django import Settings

from factories.agencies import agency, agency_setting
from factories.people import SYSTEM
from nenso.agencies.models import AgencySetting
from nenso.agencies.settings import setting
from nenso.cases.models import Case, Entry
from nenso.cases.samples.sampling import Sampler
from nenso.files.models import Content
from nenso.files.storing import FILES
from nenso.formulas.errors import FormulaRefused
from nenso.formulas.folders import required_in, shipped_folders
from nenso.formulas.models import Adoption, Edition
from nenso.formulas.publishing import publish
from nenso.journal.models import JournalEntry
from nenso.language.declarations.samples import Sample
from nenso.language.reading import files_of
from nenso.results.models import SignedResult, SigningKey
from nenso.runtime.acting import Actor, acting

pytestmark = pytest.mark.django_db

SHIPPED = [
    pytest.param(folder, name, id=f"{formula}-{name}")
    for formula, folder in shipped_folders().items()
    for name in sorted(path.stem for path in (folder / "samples").glob("*.yaml"))
]
EVERYTHING = Actor(system="journal", scope=("vn",))


@pytest.fixture(scope="module")
def samplers() -> dict[Path, Sampler]:
    """One for each formula, made when first asked for."""
    return {}


@pytest.mark.parametrize(("folder", "name"), SHIPPED)
def test_a_sample_that_ships_comes_out_as_it_says(folder: Path, name: str, samplers: dict[Path, Sampler]) -> None:
    for needed in required_in(folder):
        publish(SYSTEM, files_of(shipped_folders()[needed]))
    if folder not in samplers or required_in(folder):
        samplers[folder] = Sampler(files_of(folder))
    sampler = samplers[folder]
    report = sampler.run(sampler.formula.samples[name])
    assert report.differences == ()


@pytest.fixture
def births() -> Sampler:
    return Sampler(files_of(shipped_folders()["civil_registration"]))


def changed(sampler: Sampler, name: str, **changes: object) -> Sample:
    """Return a sample with something else in it."""
    return sampler.formula.samples[name].model_copy(update=changes)


def told(sampler: Sampler, sample: Sample) -> dict[str, str]:
    return {difference.what: difference.vi for difference in sampler.run(sample).differences}


def test_what_comes_out_otherwise_is_told_one_by_one_in_both_languages(births: Sampler) -> None:
    sample = births.formula.samples["birth_on_time"]
    expect = sample.expect.model_copy(
        update={"status": "refused", "fee": 8000, "due": "2026-11-03T17:00", "records": {}, "results": ("certificate",)}
    )
    report = births.run(sample.model_copy(update={"expect": expect}))
    assert not report.passed
    assert {difference.what: difference.en for difference in report.differences} == {
        "status": "status: expected refused, got done",
        "fee": "fee: expected 8000, got 16000",
        "due": "due: expected 2026-11-03 17:00:00, got 2026-11-02 17:00:00",
        "records": "records: expected —, got civil_registration.births × 1, civil_registration.extract_issues × 1",
        "results": "results: expected certificate × 1, got certificate × 1, extract × 1",
    }
    assert report.differences[1].vi == "số tiền phải nộp: cần 8000, được 16000"


def test_a_sample_that_the_engine_refuses_says_where_and_why(births: Sampler) -> None:
    first, *_, last = births.formula.samples["birth_on_time"].acts
    out_of_order = told(births, changed(births, "birth_on_time", acts=(first, last)))
    refused = "Bước “Cấp số, đóng dấu” không mở; hồ sơ đang ở: Thẩm tra."
    assert out_of_order == {"stamp.issue": f"Dừng ở stamp.issue: {refused}"}
    without_paper = told(births, changed(births, "birth_on_time", documents=()))
    assert list(without_paper) == ["filing"]
    assert "Giấy chứng sinh" in without_paper["filing"]
    form = {**births.formula.samples["birth_on_time"].form, "undertaking": False}
    assert (
        "undertaking: Cần cam đoan trước khi nộp."
        in told(births, changed(births, "birth_on_time", form=form))["filing"]
    )


def test_a_sample_leaves_nothing_behind(births: Sampler, settings: Settings, tmp_path: Path) -> None:
    kept = {**settings.STORAGES["files"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"files": kept}

    def everything() -> dict[str, int]:
        with acting(EVERYTHING):
            found = {
                model.__name__: model.objects.count()
                for model in (Case, Entry, SignedResult, SigningKey, Edition, Adoption, AgencySetting, JournalEntry)
            }
        with acting(FILES):
            return found | {"Content": Content.objects.count()}

    before = everything()
    assert births.run(births.formula.samples["death_late"]).passed
    assert everything() == before
    assert list(tmp_path.iterdir()) == []


def test_a_sample_is_not_disturbed_by_what_the_install_decided_and_disturbs_it_neither(births: Sampler) -> None:
    agency_setting(agency("vn.p19"), "civil_registration.copy_fee", 3000)
    assert births.run(births.formula.samples["birth_on_time"]).passed
    with acting(EVERYTHING):
        assert setting(agency(), "civil_registration.copy_fee") == 3000


def test_the_samples_of_a_published_edition_run_on_it(births: Sampler) -> None:
    files = files_of(shipped_folders()["civil_registration"])
    publish(SYSTEM, files)
    sampler = Sampler(files)
    assert sampler.run(sampler.formula.samples["birth_refused"]).passed


def test_a_formula_with_errors_has_no_samples_to_run() -> None:
    files = files_of(shipped_folders()["civil_registration"])
    files["procedures/birth.yaml"] = files["procedures/birth.yaml"].replace(b"form.register_at", b"form.registr_at")
    with pytest.raises(FormulaRefused):
        Sampler(files)
