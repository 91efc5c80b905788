"""What is taken away as a table never runs in the program that opens it, whoever wrote what is in it."""

import csv
import io

import pytest

from nenso.runtime.sheets import harmless, sheet


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\ufeff"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(before: str, mark: str) -> None:
    text = f"{before}{mark}cmd|' /C calc'!A0"
    assert harmless(text) == f"'{text}"
    (cell,) = list(csv.reader(io.StringIO(sheet("csv", ["Tên"], [[text]]).decode("utf-8-sig"))))[1]
    assert cell == f"'{text}"


@pytest.mark.parametrize("value", ["Nguyễn Văn A", "", " An", 5, -5, 0.5, None, True])
def test_all_else_stays_as_it_is(value: object) -> None:
    assert harmless(value) is value
