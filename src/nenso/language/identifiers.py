"""Identifiers of Viet Nam checked by their layout: 12-digit personal number, tax code, telephone, e-mail.

A personal number has no check digit (``vn_ident`` says so): what can be checked is the code of the province of birth
registration, the century and sex digit, and the two digits of the year of birth (Decree 137/2015/NĐ-CP, Art 7–8).
"""

import re
from datetime import date
from typing import Literal

import vn_ident

Disagreement = Literal["born_on", "sex"]

_MALE = frozenset({"male", "nam", "m", "1"})
_FEMALE = frozenset({"female", "nu", "nữ", "f", "0", "2"})
_MAIL = re.compile(r"[^@\s.]+(?:\.[^@\s.]+)*@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE = re.compile(r"0\d{9}")


def is_person_id(text: str) -> bool:
    """Return whether ``text`` has the layout of a personal number (số định danh cá nhân) with an existing province code."""
    return vn_ident.is_valid_cccd(text)


def person_id_disagrees(text: str, born_on: date | None = None, sex: str = "") -> Disagreement | None:
    """Return which stated fact contradicts the number, or None.

    ``sex`` is ``male`` or ``female`` in English or Vietnamese; another word says nothing. What is not well-formed
    disagrees with a birth date, or with the sex when only that is given.
    """
    parts = vn_ident.parse_cccd(text)
    if parts is None:
        return "born_on" if born_on is not None or not sex else "sex"
    if born_on is not None and parts.birth_year != born_on.year:
        return "born_on"
    word = sex.casefold()
    stated = "male" if word in _MALE else "female" if word in _FEMALE else ""
    return "sex" if stated and parts.gender != stated else None


def is_tax_code(text: str) -> bool:
    """Return whether ``text`` is a tax code with a right check digit, or a personal number that serves as one.

    Since 1 July 2025 a personal number is the tax code of a natural person and a household business (Circular
    86/2024/TT-BTC, Art 5).
    """
    return vn_ident.is_valid_mst(text) or (len(text) == 12 and is_person_id(text))


def normal_phone(text: str) -> str | None:
    """Return a telephone number as ten digits beginning with 0, or None when it is none."""
    found = vn_ident.normalize_phone(text)
    return found if found is not None and _PHONE.fullmatch(found) else None


def is_mail_address(text: str) -> bool:
    """Return whether ``text`` is an e-mail address: one @, a domain with a dot, no spaces, at most 254 characters."""
    return len(text) <= 254 and _MAIL.fullmatch(text) is not None
