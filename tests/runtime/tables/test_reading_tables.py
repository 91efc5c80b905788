"""Tables come in whatever state people keep them: every one is read, converted with a word about it, or refused."""

import codecs
import json
import time
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from nenso.runtime.tables.errors import (
    TableKindUnknown,
    TableRefused,
    TableUnreadable,
    TableWithoutHeading,
    TooManyColumns,
)
from nenso.runtime.tables.legacy import from_legacy
from nenso.runtime.tables.opening import open_table
from nenso.runtime.tables.rows import Table
from nenso.runtime.tables.syllables import is_syllable

HEADING = "Họ tên;Ngày sinh;Số định danh"
PEOPLE = [
    "Nguyễn Thị Hường;02/09/1985;006185000123",
    "Đặng Văn Quỳnh;15/08/1990;006090000456",
    "Lê Ngọc Ẩn;01/01/2001;006201000789",
]
TEXT = "\n".join([HEADING, *PEOPLE]) + "\n"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def names(table: Table) -> list[Any]:
    return [row.cells[0] for row in table.rows()]


def codes(table: Table) -> list[str]:
    return [one.code for one in table.warnings]


def vni(text: str) -> bytes:
    """Write a few words as a VNI font had them."""
    known = {
        "Họ tên": "Hoï teân",
        "Ngày sinh": "Ngaøy sinh",
        "Số định danh": "Soá ñònh danh",
        "Nguyễn Thị Hường": "Nguyeãn Thò Höôøng",
        "Đặng Văn Quỳnh": "Ñaëng Vaên Quyønh",
        "Lê Ngọc Ẩn": "Leâ Ngoïc AÅn",
    }
    for word, old in known.items():
        text = text.replace(word, old)
    return text.encode("latin-1")


def tcvn3(text: str) -> bytes:
    """Write a few words as TCVN 5712:1993 has them."""
    known = {
        "Họ tên": "Hä tªn",
        "Ngày sinh": "Ngµy sinh",
        "Số định danh": "Sè ®Þnh danh",
        "Nguyễn Thị Hường": "NguyÔn ThÞ H­êng",
        "Đặng Văn Quỳnh": "§Æng V¨n Quúnh",
        "Lê Ngọc Ẩn": "Lª Ngäc Èn",
    }
    for word, old in known.items():
        text = text.replace(word, old)
    return text.encode("latin-1")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (TEXT.encode(), None),
        (codecs.BOM_UTF8 + TEXT.encode(), None),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (vni(TEXT), "VNI"),
        (tcvn3(TEXT), "TCVN3"),
        (TEXT.replace("\n", "\r\n").encode(), None),
    ],
)
def test_text_in_any_code_is_read_in_nfc_and_the_conversion_is_told(
    tmp_path: Path, content: bytes, says: str | None
) -> None:
    table = open_table(written(tmp_path / "dan.csv", content))
    assert table.columns == ("Họ tên", "Ngày sinh", "Số định danh")
    told = [one.vi for one in table.warnings]
    assert (says is None and not told) or (says is not None and says in told[0])
    found = names(table)
    assert [name.casefold() for name in found] == ["nguyễn thị hường", "đặng văn quỳnh", "lê ngọc ẩn"]
    assert [row.number for row in table.rows()] == [2, 3, 4]


def test_windows_1258_with_its_loose_marks_is_composed(tmp_path: Path) -> None:
    marks = {"ễ": "ê\u0303", "ị": "i\u0323", "ờ": "ơ\u0300", "ặ": "ă\u0323", "ỳ": "y\u0300", "ọ": "o\u0323"}
    marks |= {"Ẩ": "Â\u0309", "ố": "ô\u0301"}
    text = TEXT
    for letter, spread in marks.items():
        text = text.replace(letter, spread)
    table = open_table(written(tmp_path / "dan.csv", text.encode("cp1258")))
    assert names(table) == ["Nguyễn Thị Hường", "Đặng Văn Quỳnh", "Lê Ngọc Ẩn"]
    assert "Windows-1258" in table.warnings[0].vi


