"""``nenso catalogue`` as someone at a terminal meets it; every command of docs/catalogue.md does what it says there."""

import csv
import re
import shlex
import shutil
from pathlib import Path

import orjson
import pytest
from click.testing import Result
from typer.testing import CliRunner

from factories.people import SYSTEM
from nenso.cli.catalogue import app
from nenso.cli.formula import app as formula_app
from nenso.formulas import offers
from nenso.formulas.catalogue.importing import drafts_of
from nenso.formulas.catalogue.publishing import publish_draft
from nenso.formulas.catalogue.reading import read_tables
from nenso.formulas.models import Adoption, Edition

ROOT = Path(__file__).parents[2]
EXCERPT = ROOT / "tests" / "catalogue"
RUN = CliRunner()


def run(*words: str, code: int = 0) -> str:
    answer: Result = RUN.invoke(app, ["import", *words], catch_exceptions=False)
    assert answer.exit_code == code, answer.output
    return answer.stdout


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tables under the names that the document gives them; every row can be taken in."""
    offers.forget()
    monkeypatch.chdir(tmp_path)
    with (EXCERPT / "excerpt.csv").open(encoding="utf-8") as source:
        rows = list(csv.reader(source))
    with (tmp_path / "procedures.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows[:9])
    for name in ("documents.csv", "steps.csv"):
        shutil.copy(EXCERPT / name, tmp_path)
    return tmp_path


def test_the_report_has_every_row_with_its_level_and_what_stands_in_the_way(tables: Path) -> None:
    told = orjson.loads(run(str(EXCERPT / "excerpt.csv"), "--json", code=1))
    assert (told["rows"], told["imported"]) == (12, 7)
    assert told["by_level"] == {"một phần": 2, "toàn trình": 5}
    assert set(told) == {
        *("rows", "imported", "not_understood", "by_level", "remarks", "formulas", "procedures"),
        *("refined", "skipped", "processes"),
    }
    listed = [one["row"] for part in ("procedures", "refined", "skipped") for one in told[part]]
    assert sorted(listed) == list(range(2, 14))
    counter = next(one for one in told["procedures"] if one["code"] == "1.990419")
    assert counter["in_the_way"] == [{"vi": "Không nộp được trực tuyến", "en": "It cannot be filed online"}]
    assert [one["code"] for one in told["not_understood"]] == ["1.991020", "1.995701", "1.995702"]
    (birth,) = told["refined"]
    assert (birth["formula"], birth["level"], birth["in_the_way"]) == ("civil_registration", "toàn trình", [])


def test_people_are_told_in_either_language(tables: Path) -> None:
    vi = " ".join(run(str(EXCERPT / "excerpt.csv"), code=1).split())
    assert "12 dòng: 7 thành bản nháp (2 một phần, 5 toàn trình), 1 đã có bản hoàn chỉnh, 4 không nhập được" in vi
    en = " ".join(run(str(EXCERPT / "excerpt.csv"), "--lang", "en", code=1).split())
    assert "12 rows: 7 became drafts (2 một phần, 5 toàn trình), 1 are declared already, 4 could not be taken in" in en


def test_adopting_needs_publishing(tables: Path) -> None:
    assert RUN.invoke(app, ["import", "procedures.csv", "--adopt", "vn"]).exit_code == 2


@pytest.mark.django_db
def test_what_stopped_half_way_goes_on_and_publishing_again_publishes_nothing(tables: Path) -> None:
    half = drafts_of(read_tables(tables / "procedures.csv")).formulas["thanh_hoa_dat_dai"]
    edition = publish_draft(SYSTEM, half).edition
    words = ("procedures.csv", "--publish", "--adopt", "vn", "--json")
    first = orjson.loads(run(*words))["formulas"]
    assert first["thanh_hoa_dat_dai"] == "thanh_hoa_dat_dai@1.0.0 → Ủy ban nhân dân tỉnh Thanh Hoá"
    kept = set(Edition.objects.values_list("digest", flat=True))
    assert (len(kept), Adoption.objects.count()) == (4, 4)
    assert edition.digest in kept
    assert orjson.loads(run(*words))["formulas"] == first
    assert set(Edition.objects.values_list("digest", flat=True)) == kept
    assert Adoption.objects.count() == 4


@pytest.mark.django_db
def test_every_command_of_the_document_runs_one_after_the_other(tables: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "catalogue.md").read_text(), flags=re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("nenso ")]
    assert len(commands) == 4
    for command in commands:
        _, room, *words = shlex.split(command)
        answer = RUN.invoke(app if room == "catalogue" else formula_app, words, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
    assert (tables / "drafts" / "thanh_hoa_dat_dai" / "formula.yaml").is_file()
