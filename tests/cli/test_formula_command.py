"""``nenso formula`` as someone at a terminal meets it; every command of docs/formulas.md does what it says there."""

import re
import shlex
import shutil
from pathlib import Path

import orjson
import pytest
from click.testing import Result
from django.db import connection
from typer.testing import CliRunner

from nenso.cli import main as command_line
from nenso.cli.formula import app
from nenso.formulas import offers
from nenso.runtime.problems import Problem

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "formulas" / "civil_registration"
RUN = CliRunner()


def run(*words: str, code: int = 0) -> str:
    answer: Result = RUN.invoke(app, words, catch_exceptions=False)
    assert answer.exit_code == code, answer.output
    return answer.stdout


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the formula that ships, to be changed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "civil_registration"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_check_says_where_an_error_stands_what_was_expected_and_the_nearest_word(own: Path) -> None:
    edit(own, "procedures/birth.yaml", "competent: form.register_at", "competent: form.register_att")
    edit(own, "procedures/birth.yaml", "\ndeadline:", "\ndeadlin:")
    told = run("check", str(own), code=1)
    lines = (own / "procedures/birth.yaml").read_text().splitlines()
    for start, says in (("competent:", "Ý bạn là “register_at”? (competent)"), ("deadlin:", "Ý bạn là “deadline”?")):
        line = next(number for number, text in enumerate(lines, 1) if text.startswith(start))
        assert re.search(rf"birth\.yaml:{line}:\d+: lỗi: .*{re.escape(says)}", told), told
    assert "cần: procedure, code, title" in told
    assert "✗ civil_registration@2.2.0: 2 lỗi" in told


def test_check_speaks_english_and_json(own: Path) -> None:
    edit(own, "procedures/birth.yaml", "competent: form.register_at", "competent: form.register_att")
    assert "error: There is no “register_att” in form. Did you mean “register_at”?" in run(
        "check", str(own), "--lang", "en", code=1
    )
    told = orjson.loads(run("check", str(own), "--json", code=1))
    (formula,) = told["formulas"]
    (issue,) = [issue for issue in formula["issues"] if issue["level"] == "error"]
    assert (told["errors"], formula["edition"]) == (1, "civil_registration@2.2.0")
    assert (issue["file"], issue["path"], issue["nearest"]) == ("procedures/birth.yaml", "competent", "register_at")
    assert issue["line"] > 0
    assert issue["column"] > 0


def test_check_takes_a_folder_of_formulas_and_knows_those_beside_one_another(own: Path) -> None:
    other = own.parent / "ward"
    other.mkdir()
    (other / "formula.yaml").write_text(
        'formula: ward\nversion: "1.0.0"\ntitle: Riêng\noffered_by: [commune]\nrequires: {civil_registration: "^2"}\n'
    )
    told = run("check", str(own.parent), "--lang", "en")
    assert "✓ civil_registration@2.2.0" in told
    assert "✓ ward@1.0.0: 0 errors" in told
    assert "✓ ward@1.0.0" in run("check", str(other))


def test_a_folder_without_a_formula_is_said_to_be_one(tmp_path: Path) -> None:
    answer = RUN.invoke(app, ["check", str(tmp_path)])
    assert answer.exit_code == 2
    assert "formula.yaml" in answer.output


def test_schema_writes_one_file_for_each_kind_or_prints_all(tmp_path: Path) -> None:
    run("schema", str(tmp_path / "schemas"))
    written = {path.name for path in (tmp_path / "schemas").iterdir()}
    kinds = orjson.loads(run("schema"))
    assert written == {f"{kind}.schema.json" for kind in kinds}
    assert set(kinds) == {"formula", "register", "procedure", "indicator", "page", "part", "sample"}