def test_bytes_that_make_no_vietnamese_are_refused_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="neither UTF-8"):
        open_table(written(tmp_path / "x.csv", "名前,住所\n山田,東京\n".encode("shift-jis")))


def test_old_codes_hidden_in_some_columns_of_a_unicode_file_are_converted_column_by_column(tmp_path: Path) -> None:
    rows = [("NguyÔn ThÞ H­êng", "xã Phủ Thông"), ("§Æng V¨n Quúnh", "xã Cao Lộc"), ("Lª Ngäc Èn", "phường Sầm Sơn")]
    text = "ten,noi_o\n" + "".join(f"{one},{other}\n" for one, other in rows)
    table = open_table(written(tmp_path / "dan.csv", text.encode()))
    assert names(table)[:2] == ["Nguyễn Thị Hường", "Đặng Văn Quỳnh"]
    assert [row.cells[1] for row in table.rows()] == ["xã Phủ Thông", "xã Cao Lộc", "phường Sầm Sơn"]
    assert [(one.code, one.column) for one in table.warnings] == [("charset", "ten")]


def test_a_heading_that_reads_as_vietnamese_in_old_code_goes_with_its_neighbours(tmp_path: Path) -> None:
    text = "Sè,Hä vµ tªn,Tên chủ hộ\n1,NguyÔn ThÞ H­êng,Lê An\n2,§Æng V¨n Quúnh,Lý Ba\n3,Lª Ngäc Èn,Hà Tư\n"
    known = {"Số", "Họ và tên", "Tên chủ hộ"}.__contains__
    assert open_table(written(tmp_path / "dan.csv", text.encode()), known).columns == ("Số", "Họ và tên", "Tên chủ hộ")


def test_names_of_ethnic_groups_and_foreigners_stay_as_they_are(tmp_path: Path) -> None:
    text = "ten\n" + "".join(f"{name}\n" for name in ("H'Hen Niê", "Y Êban Niê", "José Müller", "Đàm Vĩnh Hưng"))
    table = open_table(written(tmp_path / "dan.csv", text.encode()))
    assert names(table) == ["H'Hen Niê", "Y Êban Niê", "José Müller", "Đàm Vĩnh Hưng"]
    assert table.warnings == []


def test_capitals_of_tcvn3_are_capitals_again() -> None:
    assert from_legacy("NGUYÔN V¡N h¶i", "tcvn3") == "NGUYỄN VĂN hải"


@pytest.mark.parametrize("word", ["nghiêng", "Quỳnh", "giếng", "Đặng", "uống", "Huyền", "khuỷu", "Oanh"])
def test_words_of_the_language_are_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["NguyÔn", "Nguyeãn", "Höôøng", "V¨n", "Müller", "ThÞ"])
def test_words_of_wrong_readings_are_none(word: str) -> None:
    assert not is_syllable(word)


def test_headings_below_a_title_are_found_and_delimiters_and_quotes_understood(tmp_path: Path) -> None:
    text = 'DANH SÁCH NĂM 2026,,\n,,\n"Họ, tên",Nơi ở,Ghi chú\n"An, Nguyễn","thôn 1\nxã A",x\n'
    table = open_table(written(tmp_path / "dan.csv", text.encode()))
    assert table.columns == ("Họ, tên", "Nơi ở", "Ghi chú")
    assert [(row.number, row.cells) for row in table.rows()] == [(4, ["An, Nguyễn", "thôn 1\nxã A", "x"])]


def test_headings_that_are_waited_for_win_over_what_merely_looks_like_some(tmp_path: Path) -> None:
    text = "Ủy ban,nhân dân,xã\nmã,tên,ngày\n1,An,2026-01-02\n"
    table = open_table(written(tmp_path / "x.csv", text.encode()), {"mã", "tên"}.__contains__)
    assert table.columns == ("mã", "tên", "ngày")


def test_a_file_without_headings_says_so(tmp_path: Path) -> None:
    with pytest.raises(TableWithoutHeading):
        open_table(written(tmp_path / "x.csv", b"1,2,3\n4,5,6\n"))


