"""The numbers by which the state knows persons and enterprises: what their digits say, and whether they can be right.

Pure: no database. The personal identification number (số định danh cá nhân) has no check digit; its layout is Article 4
of Circular 59/2021/TT-BCA: three digits for the province, or the country, of birth registration (the codes of Circular
07/2016/TT-BCA; the 63 provinces before 1 July 2025, none was renumbered), one for century and sex, two for the year of
birth, six random ones. The tax code (mã số thuế) keeps the check digit of Circular 105/2020/TT-BTC: the tenth digit
checks the nine before; since 1 July 2025 people and household businesses use the personal number instead (Circular
86/2024/TT-BTC).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vn_ident import CENTURY_GENDER, mst_check_digit, province_name

from nenso.people.errors import (
    IdentifierBirthYear,
    IdentifierFuture,
    IdentifierProvince,
    IdentifierSex,
    IdentifierShape,
    IdentifierWrong,
    TaxCodeCheckDigit,
    TaxCodeShape,
)
from nenso.runtime import clock

_TWELVE_DIGITS = re.compile(r"[0-9]{12}\Z")
_TAX_CODE = re.compile(r"([0-9]{9})([0-9])(?:-?([0-9]{3}))?\Z")
_TELEPHONE = re.compile(r"0([35789][0-9]{8}|2[0-9]{9})\Z")
_FIRST_COUNTRY = "100"

_MARKS = {digit: (century, sex) for digit, century, sex in CENTURY_GENDER}
_SEX_WORDS = {"male": "Nam", "female": "Nữ"}


@dataclass(frozen=True)
class PersonNumber:
    """What the twelve digits say. ``province`` is its old name, or ``""`` for a birth registered abroad."""

    prefix: str
    province: str
    sex: Literal["male", "female"]
    birth_year: int


def read_person_id(digits: str) -> PersonNumber | IdentifierWrong:
    """Return what ``digits`` say, or what is wrong with them; nothing is raised.

    A prefix from 100 on is a country's code; their list is not at hand, so any is taken.
    """
    if not _TWELVE_DIGITS.match(digits):
        return IdentifierShape()
    prefix, mark = digits[:3], digits[3]
    province = province_name(prefix) or ""
    if not province and prefix < _FIRST_COUNTRY:
        return IdentifierProvince(prefix=prefix)
    century, sex = _MARKS[mark]
    return PersonNumber(prefix, province, sex, (century - 1) * 100 + int(digits[4:6]))


def check_person_id(digits: str, born_on: date | None = None, sex: str | None = None) -> IdentifierWrong | None:
    """Return what is wrong with ``digits``, alone or beside ``born_on`` and ``sex`` (``male``, ``female``); or None."""
    said = read_person_id(digits)
    if isinstance(said, IdentifierWrong):
        return said
    if born_on is not None and said.birth_year != born_on.year:
        return IdentifierBirthYear(stated=said.birth_year, given=born_on.year)
    if sex and said.sex != sex:
        return IdentifierSex(stated=said.sex, stated_vi=_SEX_WORDS[said.sex])
    if said.birth_year > clock.today().year:
        return IdentifierFuture(stated=said.birth_year)
    return None


def check_tax_code(code: str) -> TaxCodeShape | TaxCodeCheckDigit | IdentifierWrong | None:
    """Return what is wrong with a tax code of 10 digits, of 13 with or without the hyphen, or a person's 12; or None.

    Nine digits whose weighted sum divides by 11 have no check digit and were never given out.
    """
    if _TWELVE_DIGITS.match(code):
        return check_person_id(code)
    parts = _TAX_CODE.match(code)
    if not parts or parts[3] == "000":
        return TaxCodeShape()
    if mst_check_digit(parts[1]) != int(parts[2]):
        return TaxCodeCheckDigit()
    return None


def printed_tax_code(code: str) -> str:
    """Return the one form that is stored, with the hyphen: ``0100047510-001``; the common dictionary's pattern."""
    return f"{code[:10]}-{code[10:]}" if len(code) == 13 else code


def national_phone(text: str) -> str | None:
    """Return a Vietnamese number in its national form: ten digits (``0912345678``), a landline eleven; None for others.

    Spaces, dots, hyphens and brackets are taken out, ``+84`` becomes ``0``.
    """
    number = re.sub(r"^\+?84(?=[235789])", "0", re.sub(r"[ .()-]", "", text))
    return number if _TELEPHONE.match(number) else None
