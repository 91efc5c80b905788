"""``nenso index`` as an analyst meets it; every command of docs/index.md prints what stands there."""

import re
import shlex
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from nenso.cli.index import app

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
RUN = CliRunner()


def run(*words: str, code: int = 0) -> str:
    answer = RUN.invoke(app, list(words), catch_exceptions=False, env={"COLUMNS": "200"})
    assert answer.exit_code == code, answer.output
    return answer.output


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the document gives."""
    monkeypatch.chdir(tmp_path)
    for name, content in re.findall(r"```\w+\n# file: (\S+)\n(.*?)```", DOCUMENT, re.DOTALL):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def test_check_and_explain_print_what_the_document_says(files: Path) -> None:
    checked, explained = blocks("text")
    assert run("check", "dti_commune.yaml") == checked
    assert run("explain", "dti_commune.yaml", "so_lieu.csv", "xã bình minh") == explained


def test_every_command_of_the_document_runs_and_writes_what_it_says(files: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(lines) == 3
    for line in lines:
        run(*shlex.split(line)[2:])
    _, expected = blocks("csv")
    assert (files / "ket_qua.csv").read_bytes().decode("utf-8-sig").replace("\r\n", "\n") == expected
    body = orjson.loads((files / "ket_qua.json").read_bytes())
    assert [unit["rank"] for unit in body["units"]] == [1, 2, 3, None]
    assert body["units"][1]["cells"]["meetings"]["state"] == "not_applicable"
    assert (files / "ket_qua.xlsx").read_bytes()[:2] == b"PK"


def test_the_python_of_the_document_runs() -> None:
    (code,) = blocks("python")
    exec(compile(code, "docs/index.md", "exec"), {})
    places = (ROOT / "docs" / "changes-of-places.md").read_text(encoding="utf-8")
    for code in re.findall(r"```python\n(.*?)```", places, re.DOTALL):
        exec(compile(code, "docs/changes-of-places.md", "exec"), {})


def test_a_workbook_that_was_written_can_be_read_as_values_again(files: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Đơn vị", "on_time", "has_plan", "meetings", "head_is"], ["A", 0.98, "có", 4, "bí thư"]):
        book.active.append(row)
    book.save(files / "values.xlsx")
    assert "100" in run("compute", "dti_commune.yaml", "values.xlsx")


def test_intervals_are_the_same_for_the_same_seed(files: Path) -> None:
    words = ("compute", "dti_commune.yaml", "so_lieu.csv", "--json", "--intervals", "50", "--seed")
    assert run(*words, "7") == run(*words, "7")


def values(folder: Path, *rows: str) -> str:
    (folder / "values.csv").write_text("\n".join(["unit,has_plan,meetings,head_is,on_time", *rows]), encoding="utf-8")
    return "values.csv"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["A,có,4,phó,0.9", "A,có,3,phó,0.9"], "dòng 3, A: Đơn vị có hai lần (trước đó ở dòng 2)."),
        (["A,có,nhiều,phó,0.9"], "dòng 2, A, meetings: “nhiều” không phải là giá trị ở đây."),
        (["A,có,4,phó,97"], "dòng 2, A, on_time: Tỷ lệ phải từ 0 đến 1: 97 % ghi là 0,97 hoặc 97%."),
        (["A,có,4,phó,n/a"], "dòng 2, A, on_time: “n/a” là thiếu số liệu hay không áp dụng?"),
        ([",có,4,phó,0.9"], "dòng 2, có: Dòng không có tên đơn vị (cột “unit” trống)."),
        (['A,có,4,phó,"97,5%"', "B,có,4,phó,0.9"], "hãy chọn bằng --decimal"),
        (["A,có,4,phó,0.9", "Tổng cộng,có,8,phó,0.9"], "dòng 3, Tổng cộng: Trông như dòng tổng hoặc ghi chú"),
        (
            ["Xã Hòa,có,4,phó,0.9", "Xã Hòa\u200b,có,3,phó,0.9"],
            "dòng 3, Xã Hòa: Đơn vị có hai lần (trước đó ở dòng 2).",
        ),
        (["Xã Hòa,có,4,phó,0.9", "xã Hoà,có,3,phó,0.9"], "dòng 3, xã Hoà: Chỉ khác “Xã Hòa” ở chữ hoa"),
        (["A,có,4,phó,1.49"], "dòng 2, A, on_time: 1.49 lớn hơn 1 (100%): tính là đủ điểm."),
        (["A,có,4,phó,149%"], "dòng 2, A, on_time: 1.49 lớn hơn 1 (100%)"),
        (["A,có,-3,phó,0.9"], "dòng 2, A, meetings: -3: cần từ 0 trở lên."),
        (
            ["A,có,1,phó,.9", "B,có,2,phó,.8", "C,có,3,phó,.7", "D,có,4,phó,0"],
            "dòng 5, D, on_time: Chỉ đơn vị này bằng 0",
        ),
    ],
)
def test_what_is_wrong_is_named_by_row_unit_and_indicator(files: Path, rows: list[str], said: str) -> None:
    assert said in run("compute", "dti_commune.yaml", values(files, *rows), code=1)


def test_the_same_letters_in_another_normal_form_are_the_same_unit(files: Path) -> None:
    decomposed = "Xa\u0303 Hòa"
    assert "Đơn vị có hai lần" in run(
        "compute", "dti_commune.yaml", values(files, "Xã Hòa,có,4,phó,0.9", f"{decomposed} ,có,4,phó,0.9"), code=1
    )


def test_a_column_that_is_not_there_is_told_with_the_nearest_heading(files: Path) -> None:
    (files / "values.csv").write_text("unit,has_plan,meeting,head_is,on_time\nA,có,4,phó,0.9\n", encoding="utf-8")
    told = run("compute", "dti_commune.yaml", "values.csv", "--lang", "en", code=1)
    assert "meetings: The table has no such column. Did you mean “meeting”?" in told


ABOLISHED = "dòng 2, {}, 2026: Đơn vị này không còn từ 01/07/2025, nay thuộc {}."


@pytest.mark.parametrize(
    ("unit", "now"),
    [("Tỉnh Hà Giang", "Tỉnh Tuyên Quang"), ("hà giang", "Tỉnh Tuyên Quang"), ("02", "Tỉnh Tuyên Quang")],
)
def test_a_place_that_had_ended_is_named_with_what_it_became(files: Path, unit: str, now: str) -> None:
    heading = "unit,năm,has_plan,meetings,head_is,on_time\n"
    rows = f"{unit},{{0}},có,4,phó,0.9\n{'08' if unit == '02' else 'Tuyên Quang'},{{0}},có,3,phó,0.9\n"
    (files / "values.csv").write_text(heading + rows.format("2026"), encoding="utf-8")
    assert ABOLISHED.format(unit, now) in run("compute", "dti_commune.yaml", "values.csv", code=1)
    run("compute", "dti_commune.yaml", "values.csv", "--accept", "unit.abolished")
    (files / "values.csv").write_text(heading + rows.format("2024"), encoding="utf-8")
    run("compute", "dti_commune.yaml", "values.csv")  # there it still was


def test_an_indicator_that_is_last_years_for_everybody_stops_until_accepted(files: Path) -> None:
    rows = [f"{unit},có,4,phó,0.9{place}" for place, unit in enumerate("ABCDE")]
    before = values(files, *rows)
    (files / before).rename(files / "old.csv")
    now = values(files, *(row.replace(",4,", ",3,") for row in rows))
    told = run("compute", "dti_commune.yaml", now, "--previous", "old.csv", code=1)
    assert "on_time: Số liệu giống hệt kỳ trước" in told
    assert "meetings: Số liệu" not in told


def test_a_footer_is_left_out_once_it_is_accepted(files: Path) -> None:
    path = values(files, "A,có,4,phó,0.9", "Tổng cộng,có,8,phó,1.8")
    body = orjson.loads(run("compute", "dti_commune.yaml", path, "--accept", "row.footer", "--json"))
    assert [unit["unit"] for unit in body["units"]] == ["A"]


def test_rows_without_a_code_are_footers_or_named_each_one(files: Path) -> None:
    rows = ["Mã,Tên,Năm,has_plan,meetings,head_is,on_time", "X1,Xã A,2026,có,4,phó,0.9", "X2,Xã B,2026,có,3,phó,0.8"]
    rows += [",Trung bình,,,3.5,,0.85", ",Bình quân,,,3,,0.8", ",Ghi chú: số tạm tính,,,,,"]
    (files / "values.csv").write_text("\n".join(rows), encoding="utf-8")
    told = run("compute", "dti_commune.yaml", "values.csv", code=1)
    assert told.count("Trông như dòng tổng hoặc ghi chú") == 3
    assert "dòng 4, Trung bình" in told
    body = orjson.loads(run("compute", "dti_commune.yaml", "values.csv", "--accept", "row.footer", "--json"))
    assert ([unit["unit"] for unit in body["units"]], body["period"]) == (["X1", "X2"], "2026")
    (files / "values.csv").write_text("\n".join([*rows[:3], ",Xã C,2026,có,3,phó,0.8", ",Xã D,2026,có,3,phó,0.8"]))
    told = run("compute", "dti_commune.yaml", "values.csv", code=1)
    assert told.count("Dòng không có tên đơn vị (cột “Mã” trống).") == 2
    assert "dòng 5, Xã D" in told


def test_a_unit_without_a_period_is_named_and_not_left_out_in_silence(files: Path) -> None:
    rows = "unit,năm,has_plan,meetings,head_is,on_time\nA,2026,có,4,phó,0.9\nB,,có,3,phó,0.8\n"
    (files / "values.csv").write_text(rows, encoding="utf-8")
    words = ("compute", "dti_commune.yaml", "values.csv", "--period", "2026")
    assert "dòng 3, B: Ô kỳ trống" in run(*words, code=1)
    told = run(*words, "--accept", "period.empty")
    assert "dòng 3, B: Ô kỳ trống" in told
    assert "1 đơn vị xếp hạng" in told


def test_a_code_that_no_doubt_has_is_refused_with_the_nearest(files: Path) -> None:
    path = values(files, "A,có,4,phó,0.9")
    told = run("compute", "dti_commune.yaml", path, "--accept", "row.foter", code=1)
    assert "Không có mã nghi vấn “row.foter”. Ý bạn là “row.footer”?" in told


def test_the_very_file_of_before_is_told_whatever_its_size_and_its_own_period_is_found(files: Path) -> None:
    rows = "unit,năm,has_plan,meetings,head_is,on_time\n{}A,2025,có,4,phó,0.9\nB,2025,có,3,phó,0.8\n"
    (files / "same.csv").write_text(rows.format(""), encoding="utf-8")
    (files / "both.csv").write_text(rows.format("A,2026,có,4,phó,0.9\nB,2026,có,3,phó,0.7\n"), encoding="utf-8")
    words = ("compute", "dti_commune.yaml", "same.csv", "--previous", "same.csv")
    assert "2025: Cả bảng: số liệu giống hệt kỳ trước." in run(*words, code=1)
    run("compute", "dti_commune.yaml", "both.csv", "--period", "2026", "--previous", "both.csv")
    nothing = ("compute", "dti_commune.yaml", "both.csv", "--period", "2025", "--previous", "both.csv")
    assert "không kỳ nào trước 2025" in run(*nothing, code=1)


SIX = """
indicator: six
title: Sáu chỉ số
combine: arithmetic
missing: renormalise
parts: [{indicator: a}, {indicator: b}, {indicator: c}, {indicator: d}, {indicator: e}, {indicator: f}]
"""


def test_zeros_for_missing_values_and_last_years_copy_stop_until_accepted(files: Path) -> None:
    (files / "six.yaml").write_text(SIX, encoding="utf-8")
    heading = "unit,a,b,c,d,e,f\n"
    (files / "old.csv").write_text(f"{heading}X,.1,.2,.3,.4,.5,.6\nY,.1,.2,.3,.4,.5,.6\n", encoding="utf-8")
    (files / "new.csv").write_text(
        f"{heading}X,.1,.2,.3,.4,.5,.6\nY,.1,.2,.3,.4,.5,.7\nZ,0,0,0,0,0,0\n", encoding="utf-8"
    )
    told = run("compute", "six.yaml", "new.csv", "--previous", "old.csv", code=1)
    assert "dòng 2, X: Số liệu giống hệt kỳ trước." in told
    assert "dòng 4, Z: Mọi giá trị bằng 0" in told
    assert "Y:" not in told
    run(
        "compute",
        "six.yaml",
        "new.csv",
        "--previous",
        "old.csv",
        "--accept",
        "values.copied",
        "--accept",
        "values.zeros",
    )


def test_a_scorecard_with_mistakes_is_told_by_file_and_line(files: Path) -> None:
    (files / "wrong.yaml").write_text(
        "indicator: wrong\ntitle: Sai\ncombines: sum\nparts: [{indicator: a}]\n", encoding="utf-8"
    )
    told = run("check", "wrong.yaml", "--lang", "en", code=1)
    assert "wrong.yaml:3" in told
    assert "combine" in told
    upside_down = "indicator: w\ntitle: Sai\nparts: [{indicator: a, scale: {goalposts: {from: 85, to: 20}}}]\n"
    (files / "wrong.yaml").write_text(upside_down, encoding="utf-8")
    assert "a: Mốc bị ngược" in run("check", "wrong.yaml", code=1)
    nothing = "indicator: w\ntitle: Sai\ncombine: {}\nparts: [{{part: p, parts: [{{indicator: a, {}}}]}}]\n"
    for combine, key, said in (("arithmetic", "weight: 0", "p: trọng số"), ("sum", "max: 0", "p: điểm tối đa")):
        (files / "wrong.yaml").write_text(nothing.format(combine, key), encoding="utf-8")
        assert f"{said} cộng lại bằng 0." in run("check", "wrong.yaml", code=1)
    nowhere = "indicator: w\ntitle: Sai\nparts: [{indicator: b, max: 5}, {indicator: a, part: nowhere, max: 5}]\n"
    (files / "wrong.yaml").write_text(nowhere, encoding="utf-8")
    assert "a: Không có phần “nowhere” ở đây" in run("check", "wrong.yaml", code=1)


def test_several_periods_in_one_table_must_be_chosen_from(files: Path) -> None:
    (files / "six.yaml").write_text(SIX, encoding="utf-8")
    rows = "unit,năm,a,b,c,d,e,f\nX,2024,.1,.2,.3,.4,.5,.6\nX,2025,.2,.2,.3,.4,.5,.6\n"
    (files / "values.csv").write_text(rows, encoding="utf-8")
    assert "2024, 2025" in run("compute", "six.yaml", "values.csv", code=1)
    body = orjson.loads(run("compute", "six.yaml", "values.csv", "--period", "2025", "--json"))
    assert (body["period"], len(body["units"])) == ("2025", 1)


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        ("minmax: {to: 100}", "minmax.to: cần hai số, nhỏ trước lớn sau, không phải “100”; ví dụ to: [0, 100]."),
        ("ratio: {full_at: abc}", "ratio.full_at: cần một số lớn hơn 0, không phải “abc”"),
        ("ratio: 5", "“ratio” không có tham số “5”; cần ratio: {full_at: 0.98}."),
        ("ratio: {full: 1}", "“ratio” không có tham số “full”"),
        ("steps: {a: 10}", "steps: a: cần một số, không phải “a”; ví dụ steps: {3: 15}."),
        ("tiers: {phó: nửa}", "tiers.phó: cần một số, không phải “nửa”"),
        ("scaled: {to: 10}", "“scaled” thiếu “from”; cần scaled: {from: 0, to: 100}."),
        ("goalposts: {to: 10, from: 1, clip: 3}", "goalposts.clip: cần true hoặc false, không phải “3”"),
        ("rank: {to: 3}", "“rank” không có tham số; đang ghi “to”."),
    ],
)
def test_settings_of_another_kind_are_told_by_file_and_path(files: Path, scale: str, said: str) -> None:
    card = f"indicator: w\ntitle: Sai\nparts:\n  - {{indicator: a, scale: {{{scale}}}}}\n"
    (files / "wrong.yaml").write_text(card, encoding="utf-8")
    told = run("check", "wrong.yaml", code=1)
    assert f"wrong.yaml:4: {said}" in told
    assert "(parts[0].scale)" in told


def test_what_many_units_lack_is_one_line_for_each_indicator(files: Path) -> None:
    (files / "strict.yaml").write_text(SIX.replace("missing: renormalise\n", ""), encoding="utf-8")
    rows = "".join(f"U{at},.1{at},.2{at},,,.5{at},.6{at}\n" for at in range(9))
    (files / "values.csv").write_text(f"unit,a,b,c,d,e,f\n{rows}", encoding="utf-8")
    told = run("compute", "strict.yaml", "values.csv", code=1)
    assert told.count("Thiếu số liệu") == 2
    assert "9 đơn vị (U0, U1, U2, …), c: Thiếu số liệu" in told


def test_an_explanation_is_in_the_language_of_its_reader(files: Path) -> None:
    told = run("explain", "dti_commune.yaml", "so_lieu.csv", "xã bình minh", "--lang", "en")
    assert "has_plan = no (value)" in told
    assert ": no → yes:" in told
    assert "100%" in run("compute", "dti_commune.yaml", "so_lieu.csv")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("missing: group_mean", "w: missing: “group_mean” cần “by”."),
        ("missing: estimate", "w: missing: “estimate” cần “values”."),
        ("order: [treat]", "order có treat, denominate, missing, mỗi bước một lần."),
        (
            "groups: [{name: A, from: 90}, {name: B}]",
            "groups: from là phần của điểm cao nhất, từ 0 đến 1, không phải 90.",
        ),
        ("groups: [{name: A, from: .5}, {name: B, from: .8}]", "Các nhóm phải xếp từ cao xuống thấp."),
    ],
)
def test_rules_that_would_come_to_nothing_are_refused(files: Path, rule: str, said: str) -> None:
    (files / "wrong.yaml").write_text(
        f"indicator: w\ntitle: Sai\n{rule}\nparts: [{{indicator: a}}]\n", encoding="utf-8"
    )
    assert said in run("check", "wrong.yaml", code=1)


@pytest.mark.parametrize("serial", ["STT", "TT", "rank", "Hạng"])
def test_units_are_not_the_numbers_in_front_of_them(files: Path, serial: str) -> None:
    heading = f"{serial},Xã phường,has_plan,meetings,head_is,on_time\n"
    twice = "1,Xã Hòa,có,4,phó,0.9\n2,Xã Hòa,có,3,phó,0.8\n"
    (files / "values.csv").write_text(heading + twice, encoding="utf-8")
    assert "dòng 3, Xã Hòa: Đơn vị có hai lần" in run("compute", "dti_commune.yaml", "values.csv", code=1)


def test_a_word_that_the_scorecard_has_a_score_for_is_never_missing(files: Path) -> None:
    card = "indicator: w\ntitle: Hai\nmissing: renormalise\nparts:\n  - {indicator: a, max: 10, scale: ratio}\n"
    card += "  - {indicator: b, max: 10, scale: {tiers: {full: 1, none: 0, x: 0.5, 2: 0.2}}}\n"
    (files / "two.yaml").write_text(card, encoding="utf-8")
    rows = "A,.5,none\nB,.5,x\nC,.5,2\nD,.5,\n"
    (files / "values.csv").write_text(f"unit,a,b\n{rows}", encoding="utf-8")
    body = orjson.loads(run("compute", "two.yaml", "values.csv", "--json"))
    scores = {one["unit"]: one["score"] for one in body["units"]}
    assert scores == {"A": 2.5, "B": 5, "C": 3.5, "D": 5}  # means of a and b; of D a alone is known


def test_a_fraction_of_the_best_where_less_is_better_stops_until_accepted(files: Path) -> None:
    card = "indicator: w\ntitle: Phí\nparts: [{indicator: fee, scale: fraction_of_max, direction: down}]\n"
    (files / "fee.yaml").write_text(card, encoding="utf-8")
    (files / "values.csv").write_text("unit,fee\nA,1\nB,3\n", encoding="utf-8")
    assert "fee: fraction_of_max cho giá trị kém nhất điểm cao nhất" in run("compute", "fee.yaml", "values.csv", code=1)
    accepted = run("compute", "fee.yaml", "values.csv", "--accept", "fraction.less_is_better", "--json")
    assert [one["unit"] for one in orjson.loads(accepted)["units"]] == ["B", "A"]


def test_what_a_rule_could_not_fill_is_told(files: Path) -> None:
    card = "indicator: w\ntitle: Ước\nmissing: {do: estimate, values: {Xa: 0.4}}\n"
    card += "parts: [{indicator: a, max: 10, scale: ratio}, {indicator: b, max: 10, scale: ratio}]\n"
    (files / "guess.yaml").write_text(card, encoding="utf-8")
    (files / "values.csv").write_text("unit,a,b\nXã,.5,\nB,.5,.4\n", encoding="utf-8")
    told = run("compute", "guess.yaml", "values.csv")
    assert "b: Không có đơn vị nào tên: Xa (estimate)." in told
    assert "Xã, b: Không có gì để điền (estimate): để trống." in told


@pytest.mark.parametrize(
    ("unit", "period", "others"),
    [
        ("Huyện Bạch Thông", "2026", ("Tỉnh Thái Nguyên", "Tỉnh Phú Thọ")),
        ("Tỉnh Bắc Kạn", "2026", ("Xã Phủ Thông", "Phường Ba Đình")),
        ("Phường Phúc Xá", "Quý 1/2026", ("Xã Phủ Thông", "Phường Ba Đình")),
    ],
)
def test_a_place_that_had_ended_is_named_among_others_of_another_level(
    files: Path, unit: str, period: str, others: tuple[str, ...]
) -> None:
    rows = "".join(f"{one},{period},có,4,phó,0.9\n" for one in (*others, unit))
    (files / "values.csv").write_text(f"unit,năm,has_plan,meetings,head_is,on_time\n{rows}", encoding="utf-8")
    assert f"dòng 4, {unit}, {period}: Đơn vị này không còn từ 01/07/2025" in run(
        "compute", "dti_commune.yaml", "values.csv", code=1
    )
