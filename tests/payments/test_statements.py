"""Statements as banks give them: columns by their names, amounts and days as they are written, what came in alone."""

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from nenso.payments import statements
from nenso.payments.errors import StatementColumnsMissing, StatementTooLong
from nenso.payments.marks import mark_of, marks_in
from nenso.payments.statements import Statement, read_statement
from nenso.runtime.clock import VIETNAM
from nenso.runtime.ids import uuid7


def read(tmp_path: Path, content: bytes, name: str = "sao-ke.csv") -> Statement:
    path = tmp_path / name
    path.write_bytes(content)
    return read_statement(path, name)


def test_a_statement_with_a_title_other_columns_and_sums_that_went_out(tmp_path: Path) -> None:
    table = """SAO KÊ TÀI KHOẢN 1900561234;;;;;
Ngày giao dịch;Số tham chiếu;Ghi nợ;Ghi có;Số dư;Diễn giải
27/11/2026 08:15:09;FT1;;16.000;116.000;CT DEN NS3F9A12B07C Trieu Thi Mai
27/11/2026;FT2;50.000;;66.000;Rut tien
2026-11-27 09:00;FT3;;1,200,000.00 VND;1266000;ns 3f9a-12b0 7c
"""
    statement = read(tmp_path, table.encode())
    assert [(one.reference, one.amount) for one in statement.told] == [("FT1", 16_000), ("FT3", 1_200_000)]
    assert statement.told[0].at == datetime(2026, 11, 27, 8, 15, 9, tzinfo=VIETNAM)
    assert (statement.others, statement.unread) == (1, [])
    assert [marks_in(one.content) for one in statement.told] == [["NS3F9A12B07C"]] * 2


def test_a_workbook_with_typed_cells(tmp_path: Path) -> None:
    book, sink = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã giao dịch", "Thời gian giao dịch", "Số tiền", "Nội dung", "Tên người chuyển"])
    sheet.append(["FT9", datetime(2026, 11, 27, 10, 30), 16000, "NS0000000001", "TRIEU THI MAI"])  # noqa: DTZ001
    sheet.append(["FT10", datetime(2026, 11, 27, 10, 31), -16000, "chuyen tra", ""])  # noqa: DTZ001
    book.save(sink)
    statement = read(tmp_path, sink.getvalue(), "sao-ke.xlsx")
    (one,) = statement.told
    assert (one.amount, one.payer, one.at.isoformat()) == (16_000, "TRIEU THI MAI", "2026-11-27T10:30:00+07:00")
    assert statement.others == 1


def test_a_line_that_cannot_be_read_is_told_and_the_others_are_taken(tmp_path: Path) -> None:
    table = (
        "Số tham chiếu,Ngày,Số tiền,Nội dung\nFT1,hôm qua,16000,a\nFT2,27/11/2026,16k,b\n,27/11/2026,9000,c\n"
        "FT4,27/11/2026,16000.50,d\nFT5,27/11/2026,8000,e\n"
    )
    statement = read(tmp_path, table.encode())
    assert [one.reference for one in statement.told] == ["FT5"]
    assert [one.row for one in statement.unread] == [2, 3, 4, 5]
    assert all(one.words["vi"] and one.words["en"] for one in statement.unread)


def test_what_is_no_statement_is_refused_with_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StatementColumnsMissing) as refused:
        read(tmp_path, "Họ tên,Ngày\nMai,27/11/2026\n".encode())
    assert "Số tham chiếu" in refused.value.text("vi")
    monkeypatch.setattr(statements, "MOST_LINES", 2)
    lines = "".join(f"FT{n},27/11/2026,8000,x\n" for n in range(3))
    with pytest.raises(StatementTooLong):
        read(tmp_path, f"Số tham chiếu,Ngày,Số tiền,Nội dung\n{lines}".encode())
    monkeypatch.setattr(statements, "LARGEST", 60)
    with pytest.raises(StatementTooLong):
        read(tmp_path, f"Số tham chiếu,Ngày,Số tiền,Nội dung\nFT1,27/11/2026,8000,{'x' * 60}\n".encode())


def test_a_mark_is_found_whatever_a_bank_makes_of_it() -> None:
    key = uuid7()
    mark = mark_of(key)
    assert len(mark) == 12
    for content in (
        mark,
        mark.lower(),
        f"MBVCB.123.{mark}.CT tu 0011",
        f"{mark[:5]} {mark[5:9]}-{mark[9:]}",
        f"TIENNS{mark}",
    ):
        assert mark in marks_in(content)
    assert marks_in("nop tien le phi khai sinh") == []


@pytest.mark.parametrize(
    "amount", ["16.000,50", "16.000,500", "0.500", "1e9", "NaN", "٩٠٠٠", "(5.000)", "9" * 19, "16k" * 9000]
)
def test_what_is_no_amount_for_sure_is_told_and_never_guessed(tmp_path: Path, amount: str) -> None:
    statement = read(tmp_path, f"Số tham chiếu;Ngày;Số tiền;Nội dung\nFT1;27/11/2026;{amount};a\n".encode())
    (unread,) = statement.unread
    assert (statement.told, len(unread.vi) < 100) == ([], True)


def test_numbers_that_a_spreadsheet_shortened_are_told_for_two_would_be_one(tmp_path: Path) -> None:
    book, sink = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Mã giao dịch", "Ngày", "Số tiền", "Nội dung"])
    for reference, amount in (
        (26331000123456789, 16000),
        (26331000123456788, 16000),
        ("2,6331E+16", 16000),
        (263310001234567, 16000),
        ("26331000123456789", 16000),
        ("FT1", 1e300),
    ):
        sheet.append([reference, "27-11-2026", amount, "x"])
    book.save(sink)
    statement = read(tmp_path, sink.getvalue(), "sao-ke.xlsx")
    assert [one.reference for one in statement.told] == ["263310001234567", "26331000123456789"]
    assert [one.row for one in statement.unread] == [2, 3, 4, 7]
    assert ["rút gọn" in one.vi for one in statement.unread] == [True, True, True, False]


def test_a_transaction_number_is_never_cut(tmp_path: Path) -> None:
    lines = "".join(f"{'F' * 100}{n};27/11/2026;8000;x\n" for n in range(2))
    statement = read(tmp_path, f"Số tham chiếu;Ngày;Số tiền;Nội dung\n{lines}".encode())
    assert (statement.told, [one.row for one in statement.unread]) == ([], [2, 3])


def test_what_the_documentation_names_is_what_is_read() -> None:
    text = (Path(__file__).parents[2] / "docs" / "payments.md").read_text()
    assert f"up to {statements.MOST_LINES} lines" in text
    told = re.findall(r"^ +\| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)[1:]
    assert [tuple(one.split(", ")) for one in told] == list(statements.COLUMNS.values())