def test_two_million_empty_rows_cost_seconds_and_what_follows_them_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", b"ma,ten\n1,An\n" + b",\n" * 2_000_000 + b"2,Binh\n")
    started = time.monotonic()
    assert [row.cells for row in open_table(path).rows()] == [["1", "An"], ["2", "Binh"]]
    assert time.monotonic() - started < 20


def workbook(path: Path, fill: Any) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book, book.add_worksheet())
    book.close()
    return path


def test_a_workbook_gives_typed_values_merged_cells_and_stored_results_of_formulas(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range("A1:C1", "DANH SÁCH")
        sheet.write_row(2, 0, ["Thôn", "Họ tên", "Ngày sinh", "Số định danh", "Tuổi", "Lỗi"])
        sheet.merge_range("A4:A5", "Bản Chang")
        sheet.write_row(3, 1, ["Hoàng Văn Thụ"])
        sheet.write_datetime(3, 2, date(1985, 9, 2), day)
        sheet.write_number(3, 3, 6185000123)
        sheet.write_formula(3, 4, "=40+1", value=41)
        sheet.write_formula(3, 5, "=1/0", value="#DIV/0!")
        sheet.write_row(4, 1, ["Nông Thị Bích", "15/08/1990", "006190000456"])

    table = open_table(workbook(tmp_path / "x.xlsx", fill))
    assert table.columns == ("Thôn", "Họ tên", "Ngày sinh", "Số định danh", "Tuổi", "Lỗi")
    rows = list(table.rows())
    assert rows[0][:2] == (4, ["Bản Chang", "Hoàng Văn Thụ", date(1985, 9, 2), 6185000123, 41, ""])
    assert rows[1][:2] == (5, ["Bản Chang", "Nông Thị Bích", "15/08/1990", "006190000456", "", ""])
    assert codes(table) == ["formula_value", "merged"]
    assert "2 ô là công thức (E4, F4)" in table.warnings[0].vi
    assert "2 cells are formulas (E4, F4)" in table.warnings[0].en


def test_formulas_are_told_with_the_cells_however_they_are_written(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "ten")}{text_cell("B1", "tuoi")}</row>'
    rows += f'<row r="2">{text_cell("A2", "An")}<c s="1" r="B2" t="n"><f t="shared" si="0">1+1</f><v>2</v></c></row>'
    rows += f'<row r="3">{text_cell("A3", "Bình")}<c r="B3"><f t="shared" si="0"/><v>3</v></c></row>'
    rows += "".join(f'<row r="{n}"><c r="B{n}"><f>1</f><v>1</v></c></row>' for n in range(4, 10))
    rows += f'<row r="10">{text_cell("A10", "1 + 1 = f")}<c r="B10"><v>4</v></c></row>'
    table = open_table(sheet_of(tmp_path / "x.xlsx", rows))
    assert codes(table) == ["formula_value"]
    assert "8 cells are formulas (B2, B3, B4, B5, B6, …)" in table.warnings[0].en


def sheet_of(path: Path, rows: str) -> Path:
    """Write a workbook whose sheet is raw XML."""
    workbook(path, lambda _, sheet: sheet.write_row(0, 0, ["a"]))
    with zipfile.ZipFile(path) as old:
        members = {one: old.read(one) for one in old.namelist()}
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    members["xl/worksheets/sheet1.xml"] = f"{head}{rows}</sheetData></worksheet>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return path


def test_a_number_without_end_is_a_text_that_no_name_or_code_can_be(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "ten")}</row><row r="2"><c r="A2"><v>1e999</v></c></row>'
    assert names(open_table(sheet_of(tmp_path / "x.xlsx", rows))) == ["∞"]
    cells = [float("inf"), float("-inf"), float("nan"), 1.5]
    parquet.write_table(pa.table({"a": cells, "b": [[one] for one in cells]}), tmp_path / "x.parquet")
    told = ["∞", "-∞", "NaN", 1.5]
    assert [row.cells for row in open_table(tmp_path / "x.parquet").rows()] == [[one, [one]] for one in told]


