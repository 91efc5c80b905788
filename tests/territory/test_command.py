"""``nenso places`` as someone at a terminal meets it."""

import json

import pytest
from typer.testing import CliRunner

from nenso.cli.places import app

pytestmark = pytest.mark.django_db
RUN = CliRunner()


def test_find_tells_what_an_old_commune_became():
    result = RUN.invoke(app, ["find", "xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn", "--on", "21/11/2026"])
    assert result.exit_code == 0
    assert "01969  Xã Phủ Thông, tỉnh Thái Nguyên" in result.stdout
    assert "từ 01/07/2025, Nghị quyết 1683/NQ-UBTVQH15" in result.stdout


def test_find_as_json_names_status_and_place():
    result = RUN.invoke(app, ["find", "01969", "--on", "2025-06-30", "--json"])
    body = json.loads(result.stdout)
    assert (body["status"], body["place"]["path_name"]) == (
        "current",
        "Thị trấn Phủ Thông, huyện Bạch Thông, tỉnh Bắc Kạn",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [("phường 15, quận Tân Bình, HCM", "chia"), ("tân thành", "cùng tên"), ("phủ thôg", "Gần giống")],
)
def test_find_lists_the_candidates_and_ends_with_1_when_it_is_not_one_place(text, says):
    result = RUN.invoke(app, ["find", text, "--on", "2026-11-21"])
    assert result.exit_code == 1
    assert says in result.stdout


def test_a_date_that_is_none_is_refused():
    assert RUN.invoke(app, ["find", "Huế", "--on", "31/02/2026"]).exit_code == 2


def test_load_says_that_nothing_is_new():
    result = RUN.invoke(app, ["load"])
    assert (result.exit_code, result.stdout.strip()) == (0, "Không có gì mới.")
