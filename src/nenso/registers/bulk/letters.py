"""The letters that texts are vouched for with, and how these fold; a text with any other is looked at alone."""

import unicodedata
from typing import Final

import polars as pl

from nenso.runtime.text import fold

_PLAIN: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_MARKED: Final = "aăâeêioôơuưy"
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_LOWER: Final = sorted(
    {*_PLAIN, *(unicodedata.normalize("NFC", letter + tone) for letter in _MARKED for tone in _TONES)}
)
_LETTERS: Final = "".join(_LOWER) + "".join(_LOWER).upper()
_SIGNS: Final = r"!#$%&'()*+,./:;<=>?@\[\]\^_`{|}~–—…“”‘’°\-"

NAMED: Final = rf"^[{_LETTERS}0-9'.\-]+(?: [{_LETTERS}0-9'.\-]+)*$"
"""A name of letters, single-spaced."""

CLEAN: Final = rf"^[{_LETTERS}0-9{_SIGNS}]+(?: [{_LETTERS}0-9{_SIGNS}]+)*$"
"""A text of these letters and signs, single-spaced: in NFC, without what JSON or COPY would escape."""

_FOLDS: Final = {letter: fold(letter) for letter in _LOWER if not letter.isascii()}


def folded(texts: pl.Expr) -> pl.Expr:
    """Return what :func:`nenso.runtime.text.fold` gives for texts of these letters, single-spaced."""
    return texts.str.to_lowercase().str.replace_many(list(_FOLDS), list(_FOLDS.values()))