def text_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_formula_without_its_value_counts_as_empty_and_is_told(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "ten")}{text_cell("B1", "tuoi")}</row>'
    rows += f'<row r="2">{text_cell("A2", "An")}<c r="B2"><f>1+1</f></c></row>'
    table = open_table(sheet_of(tmp_path / "x.xlsx", rows))
    assert [row.cells for row in table.rows()] == [["An", ""]]
    assert codes(table) == ["formula_without_value"]


def test_a_workbook_with_two_million_empty_rows_is_read(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "ten")}{text_cell("B1", "xa")}</row>'
    rows += f'<row r="2">{text_cell("A2", "An")}{text_cell("B2", "Cao Lộc")}</row>'
    rows += "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 2_000_003))
    table = open_table(sheet_of(tmp_path / "x.xlsx", rows))
    assert [row.cells for row in table.rows()] == [["An", "Cao Lộc"]]


def test_two_cells_that_span_a_billion_are_refused_before_memory_is_taken(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "ten")}</row><row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    with pytest.raises(TableRefused, match="too large"):
        open_table(sheet_of(tmp_path / "x.xlsx", rows))


FAR = {
    "single quotes": "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "spaces": '<row r = "1048576"><c r = "XFD1048576" ><v>1</v></c ></row>',
    "lines": '<row\nr="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
    "small letters": '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "the cell alone": '<row r="2"><c r="XFD1048576"><v>1</v></c></row>',
    "in a row that is none": '<row r="1048576"/><row r="3"><c r="XFD3"><v>1</v></c></row>',
    "an end in a value": '<row r="2"><c r="XFD1048576" x="/>"><v>1</v></c></row>',
    "other attributes before": '<row r="2"><c s=">" t="n" r="XFD1048576"><v>1</v></c></row>',
    "a prefix": '<x:row r="2" xmlns:x="x"><x:c r="XFD1048576"><v>1</v></x:c></x:row>',
    "across two parts": "<!--"
    + "x" * ((4 << 20) - 130)
    + '--><row r="2"><c '
    + " " * 300
    + 'r="XFD1048576"><v>1</v></c >',
}


@pytest.mark.parametrize("far", FAR.values(), ids=FAR)
def test_a_cell_far_away_is_seen_however_its_place_is_written(tmp_path: Path, far: str) -> None:
    rows = f'<row r="1">{text_cell("A1", "ten")}{text_cell("B1", "xa")}</row>'
    with pytest.raises((TableRefused, TableUnreadable)):
        open_table(sheet_of(tmp_path / "x.xlsx", rows + far))


def test_a_cell_far_away_is_seen_wherever_its_sheet_is_kept(tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "x.xlsx", f'<row r="1">{text_cell("A1", "ten")}{text_cell("XFD1048576", "xa")}</row>')
    with zipfile.ZipFile(path) as old:
        members = {one.replace("worksheets/sheet1.xml", "elsewhere/one.dat"): old.read(one) for one in old.namelist()}
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        b"worksheets/sheet1.xml", b"elsewhere/one.dat"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    with pytest.raises(TableRefused, match="too large"):
        open_table(path)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", lambda _, sheet: sheet.write_row(0, 0, ["a", "b"]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (200 << 20))
    with pytest.raises(TableRefused, match="abnormal size"):
        open_table(path)


SHARED = (
    '<c r="A{n}" t="s"><v>0</v></c>',
    "<c t = 's' r='A{n}' ><v> 0 </v></c>",
    '<c r="A{n}" t="s"><!-- x --><v>0</v></c>',
)


