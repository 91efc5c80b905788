"""``nenso register`` as someone at a terminal meets it: in, the same again, and out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.births import in_force
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
    assert (ended, told["state"], told["created"], told["wrong"]) == (1, "checked", 0, 1)
    ended, told = nenso(*taking, "--report", str(report))
    assert (ended, told["state"], told["created"], told["wrong"]) == (1, "done", 1, 1)
    assert "Lý Thị Bình" in report.read_text()
    assert nenso(*taking)[1]["unchanged"] == 1
    ended, told = nenso("export", BIRTHS, str(out), "--agency", "vn.p19.c01969")
    assert (ended, told["bytes"]) == (0, out.stat().st_size)
    assert "Nguyễn Văn An" in out.read_text()
    assert "006220000123" not in out.read_text(), "sensitive numbers are masked"


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
