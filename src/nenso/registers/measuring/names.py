"""Names that do not read like a person's: what no name has, stand-ins, a letter for a name, all capitals, lost marks.

Soft: a person looks at each. Names of the country's peoples are names: *Vàng A Páo*, *Y Bhuăt*, *H'Hen*; a vowel alone
(*Ý*) and the letters before names (*H*, *K*) are never held against one.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import polars as pl

from nenso.runtime.text import fold

WRITTEN: Final = r"^\p{L}[\p{L}\p{M} .'’-]*$"
LEAST_SEEN: Final = 20
"""Times that a word must stand in a register before it tells how people there write it."""
BARE: Final = 0.05
"""A word that fewer than these write without marks has lost them where it has none."""

_STAND_INS: Final = (
    "không có", "khong co", "không rõ", "khong ro", "không biết", "khong biet", "chưa có", "chua co", "chưa rõ",
    "chua ro", "chưa biết", "chua biet", "chưa đặt tên", "chua dat ten", "không tên", "khong ten", "none", "null",
    "unknown", "no name",
)  # fmt: skip
_KEYS_STRUCK: Final = r"\b(?:test|abcd?|xyz|asdf\w*|qwerty\w*)\b"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzđ"
_ONE_LETTER_AGAIN: Final = "^(?:" + "|".join(f"{letter}{{3,}}" for letter in _LETTERS) + ")$"
_LETTER_FOR_A_NAME: Final = r"(?:^|\s)[bcdđfgjlmnpqrstvwxz]\.?$"


def marked_words(counted: Iterable[tuple[str, int]]) -> list[str]:
    """Return, without marks, the words that a register writes with marks; ``counted``: each word, small, how often."""
    seen: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for word, count in counted:
        both = seen[fold(word)]
        both[0] += count
        both[1] += count if word.isascii() else 0
    return sorted(word for word, (all_, bare) in seen.items() if all_ >= LEAST_SEEN and bare < BARE * all_)


def unlike_a_name(text: pl.Expr, marked: Iterable[str]) -> pl.Expr:
    """Return whether a text does not read like a name where ``marked`` are written with marks."""
    small = text.str.strip_chars().str.to_lowercase()
    words = small.str.split(" ").list.set_intersection(pl.lit(pl.Series([list(marked)], dtype=pl.List(pl.String))))
    return (
        ~text.str.contains(WRITTEN)
        | ((text.str.len_chars() > 1) & (text == text.str.to_uppercase()) & (text != text.str.to_lowercase()))
        | small.is_in(_STAND_INS)
        | small.str.contains(_KEYS_STRUCK)
        | small.str.contains(_ONE_LETTER_AGAIN)
        | small.str.contains(_LETTER_FOR_A_NAME)
        | (~text.str.contains(r"[^\x00-\x7F]") & (words.list.len() > 0))
    )
