"""Vietnamese text from before Unicode: TCVN3 (ABC, fonts ``.Vn…``) and VNI (fonts ``VNI-…``), turned into NFC.

Such text turns up as bytes, or, pasted through a spreadsheet, as the Latin letters that the bytes stand for
(``NguyÔn`` is *Nguyễn* in TCVN3, ``Nguyeãn`` in VNI). TCVN 5712:1993 gives the first table; the second is that of the
VNI fonts for Windows: a letter, then a mark.
"""

import re
import unicodedata
from typing import Final, Literal

Legacy = Literal["tcvn3", "vni"]

NAMES: Final[dict[Legacy, str]] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI-Windows"}

_TCVN3_FROM_A1: Final = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạ"
    "ẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
)
_TCVN3: Final = {0xA1 + at: letter for at, letter in enumerate(_TCVN3_FROM_A1)}

_TONES: Final = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROUND: Final = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE: Final = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_ALONE: Final = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}
_BOTH: Final = {"ô": "ơ", "ö": "ư"}


def _pairs() -> dict[str, str]:
    """Return what a letter with its mark stands for, and what letters that stand alone do; in both cases."""
    found = {letter + mark: _BOTH.get(letter, letter) + tone for letter in "aeouyôö" for mark, tone in _TONES.items()}
    found |= {letter + mark: letter + "\u0302" + tone for letter in "aeo" for mark, tone in _ROUND.items()}
    found |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    found |= _ALONE
    composed = {given: unicodedata.normalize("NFC", meant) for given, meant in found.items()}
    upper = {given.upper(): meant.upper() for given, meant in composed.items()}
    mixed = {given[0].upper() + given[1:]: meant.upper() for given, meant in composed.items() if len(given) == 2}
    return composed | mixed | upper


_VNI: Final = _pairs()
_VNI_PIECE: Final = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_WORD: Final = re.compile(r"[^\W\d_]+")


def from_legacy(text: str, legacy: Legacy) -> str:
    """Return ``text``, written in an old code and read as Latin letters, in NFC."""
    if text.isascii():
        return text
    if legacy == "vni":
        return unicodedata.normalize("NFC", _VNI_PIECE.sub(lambda found: _VNI[found[0]], text))
    plain = unicodedata.normalize("NFC", text.translate(_TCVN3))
    return _WORD.sub(_capitals, plain)


def _capitals(found: re.Match[str]) -> str:
    """Capital letters with marks share their codes with small ones: a word in capitals is meant in capitals."""
    word = found[0]
    ascii_letters = [letter for letter in word if letter.isascii()]
    shouted = sum(map(str.isupper, ascii_letters)) > 1 and not any(map(str.islower, ascii_letters))
    return word.upper() if shouted else word
