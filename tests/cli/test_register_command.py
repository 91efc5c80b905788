"""``nenso register`` as someone at a terminal meets it: in, the same again, and out."""

import json
import os
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.registers.generating.faults import shares
from nenso.registers.generating.writing import generate
from support.births import FORMULAS, in_force
from support.population import PERSONS, persons, population_in_force

pytestmark = pytest.mark.django_db(transaction=True)
BOOK = """Số,Đăng ký ngày,Nơi đăng ký,Số định danh cá nhân,Họ tên trẻ,Ngày sinh,Giới tính
12,05/03/2020,xã Phủ Thông,6220000123,Nguyễn Văn An,29/02/2020,Nam
13,06/03/2020,xã Phủ Thông,006320000124,Lý Thị Bình,31/02/2020,Nữ
"""
BIRTHS = "civil_registration.births"


def nenso(*words: str) -> tuple[int, Any]:
    """Run the command; return how it ended and the JSON that it printed."""
    command = [sys.executable, "-m", "nenso.cli.main", "register", *words, "--json"]
    done = subprocess.run(command, env=os.environ | {"NENSO_DEMO": "true"}, capture_output=True, check=False)
    assert done.stdout, done.stderr.decode()
    return done.returncode, json.loads(done.stdout)


def test_a_book_comes_in_once_its_bad_row_is_handed_back_and_the_register_goes_out(tmp_path: Path) -> None:
    in_force()
    book, report, out = tmp_path / "so.csv", tmp_path / "can-sua.csv", tmp_path / "births.csv"
    book.write_text(BOOK)
    taking = ("import", str(book), BIRTHS, "--agency", "vn.p19.c01969", "--column", "Họ tên trẻ=child_name")
    ended, told = nenso(*taking, "--dry-run")
    assert (ended, told["state"], told["created"], told["wrong"]) == (1, "checked", 1, 1)
    ended, told = nenso(*taking, "--report", str(report))
    assert (ended, told["state"], told["created"], told["wrong"]) == (1, "done", 1, 1)
    assert "Lý Thị Bình" in report.read_text()
    assert nenso(*taking)[1]["unchanged"] == 1
    ended, told = nenso("export", BIRTHS, str(out), "--agency", "vn.p19.c01969")
    assert (ended, told["bytes"]) == (0, out.stat().st_size)
    assert "Nguyễn Văn An" in out.read_text()
    assert "006220000123" not in out.read_text(), "sensitive numbers are masked"
    assert "6220000123" not in out.read_text()
    bare = ("export", BIRTHS, str(out), "--agency", "vn.p19.c01969", "--unmasked", "--purpose", "Đối soát")
    ended, told = nenso(*bare, "--basis", "Kế hoạch 12/KH-UBND")
    assert (ended, told["bytes"]) == (0, out.stat().st_size)
    assert "6220000123" in out.read_text()
    of_a_day = ("export", BIRTHS, str(out), "--agency", "vn.p19.c01969", "--at")
    assert nenso(*of_a_day, "2020-03-04")[0] == 0
    assert "Nguyễn Văn An" not in out.read_text()
    assert nenso(*of_a_day, f"{date.today():%Y-%m-%d}")[0] == 0  # noqa: DTZ011 - any day on which it was there
    assert "Nguyễn Văn An" in out.read_text()


def test_who_stands_in_a_register_twice_is_found_by_the_command(tmp_path: Path) -> None:
    population_in_force()
    somebody = {
        "full_name": "Nguyễn Văn An",
        "born_on": "1996-03-07",
        "phone": "0912345678",
        "residence.place": "01969",
    }
    persons(tmp_path, somebody | {"ref": "1"}, somebody | {"ref": "2", "full_name": "Nguyen Van An"})
    ended, told = nenso("duplicates", PERSONS)
    assert (ended, told["records"], told["pairs"], told["waiting"]) == (0, 2, 1, {"vn.p19.c01969": 1})
    assert nenso("duplicates", PERSONS, "--threshold", "0.999999")[1]["threshold"] == 0.999999


def test_made_up_people_go_into_the_registers_that_ship_as_the_page_says(tmp_path: Path) -> None:
    in_force()
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files_of(FORMULAS / "residence")).edition)
    offers.forget()
    made = generate(tmp_path / "people", 60, seed=1, faults=shares("none"), as_of=date(2026, 11, 1))
    page = (FORMULAS.parent / "docs" / "import-and-export.md").read_text(encoding="utf-8")
    commands = [line for line in page.splitlines() if line.startswith("nenso register import /tmp/people/")]
    came = {}
    for command in commands:
        words = shlex.split(command.replace("/tmp/people", str(tmp_path / "people")))[2:]
        ended, told = nenso(*words)
        came[Path(words[1]).stem] = (ended, told["created"], told["wrong"])
    assert came == {name: (0, made.rows[name], 0) for name in ("persons", "households", "births")}
