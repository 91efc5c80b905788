"""How numbers, dates and money are written on papers: Decree 30/2020/NĐ-CP, appendix I, and the reading of numbers."""

import pytest

from nenso.results.typesetting import render
from results.papers import text_of

LIBRARY = '#import "/nenso.typ": *\n'


def said(expression: str) -> str:
    return text_of(render(f"{LIBRARY}#{expression}", {}))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (31, "ba mươi mốt"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (1990, "một nghìn chín trăm chín mươi"),
        (2000, "hai nghìn"),
        (2005, "hai nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (8000, "tám nghìn"),
        (1000001, "một triệu không trăm linh một"),
        (1250000, "một triệu hai trăm năm mươi nghìn"),
        (3000000000, "ba tỷ"),
    ],
)
def test_numbers_are_read_as_in_vietnamese(number: int, words: str) -> None:
    assert said(f"number-in-words({number})") == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-09-02", "Ngày hai tháng chín năm hai nghìn không trăm hai mươi sáu"),
        ("1990-04-21", "Ngày hai mươi mốt tháng tư năm một nghìn chín trăm chín mươi"),
        ("2015-12-31", "Ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm mười lăm"),
    ],
)
def test_a_date_is_written_out_for_civil_status(day: str, words: str) -> None:
    assert said(f'date-in-words("{day}")') == words


@pytest.mark.parametrize(
    ("day", "long"),
    [
        ("2026-07-05", "ngày 05 tháng 7 năm 2026"),
        ("2026-02-09", "ngày 09 tháng 02 năm 2026"),
        ("2026-11-20", "ngày 20 tháng 11 năm 2026"),
    ],
)
def test_days_below_ten_and_months_one_and_two_take_a_zero(day: str, long: str) -> None:
    assert said(f'date-long("{day}")') == long


def test_money_is_grouped_by_points_and_written_out() -> None:
    assert said("money(1250000)") == "1.250.000 đồng"
    assert said("money(8000)") == "8.000 đồng"
    assert said("money(999)") == "999 đồng"
    assert said("money-in-words(8000)") == "Tám nghìn đồng"


def test_what_is_not_known_is_a_dotted_line() -> None:
    assert set(said('or-dots("")').replace(" ", "")) == {"."}
    assert said("or-dots(7)") == "7"
    assert said("date-long(none)") == "ngày …… tháng …… năm ………"


def test_names_of_agencies_break_where_papers_break_them() -> None:
    assert said('agency-name("Ủy ban nhân dân xã Phủ Thông")') == "ỦY BAN NHÂN DÂN XÃ PHỦ THÔNG"


def test_the_head_of_a_paper_is_that_of_the_state() -> None:
    agency = '("Sở Tư pháp", "Phòng Hộ tịch")'
    head = said(f'state-header(agency: {agency}, number: "12/GXN", place: "Phủ Thông", date: "2026-07-05")')
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in head
    assert "SỞ TƯ PHÁP PHÒNG HỘ TỊCH" in head
    assert "Số: 12/GXN" in head
    assert "Phủ Thông, ngày 05 tháng 7 năm 2026" in head