@pytest.mark.parametrize("cell", SHARED)
def test_a_text_kept_once_for_many_cells_is_counted_as_often_as_it_is_written_out(tmp_path: Path, cell: str) -> None:
    def add(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "ten")

    path = workbook(tmp_path / "x.xlsx", add)
    rows = "".join(f'<row r="{n}">{cell.format(n=n)}</row>' for n in range(2, 2_002))
    with zipfile.ZipFile(path) as old:
        members = {one: old.read(one).decode() for one in old.namelist()}
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"].replace(
        "</sheetData>", f"{rows}</sheetData>"
    )
    members["xl/sharedStrings.xml"] = members["xl/sharedStrings.xml"].replace("ten", "ten" + "a" * 100_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    assert path.stat().st_size < 100_000
    with pytest.raises(TableRefused, match="abnormal size"):
        open_table(path)


def test_a_text_kept_once_for_many_rows_of_parquet_takes_its_memory_once(tmp_path: Path) -> None:
    def kept_once(text: str, rows: int) -> Path:
        texts = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([text]))
        parquet.write_table(pa.table({"ten": texts}), tmp_path / "x.parquet", store_schema=False)
        return tmp_path / "x.parquet"

    tracemalloc.start()
    table = open_table(kept_once("a" * 200_000, 10_000))
    assert sum(1 for _ in table.rows()) == 10_000
    assert tracemalloc.get_traced_memory()[1] < 400_000_000  # written out at once they are two thousand million
    tracemalloc.stop()
    with pytest.raises(TableUnreadable, match="too long"):
        open_table(kept_once("a" * 2_000_000, 10))


def test_what_has_more_columns_than_a_workbook_can_have_is_refused_at_once(tmp_path: Path) -> None:
    begun = time.perf_counter()
    with pytest.raises(TooManyColumns):
        open_table(written(tmp_path / "x.csv", ";".join(f"cot {n}" for n in range(100_000)).encode()))
    lines = "\n".join(json.dumps({f"cot {line} {n}": 1 for n in range(1_000)}) for line in range(50))
    with pytest.raises(TooManyColumns):
        open_table(written(tmp_path / "x.jsonl", lines.encode()))
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"PAR1 nothing"])
def test_a_broken_container_says_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableUnreadable, match="sound"):
        open_table(written(tmp_path / "x.xlsx", content))


def test_what_is_no_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableKindUnknown):
        open_table(written(tmp_path / "x.csv", b"%PDF-1.7 ..."))
    with pytest.raises(TableUnreadable, match="empty"):
        open_table(written(tmp_path / "y.csv", b""))


def test_parquet_is_read_in_batches_with_its_types_and_from_the_middle(tmp_path: Path) -> None:
    columns = {"ten": ["An", None, "Bình"], "sinh": [date(1990, 1, 2), None, date(1991, 2, 3)], "tuoi": [36, None, 35]}
    parquet.write_table(pa.table(columns), tmp_path / "x.parquet", row_group_size=1)
    table = open_table(tmp_path / "x.parquet")
    assert (table.columns, table.size) == (("ten", "sinh", "tuoi"), 3)
    assert [row[:2] for row in table.rows()] == [(1, ["An", date(1990, 1, 2), 36]), (3, ["Bình", date(1991, 2, 3), 35])]
    assert [row.number for row in table.rows(after=1)] == [3]


def test_json_lines_flatten_objects_and_tell_columns_that_come_late(tmp_path: Path) -> None:
    first = {"ten": "An", "noi_sinh": {"place": "01969", "line": "Bản Chang"}, "con": 2}
    lines = [json.dumps(first)] + [json.dumps({"ten": f"B{n}"}) for n in range(1_000)] + ['{"la": 1, "ten": "C"}', ""]
    table = open_table(written(tmp_path / "x.jsonl", "\n".join(lines).encode()))
    rows = list(table.rows())
    assert table.columns == ("ten", "noi_sinh.place", "noi_sinh.line", "con")
    assert rows[0][:2] == (1, ["An", "01969", "Bản Chang", 2])
    assert (len(rows), rows[-1].number, codes(table)) == (1_002, 1_002, ["late_column"])


def test_a_line_that_is_no_object_is_a_broken_row_among_the_others(tmp_path: Path) -> None:
    rows = list(open_table(written(tmp_path / "x.jsonl", b'{"a": 1}\nnothing\n{"a": 2}\n')).rows())
    assert [(row.number, row.cells, row.broken is not None) for row in rows] == [
        (1, [1], False),
        (2, ["nothing"], True),
        (3, [2], False),
    ]
    with pytest.raises(TableUnreadable, match="line 1"):
        open_table(written(tmp_path / "y.jsonl", b'nothing\n{"a": 1}\n'))


def test_reading_goes_on_after_a_row(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "dan.csv", TEXT.encode()))
    assert [row.number for row in table.rows(after=3)] == [4]
