"""Words as they are compared: folded, with their diacritics beside them, and how people mistype Vietnamese."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from nenso.runtime.text import fold
from nenso.territory.spelling import accents, spoken

_Y = re.compile(r"\A([bcdghklmnpqrstvx]+|qu)y\Z")
_TELEX_TONE = re.compile(r"\A([a-z]*[aeiouyw][a-z]*?)[sfrxj]\Z")
_TELEX_TONE_INSIDE = re.compile(r"([aeiouyw])[sfrxj](?=[aeiouycghmnpt])")
_TELEX_SHAPES = (
    ("dd", "d"),
    ("aa", "a"),
    ("ee", "e"),
    ("oo", "o"),
    ("uow", "uo"),
    ("uw", "u"),
    ("ow", "o"),
    ("aw", "a"),
)
_DIGITS_INSIDE = re.compile(r"(?<=[a-z])\d")


@dataclass(frozen=True)
class Word:
    """A word ``folded`` for comparing, its ``marks`` (diacritics, wherever they stand), and as it was written."""

    folded: str
    marks: str = ""
    written: str = ""


def plain(text: str) -> str:
    """Return ``text`` in NFC, single-spaced."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of ``text``; ``ký`` and ``kí``, ``hòa`` and ``hoà`` are the same word."""
    return tuple(word(written) for written in spoken(text))


@lru_cache(maxsize=16384)
def word(written: str) -> Word:
    """Return one word, in lower case, as it is compared."""
    return Word(_Y.sub(r"\1i", fold(written)), "".join(accents(written)), written)


def untyped(folded: str) -> list[str]:
    """Return what ``ddawng`` or ``ky1`` may have been meant to be when the keyboard was not set: Telex and VNI."""
    found = []
    if any(character.isdigit() for character in folded):
        found.append(_DIGITS_INSIDE.sub("", folded))
    shaped = folded
    for typed, meant in _TELEX_SHAPES:
        shaped = shaped.replace(typed, meant)
    toned = _TELEX_TONE.sub(r"\1", shaped)
    inside = _TELEX_TONE_INSIDE.sub(r"\1", shaped)
    found += [toned.replace("w", ""), toned.replace("w", "u"), inside.replace("w", ""), shaped.replace("w", "")]
    return [_Y.sub(r"\1i", one) for one in dict.fromkeys(found) if one and one != folded]
