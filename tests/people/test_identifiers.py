"""The digits of people and enterprises, against the circulars' own tables (vendored: vn-ident is a first release)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nenso.people.errors import (
    IdentifierBirthYear,
    IdentifierFuture,
    IdentifierProvince,
    IdentifierSex,
    IdentifierShape,
    TaxCodeCheckDigit,
    TaxCodeShape,
)
from nenso.people.identifiers import check_person_id, check_tax_code, national_phone, printed_tax_code, read_person_id
from nenso.runtime import clock

# Circular 07/2016/TT-BCA, annex I.
# fmt: off
PROVINCES = frozenset({
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44,
    45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87,
    89, 91, 92, 93, 94, 95, 96,
})
# fmt: on
# Circular 59/2021/TT-BCA, Article 4: century by the fourth digit, even for men, odd for women.
CENTURIES = {
    "0": 1900,
    "1": 1900,
    "2": 2000,
    "3": 2000,
    "4": 2100,
    "5": 2100,
    "6": 2200,
    "7": 2200,
    "8": 2300,
    "9": 2300,
}
# Circular 105/2020/TT-BTC, annex I.
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def test_the_circular_lists_63_provinces():
    assert len(PROVINCES) == 63


@pytest.mark.parametrize("number", range(100))
def test_only_the_prefixes_of_the_circular_are_provinces(number: int):
    prefix = f"{number:03}"
    wrong = check_person_id(f"{prefix}190123456")
    assert (wrong is None) == (number in PROVINCES)
    assert wrong is None or isinstance(wrong, IdentifierProvince)


@pytest.mark.parametrize(("mark", "century"), CENTURIES.items())
def test_the_fourth_digit_tells_century_and_sex(mark: str, century: int):
    said = read_person_id(f"019{mark}90123456")
    assert said.birth_year == century + 90
    assert said.sex == ("female" if int(mark) % 2 else "male")


def test_a_birth_registered_abroad_begins_with_a_countrys_code():
    assert check_person_id("301190123456", born_on=date(1990, 5, 17), sex="female") is None


@pytest.mark.parametrize(
    "digits", ["", "12345678901", "1234567890123", "01919012345a", "０１９１９０１２３４５６", "019190123456\n"]
)
def test_anything_but_twelve_digits_is_refused(digits: str):
    assert isinstance(check_person_id(digits), IdentifierShape)


def test_an_identifier_must_agree_with_the_birth_date_and_the_sex():
    lan = "019190123456"
    assert check_person_id(lan, born_on=date(1990, 5, 17), sex="female") is None
    year = check_person_id(lan, born_on=date(1991, 5, 17))
    assert isinstance(year, IdentifierBirthYear)
    assert "1990" in year.text("vi")
    assert "1991" in year.text("vi")
    sex = check_person_id(lan, sex="male")
    assert isinstance(sex, IdentifierSex)
    assert "giới tính Nữ" in sex.text("vi")
    assert "female" in sex.text("en")


def test_nobody_was_born_in_a_year_to_come():
    with clock.at(datetime(2026, 11, 21, tzinfo=UTC)):
        assert check_person_id("019326123456") is None
        assert isinstance(check_person_id("019327123456"), IdentifierFuture)


def test_the_worked_example_of_the_circular_is_right():
    assert check_tax_code("0100047516") is None
    assert check_tax_code("0100047516-001") is None
    assert check_tax_code("0100047516001") is None
    assert printed_tax_code("0100047516001") == "0100047516-001"


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9))
def test_exactly_one_tenth_digit_is_right_and_none_when_the_sum_divides_by_eleven(nine: str, tenth: int):
    rest = sum(int(digit) * weight for digit, weight in zip(nine, WEIGHTS, strict=True)) % 11
    right = rest != 0 and tenth == 10 - rest
    wrong = check_tax_code(f"{nine}{tenth}")
    assert (wrong is None) == right
    assert wrong is None or isinstance(wrong, TaxCodeCheckDigit)


@pytest.mark.parametrize("code", ["", "010004751", "0100047516-000", "0100047516-1", "0100047516 ", "01000475-16"])
def test_a_tax_code_of_another_shape_is_refused(code: str):
    assert isinstance(check_tax_code(code), TaxCodeShape)


def test_a_household_business_uses_the_number_of_its_owner_since_july_2025():
    assert check_tax_code("019190123456") is None
    assert isinstance(check_tax_code("003190123456"), IdentifierProvince)


def test_telephone_numbers_are_kept_in_one_form():
    assert national_phone("+84 912 345 678") == "0912345678"
    assert national_phone("0912.345.678") == "0912345678"
    assert national_phone("(024) 3825 1234") == "02438251234"
    assert national_phone("912345678") is None
    assert national_phone("84123") is None
    assert national_phone("113") is None
