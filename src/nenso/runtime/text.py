"""Vietnamese text: one normal form, folding for search, and an order that needs no ICU in the database."""

import re
import unicodedata
from typing import Any

from nenso.runtime.problems import Problem

_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
_MARKS = re.compile("[\u0300-\u036f]")
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306": 1, "\u0302": 2, "\u031b": 3}


class ForbiddenCharacter(Problem):
    code = "text.forbidden_character"
    status = 422
    vi = "Nội dung có ký tự không được phép ({character})."
    en = "The text holds a character that is not allowed ({character})."


def normalise(value: str) -> str:
    """Return ``value`` in NFC, the form that is stored; refuse NUL and lone surrogates, which cannot be stored."""
    if value.isascii() and "\0" not in value:
        return value
    if found := _FORBIDDEN.search(value):
        raise ForbiddenCharacter(character=f"U+{ord(found[0]):04X}")
    return unicodedata.normalize("NFC", value)


def one_line(value: str) -> str:
    """Return ``value`` in NFC with single spaces and none at its ends: how names are stored."""
    return " ".join(normalise(value).split())


def visible_line(value: str) -> str:
    """Return ``value`` on one line without what nobody sees: control signs, and those that turn the direction of text.

    For what others wrote and an officer reads beside other things.
    """
    return one_line("".join(c for c in one_line(value) if unicodedata.category(c) not in {"Cc", "Cf"}))


_NO_PART_OF_A_NAME = frozenset({"Cc", "Cn", "Co", "Sc", "Sm", "So"})


def sign_in_name(name: str) -> str | None:
    """Return the first sign in ``name`` that no letter is, None for a name as the law knows them.

    A name is of letters (Civil Code 91/2015/QH13, Article 26.3); no font of a paper has signs and emoji either.
    """
    return next((one for one in name if unicodedata.category(one) in _NO_PART_OF_A_NAME), None)


def whole(text: str | None, longest: int = 9) -> int | None:
    """Return the whole number that somebody typed in at most ``longest`` digits, None for anything else.

    ``str.isdigit`` holds for ``²`` too, which is no number, and ``int`` refuses what is thousands of digits long.
    """
    bare = (text or "").strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= longest else None


def normalise_all(value: Any) -> Any:
    """Return a JSON-like value with every string in it, keys too, in NFC."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, list):
        return [normalise_all(item) for item in value]
    if isinstance(value, dict):
        return {normalise(key): normalise_all(item) for key, item in value.items()}
    return value


def fold(value: str) -> str:
    """Return ``value`` without diacritics and case, single-spaced: ``Phủ Thông`` and ``phu thong`` fold alike."""
    if value.isascii():
        return " ".join(value.lower().split())
    plain = _MARKS.sub("", unicodedata.normalize("NFD", value.casefold().replace("đ", "d")))
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.split())


def name_key(value: str) -> str:
    """Return what two ways to write one name have in common: no capitals, no hidden signs, marks where they may stand.

    ``Xã Hoà An`` and ``xã Hòa An`` have the same; ``Hòa`` and ``Hoa`` have not.
    """
    words = []
    for word in normalise(value).casefold().split():
        signs = [one for one in unicodedata.normalize("NFD", word) if unicodedata.category(one) != "Cf"]
        letters = [one for one in signs if one not in _TONES]
        words.append("".join([*letters, *sorted(one for one in signs if one in _TONES)]))
    return " ".join(filter(None, words))


def sort_key(value: str) -> bytes:
    """Return bytes whose order is the Vietnamese dictionary's: letters first (đ after d, ă â after a), tones last.

    Follows TCVN 6909 names of characters and the usual order of tones: none, huyền, hỏi, ngã, sắc, nặng.
    """
    letters, tones = bytearray(), bytearray()
    for character in unicodedata.normalize("NFC", value).casefold():
        shape = tone = 0
        base = character
        for mark in unicodedata.normalize("NFD", character):
            if mark in _TONES:
                tone = _TONES[mark]
            elif mark in _SHAPES:
                shape = _SHAPES[mark]
            elif not unicodedata.combining(mark):
                base = mark
        if base == "đ":
            base, shape = "d", 1
        letters += ord(base).to_bytes(3, "big") + bytes([shape])
        tones.append(tone)
    return bytes(letters) + b"\x00\x00\x00\x00" + bytes(tones)