def test_diff_of_two_folders_weighs_the_changes_and_needs_no_database(own: Path) -> None:
    assert "như nhau" in run("diff", str(SHIPPED), str(own))
    edit(own, "procedures/birth.yaml", "vi: Đăng ký khai sinh,", "vi: Khai sinh,")
    assert "→ civil_registration@2.2.0: patch, ≥ 2.2.1" in run("diff", str(SHIPPED), str(own))
    edit(own, "procedures/birth.yaml", '{within: same day, cutoff: "15:00"}', "{within: 2 working days}")
    told = orjson.loads(run("diff", str(SHIPPED), str(own), "--json"))
    assert (told["kind"], told["least"]) == ("minor", "2.3.0")
    assert "procedures.birth.deadline" in {change["path"] for change in told["changes"]}


@pytest.mark.django_db
def test_publish_tells_whether_the_edition_is_new_and_refuses_a_number_too_small(own: Path) -> None:
    assert re.search(r"✓ civil_registration@2\.2\.0 \(mới\)  [0-9a-f]{64}", run("publish", str(own)))
    assert "(đã có)" in run("publish", str(own))
    edit(own, "procedures/birth.yaml", '{within: same day, cutoff: "15:00"}', "{within: 2 working days}")
    with pytest.raises(Problem, match="raise the version"):
        run("publish", str(own))
    edit(own, "formula.yaml", '"2.2.0"', '"2.2.1"')
    told = run("publish", str(own), code=1)
    assert "formula.yaml:2:10: lỗi: Phiên bản 2.2.1 quá nhỏ sau 2.2.0" in told
    assert "≥ 2.3.0" in told
    edit(own, "formula.yaml", '"2.2.1"', '"2.3.0"')
    assert orjson.loads(run("publish", str(own), "--json"))["edition"] == "civil_registration@2.3.0"
    shown = run("diff", "civil_registration@2.2.0", "civil_registration")
    assert "civil_registration@2.2.0 → civil_registration@2.3.0: minor" in shown


@pytest.mark.django_db
def test_what_an_agency_adopts_is_shown_with_its_editions(own: Path) -> None:
    run("publish", str(own))
    assert "Chưa cơ quan nào" in run("show", "civil_registration")
    assert "Thái Nguyên: civil_registration@2.2.0 từ" in run("adopt", "civil_registration", "--agency", "vn.p19")
    shown = run("show", "civil_registration").replace("\n", " ")
    assert "vn.p19" in shown
    declared = run("show", "civil_registration@2.2.0", "--lang", "en")
    assert "1.001193" in declared
    assert "Registers: births" in declared


@pytest.mark.django_db
def test_test_runs_the_samples_that_are_asked_for_and_tells_what_differs(own: Path) -> None:
    assert "civil_registration@2.2.0: 1/1 mẫu đạt" in run("test", str(own), "--sample", "birth_refused")
    edit(own, "samples/birth_refused.yaml", "status: refused", "status: done")
    told = run("test", str(own), "--sample", "birth_refused", "--lang", "en", code=1)
    assert "✗ birth_refused" in told
    assert "status: expected done, got refused" in told
    failed = orjson.loads(run("test", str(own), "--sample", "birth_refused", "--json", code=1))
    assert (failed["failed"], failed["samples"][0]["differences"][0]["what"]) == (1, "status")


def documented() -> list[str]:
    """Return the commands of docs/formulas.md, in order, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "formulas.md").read_text(), flags=re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("nenso formula ")]


@pytest.mark.django_db
def test_every_command_of_the_document_runs_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers.forget()
    (tmp_path / "formulas").symlink_to(ROOT / "formulas")
    monkeypatch.chdir(tmp_path)
    commands = documented()
    assert {shlex.split(command)[2] for command in commands} == {
        *("check", "schema", "publish", "adopt", "show", "diff", "test"),
    }
    for command in commands:
        run(*shlex.split(command)[2:])
    assert (tmp_path / ".schemas" / "procedure.schema.json").is_file()


@pytest.mark.django_db
def test_a_database_without_the_tables_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_another_version() -> None:
        connection.cursor().execute("SELECT 1 FROM formulas_of_another_version")

    monkeypatch.setattr(command_line, "app", of_another_version)
    with pytest.raises(SystemExit, match="nenso migrate") as told:
        command_line.main()
    assert "Traceback" not in str(told.value)
