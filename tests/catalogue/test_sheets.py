"""Tables as people have them: other encodings, merged cells, dates, formulas, titles above the heading, empty rows."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from nenso.formulas.catalogue import sheets
from nenso.formulas.catalogue.errors import ColumnMissing
from nenso.formulas.catalogue.reading import read_tables
from nenso.formulas.catalogue.sheets import lines_of
from nenso.runtime.tables.errors import TableRefused, TableUnreadable

HEADING = ["Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Cơ quan ban hành"]
TWO = [["1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch", "Bộ Tư pháp"], ["1.000419", "Khai tử", "Hộ tịch", ""]]
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Make a workbook of rows; ``then`` changes its sheet before it is saved."""

    def made(rows: list[list[Any]], then: Callable[[Any], None] = lambda sheet: None) -> Path:
        workbook = Workbook()
        for cells in rows:
            workbook.active.append(cells)
        then(workbook.active)
        workbook.save(tmp_path / "bảng.xlsx")
        return tmp_path / "bảng.xlsx"

    return made


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "bảng.csv"
    path.write_bytes(content)
    return path


def windows_1258(text: str) -> bytes:
    """Write a text as Windows-1258 has it: the tone after its letter, as a character of its own."""
    tones = {"́": 0xEC, "̀": 0xCC, "̉": 0xD2, "̃": 0xDE, "̣": 0xF2}
    import unicodedata

    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in parts if mark in tones)
            out += unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + bytes([tones[tone]])
    return bytes(out)


def as_csv(delimiter: str = ",") -> str:
    return "\r\n".join(delimiter.join(cells) for cells in [HEADING, *TWO]) + "\r\n"


@pytest.mark.parametrize(
    "content",
    [
        as_csv().encode(),
        as_csv(";").encode("utf-8-sig"),
        as_csv("\t").encode("utf-16"),
        as_csv("\t").encode("utf-16-le"),
        windows_1258(as_csv()),
    ],
    ids=["utf-8", "utf-8 with its mark, semicolons", "utf-16, tabs", "utf-16 without its mark", "windows-1258"],
)
def test_a_table_is_read_in_the_encodings_in_use(tmp_path: Path, content: bytes) -> None:
    rows = read_tables(written(tmp_path, content)).rows
    assert [(row.number, row.code, row.name, row.promulgating_agency) for row in rows] == [
        (2, "1.001193", "Thủ tục đăng ký khai sinh", "Bộ Tư pháp"),
        (3, "1.000419", "Khai tử", ""),
    ]


@pytest.mark.parametrize(
    "content", [b"\x8a\x9a\x00\x01", b"\xff\xfe\x00", b"code,name\n1.000001,\xd0\xcf\x11\xe0\x81\x8d"]
)
def test_what_is_no_text_is_refused_with_what_was_expected(tmp_path: Path, content: bytes) -> None:
    with pytest.raises((TableUnreadable, ColumnMissing)):
        read_tables(written(tmp_path, content))


def test_a_column_that_is_missing_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissing) as caught:
        read_tables(written(tmp_path, "Tên,Lĩnh vực\nKhai sinh,Hộ tịch\n".encode()))
    assert caught.value.facts["columns"] == "code, name"
    assert caught.value.facts["found"] == "Tên, Lĩnh vực"


def test_a_workbook_says_the_same_as_the_text(book: Book) -> None:
    rows = read_tables(book([HEADING, *TWO])).rows
    assert [(row.number, row.code, row.category) for row in rows] == [
        (2, "1.001193", "Hộ tịch"),
        (3, "1.000419", "Hộ tịch"),
    ]


def test_the_heading_may_stand_below_a_title(book: Book) -> None:
    rows = read_tables(book([["DANH MỤC THỦ TỤC HÀNH CHÍNH"], [], HEADING, *TWO])).rows
    assert [row.number for row in rows] == [4, 5]


def test_a_merged_cell_counts_for_every_row_under_it(book: Book) -> None:
    below = [["1.000419", "Khai tử", None, None], ["1.000656", "Khai tử lại", "Khác", None]]
    path = book([HEADING, TWO[0], *below], lambda sheet: (sheet.merge_cells("C2:C3"), sheet.merge_cells("D2:D4")))
    assert [(row.category, row.promulgating_agency) for row in read_tables(path).rows] == [
        ("Hộ tịch", "Bộ Tư pháp"),
        ("Hộ tịch", "Bộ Tư pháp"),
        ("Khác", "Bộ Tư pháp"),
    ]


def test_a_code_kept_as_a_number_has_its_zeros_again(book: Book) -> None:
    rows = read_tables(book([HEADING, [1.00108, "Khai sinh", "", ""], [2.0005, "Khai tử", "", ""]])).rows
    assert [row.code for row in rows] == ["1.001080", "2.000500"]


def test_a_date_is_written_as_iso_8601(book: Book) -> None:
    path = book([["a", "b", "c"], [date(2026, 7, 1), datetime.fromisoformat("2026-07-01T09:30"), 5.0]])
    assert [line.cells for line in lines_of(path)][1] == ("2026-07-01", "2026-07-01T09:30:00", "5")


def test_a_formula_without_its_value_is_listed_and_counts_as_empty(book: Book) -> None:
    (row,) = read_tables(book([HEADING, ["1.001193", "Khai sinh", "=A1", ""]])).rows
    assert row.category == ""
    assert [(remark.kind, remark.column) for remark in row.remarks] == [("not_understood", "category")]


def test_a_row_whose_code_is_a_formula_is_listed_and_not_dropped(book: Book) -> None:
    tables = read_tables(book([HEADING, ["=B2", "Khai sinh", "", ""], TWO[0]]))
    assert [(one.row, one.title) for one in tables.skipped] == [(2, "Khai sinh")]
    assert len(tables.rows) == 1


def test_two_million_empty_rows_end_the_reading_early(tmp_path: Path) -> None:
    content = as_csv().encode() + b",,,\r\n" * 2_000_000 + b"1.000656,Sau,x,y\r\n"
    path = written(tmp_path, content)
    assert len(read_tables(path).rows) == 2


def test_a_few_empty_rows_do_not(tmp_path: Path) -> None:
    content = as_csv().encode() + b",,,\r\n" * (sheets.MOST_EMPTY - 1) + b"1.000656,Sau,x,y\r\n"
    assert [row.code for row in read_tables(written(tmp_path, content)).rows][-1] == "1.000656"


def test_a_last_row_far_down_in_a_workbook_is_not_waited_for(book: Book) -> None:
    path = book([HEADING, *TWO], lambda sheet: sheet.cell(row=1_048_576, column=1, value="1.000656"))
    assert len(read_tables(path).rows) == 2


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bảng.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableUnreadable):
        read_tables(path)


def test_a_workbook_that_would_burst_memory_is_refused_before_it_is_opened(book: Book) -> None:
    path = book([HEADING, *TWO])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (100 << 20))
    with pytest.raises(TableRefused, match="abnormal size"):
        read_tables(path)
