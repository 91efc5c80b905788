"""The papers that come out of civil registration carry every line of the official ones."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from formulas_content.papers import FILLED, from_register
from formulas_content.printing import printed as _printed

TABLE = Path(__file__).parents[3] / "shared" / "facts" / "tables" / "result_documents.csv"


def _rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "official_lines.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("template", sorted(FILLED))
def test_a_paper_carries_every_line_of_the_official_one(template: str) -> None:
    text = _printed(template, FILLED[template]).casefold()
    missing = [
        (row["line"], words)
        for row in _rows()
        if row["template"] == template
        for words in row["printed"].split("|")
        if words.casefold() not in text
    ]
    assert missing == []


def test_the_birth_certificate_says_the_date_in_words_and_names_instead_of_codes() -> None:
    text = _printed("birth", FILLED["birth"])
    assert "Ngày hai mươi tháng mười năm hai nghìn không trăm hai mươi sáu" in text
    assert "Giới tính: Nữ" in text
    assert "Dân tộc: Dao" in text
    assert "Dân tộc: Pa Dí" in text
    assert "Nơi cư trú: Thôn Nà Ít, xã Phủ Thông, tỉnh Thái Nguyên" in text


def test_a_copy_asked_for_later_is_printed_from_the_register() -> None:
    text = _printed("birth_copy", from_register())
    assert "Số: 41/TLKS-BS" in text
    assert "LÝ TRIỆU BẢO AN" in text
    assert "TRIỆU THỊ MAI" in text
    assert "Đăng ký khai sinh tại: Xã Phủ Thông, tỉnh Thái Nguyên" in text
    assert "Số: 15/2026 ngày: 02/11/2026" in text


def test_places_given_by_their_codes_are_printed_by_their_names() -> None:
    data = {**FILLED["birth"], "place": {"name": "Phủ Thông"}}
    data["form"] = {
        "values": {
            **data["form"],
            "father": {**data["form"]["father"], "residence": {"place": "01969", "line": "Nà Ít"}},
        },
        "places": {"01969": "Xã Phủ Thông, tỉnh Thái Nguyên"},
    }
    text = _printed("birth", data)
    assert "LÝ TRIỆU BẢO AN" in text
    assert "Nơi cư trú: Nà Ít, xã Phủ Thông, tỉnh Thái Nguyên" in text


def test_a_copy_issued_with_the_registration_names_the_certificate() -> None:
    data = {**FILLED["birth_copy"], "results": {"certificate": {"number": "15/2026"}}}
    assert "Số: 15/2026 ngày: 23/11/2026" in _printed("birth_copy", data)


def test_the_official_lines_are_those_of_the_published_table() -> None:
    """Compared with the table itself where it is at hand; the lines ship as data, so that nothing else needs it."""
    ours: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows():
        ours[row["document"]].append((row["line"], row["official_label"]))
    assert {document: len(lines) for document, lines in ours.items()} == {
        "giay-khai-sinh": 21,
        "trich-luc-khai-sinh-bs": 22,
        "giay-chung-nhan-ket-hon": 21,
        "trich-luc-ket-hon-bs": 21,
        "trich-luc-khai-tu": 17,
        "trich-luc-khai-tu-bs": 18,
        "giay-xntthn": 17,
    }
    if not TABLE.exists():
        return
    with TABLE.open(encoding="utf-8", newline="") as file:
        theirs = [row for row in csv.DictReader(file) if row["doc_slug"] in ours]
    assert [(row["doc_slug"], row["line_no"], row["label"]) for row in theirs] == [
        (row["document"], row["line"], row["official_label"]) for row in _rows()
    ]
