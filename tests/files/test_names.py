"""A file keeps the name that its owner gave it, without what could do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nenso.files.names import LONGEST, clean_name
from nenso.runtime.text import ForbiddenCharacter


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Giấy chứng sinh.pdf", "Giấy chứng sinh.pdf"),
        ("C:\\fakepath\\Giấy  khai\tsinh.PDF", "Giấy khai sinh.PDF"),
        ("../../etc/passwd", "passwd"),
        ("Giâ\u0301y to\u031b\u0300.pdf", "Giấy tờ.pdf"),
        ("anh\x00the\x1b.jpg", "anhthe.jpg"),
        ("hoa\u202efdp.exe", "hoafdp.exe"),
        ("...htaccess", "htaccess"),
        ('a"b<c>d|e?.png', "a_b_c_d_e_.png"),
        ("", "tep"),
        ("///", "tep"),
    ],
)
def test_a_name_is_cleaned(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_name("ế" * 500 + ".pdf")
    assert (len(name), name[-4:]) == (LONGEST, ".pdf")


@given(st.text(max_size=400))
def test_no_name_leads_out_of_its_folder_or_breaks_a_line(text: str) -> None:
    try:
        name = clean_name(text)
    except ForbiddenCharacter:
        assert any("\ud800" <= character <= "\udfff" for character in text)
        return
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set("/\\\r\n\x00\u202e\u2066")
    assert not name.startswith(".")
    assert clean_name(name) == name
