"""Columns are recognised by what people write above them; cells become values whatever a spreadsheet made of them."""

from datetime import date, datetime
from typing import Any

import pytest

from nenso.registers.importing.columns import checked_mapping, guess, knows, missing
from nenso.registers.importing.errors import MappingWrong
from nenso.registers.importing.rows import RowMaker
from nenso.runtime.tables.rows import Row
from support.read_formulas import SHIPPED, library_in

LIBRARY = library_in(SHIPPED)
BIRTHS = LIBRARY["civil_registration"].registers["births"]


def named(text: str, level: str | None) -> tuple[str, str] | None:
    del level
    return {"xã Phủ Thông": ("01969", "place_named"), "01948": ("01969", "place_became")}.get(text)


def made(cells: dict[str, Any], mapping: dict[str, str] | None = None) -> tuple[dict[str, Any], list[str]]:
    maker = RowMaker(BIRTHS, list(cells), mapping or {one: one for one in cells}, named)
    values = maker([Row(2, list(cells.values()))]).row(0)
    return values, [one.code for one in maker.warnings()]


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("Họ, chữ đệm, tên", "child_name"),
        ("HỌ VÀ TÊN MẸ", "mother_name"),
        ("Ngày sinh", "born_on"),
        ("Giới tính", "sex"),
        ("Số định danh cá nhân", "child_id"),
        ("born_on", "born_on"),
        ("Date of birth", "born_on"),
        ("Số định danh người mẹ", "mother_id"),
        ("birth_place.line", "birth_place.line"),
        ("Dân tộc", "ethnicity"),
        ("Chiều cao", ""),
    ],
)
def test_headings_in_both_languages_are_recognised(heading: str, path: str) -> None:
    assert guess(BIRTHS, [heading])[0].path == path


def test_no_field_is_guessed_twice() -> None:
    found = [one.path for one in guess(BIRTHS, ["Họ tên", "Họ tên mẹ", "Họ tên cha", "Ngày sinh", "Ngày sinh (2)"])]
    assert found[:4] == ["child_name", "mother_name", "father_name", "born_on"]
    assert len([path for path in found if path]) == len({path for path in found if path})


def test_a_title_above_the_headings_is_no_heading() -> None:
    known = knows(BIRTHS)
    assert known("Ngày, tháng, năm sinh")
    assert not known("DANH SÁCH TRẺ EM NĂM 2026")


def test_what_must_be_there_and_no_column_gives_is_named() -> None:
    assert [str(one.name) for one in missing(BIRTHS, ["number", "child_name", "born_on", "sex"])] == [
        "registered_on",
        "registered_at",
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({}, "no column is matched with a field of the register."),
        ({"Cột": "child_name", "Khác": "child_name"}, "two columns are matched with child_name."),
        ({"Cột": "no_such"}, "there is no column or field no_such."),
        ({"Không có": "child_name"}, "there is no column or field Không có."),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_and_only_what_is_wrong_is_told(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(MappingWrong) as refused:
        checked_mapping(BIRTHS, ["Cột", "Khác"], wrong)
    assert refused.value.text("en") == f"The columns are not matched rightly: {told}"


@pytest.mark.parametrize(
    ("cells", "values", "warned"),
    [
        ({"born_on": "29/02/2020"}, {"born_on": "2020-02-29"}, []),
        ({"born_on": "5-3-2020"}, {"born_on": "2020-03-05"}, []),
        ({"born_on": "ngày 05 tháng 3 năm 2020"}, {"born_on": "2020-03-05"}, []),
        ({"born_on": date(2020, 3, 5)}, {"born_on": "2020-03-05"}, []),
        ({"born_on": datetime.fromisoformat("2020-03-05T07:30")}, {"born_on": "2020-03-05"}, ["time_dropped"]),
        ({"born_on": 43895}, {"born_on": "2020-03-05"}, ["serial_date"]),
        ({"born_on": "43895"}, {"born_on": "2020-03-05"}, ["serial_date"]),
        ({"born_on": "31/02/2020"}, {"born_on": "31/02/2020"}, []),
        ({"born_on": "02/29/2020"}, {"born_on": "02/29/2020"}, []),
        ({"born_on": "5/3/20"}, {"born_on": "5/3/20"}, []),
        ({"born_on": "0001-01-01"}, {"born_on": "0001-01-01?"}, []),
        ({"child_id": 6220000123}, {"child_id": "006220000123"}, ["zeros_restored"]),
        ({"child_id": "1220000123.0"}, {"child_id": "001220000123"}, ["zeros_restored"]),
        ({"child_id": "'006220000123"}, {"child_id": "006220000123"}, []),
        ({"child_id": "006 220 000 123"}, {"child_id": "006220000123"}, []),
        ({"child_id": "123456789"}, {"child_id": "123456789"}, []),
        ({"child_id": 1.23e20}, {"child_id": "123000000000000000000"}, []),
        ({"mother_birth_year": "1.990"}, {"mother_birth_year": 1990}, []),
        ({"mother_birth_year": 1990.0}, {"mother_birth_year": 1990}, []),
        ({"late": "Có"}, {"late": True}, []),
        ({"late": "không"}, {"late": False}, []),
        ({"sex": "NỮ"}, {"sex": "female"}, ["label_for_code"]),
        ({"sex": "male"}, {"sex": "male"}, []),
        ({"sex": "?"}, {"sex": "?"}, []),
        ({"registered_at": 1969}, {"registered_at": "01969"}, ["zeros_restored"]),
        ({"registered_at": "xã Phủ Thông"}, {"registered_at": "01969"}, ["place_named"]),
        ({"registered_at": "01948"}, {"registered_at": "01969"}, ["place_became"]),
        ({"child_name": "  Nguyễn   Văn An "}, {"child_name": "Nguyễn Văn An"}, []),
        ({"number": 12}, {"number": "12"}, []),
        ({"book": ""}, {}, []),
        (
            {"birth_place.place": "01969", "birth_place.line": "Bản Chang"},
            {"birth_place": {"place": "01969", "line": "Bản Chang"}},
            [],
        ),
    ],
)
def test_a_cell_becomes_the_value_that_was_meant(
    cells: dict[str, Any], values: dict[str, Any], warned: list[str]
) -> None:
    assert made(cells) == (values, warned)


def test_warnings_are_counted_by_column_with_the_first_rows() -> None:
    maker = RowMaker(BIRTHS, ["Số"], {"Số": "child_id"}, named)
    for numbers in (range(2, 8), range(8, 12)):
        maker([Row(number, [6220000123]) for number in numbers])
    (warned,) = maker.warnings()
    assert (warned.code, warned.column, warned.row) == ("zeros_restored", "Số", 2)
    assert "10 dòng (dòng 2, 3, 4, 5, 6…)" in warned.vi
