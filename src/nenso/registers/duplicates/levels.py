"""How two values are compared, kind by kind: levels from alike to different, their names, where training begins.

Pure: no database and no Django, because the process that compares imports it. Of a value ``c`` the table has the column
``c`` (:data:`READ`) and, where a kind works one out, ``c_x`` (:data:`WORKED_OUT`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["name", "date", "number", "code", "text", "address"]
"""A person's name; a day; digits that tell apart (identifier, phone); one of some values; other text; an address."""


@dataclass(frozen=True)
class Level:
    """One level of a comparison: when it holds (SQL of DuckDB over ``{c}``), and its name in both languages.

    ``m``: share of pairs of one thing at this level where training begins, ``u``: of pairs of two things; both are
    estimated from the data, and these stay only where the data tell nothing. ``common``: weighs less the more records
    have the value. ``most``: what ``m`` never exceeds, so that twins do not teach that one person has two names.
    """

    code: str
    holds: str
    vi: str
    en: str
    m: float
    u: float
    common: bool = False
    most: float = 1.0


def _different(m: float, u: float) -> Level:
    return Level("different", "ELSE", "khác nhau", "different", m, u, most=m)


def _slip(column: str) -> str:
    """Return when two texts are one stroke apart: one sign exchanged, left out, put in, or two in the wrong order."""
    left, right = f'"{column}_l"', f'"{column}_r"'
    return f"abs(length({left}) - length({right})) <= 1 AND damerau_levenshtein({left}, {right}) <= 1"


def _alike(column: str, least: float) -> str:
    left, right = f'"{column}_l"', f'"{column}_r"'
    return f"left({left}, 2) = left({right}, 2) AND jaro_winkler_similarity({left}, {right}) >= {least}"


_SAME, _SAME_PLAIN = '"{c}_l" = "{c}_r"', '"{c}_x_l" = "{c}_x_r"'

LEVELS: Final[Mapping[Kind, tuple[Level, ...]]] = {
    "name": (
        Level("same", _SAME, "giống hệt", "the same", 0.6, 0.0001, common=True),
        Level("same_plain", _SAME_PLAIN, "giống khi bỏ dấu", "the same without marks", 0.2, 0.0001, common=True),
        Level("one_letter", _slip("{c}_x"), "khác một chữ cái", "one letter apart", 0.1, 0.0003),
        Level("alike", _alike("{c}_x", 0.94), "gần giống", "alike", 0.06, 0.001),
        _different(0.04, 0.9985),
    ),
    "date": (
        Level("same", _SAME, "giống hệt", "the same", 0.8, 0.00005),
        Level("swapped", _SAME_PLAIN, "đảo ngày và tháng", "day and month exchanged", 0.1, 0.00005),
        Level("one_digit", _slip("{c}"), "khác một chữ số", "one digit apart", 0.05, 0.002),
        Level("same_year", 'left("{c}_l", 4) = left("{c}_r", 4)', "cùng năm", "the same year", 0.03, 0.012),
        _different(0.02, 0.9859),
    ),
    "number": (
        Level("same", _SAME, "giống hệt", "the same", 0.7, 0.00001),
        Level("one_digit", _slip("{c}"), "khác một chữ số", "one digit apart", 0.25, 0.00005),
        _different(0.05, 0.99994),
    ),
    "code": (
        Level("same", _SAME, "giống nhau", "the same", 0.95, 0.2, common=True),
        _different(0.05, 0.8),
    ),
    "text": (
        Level("same", _SAME_PLAIN, "giống nhau", "the same", 0.7, 0.001, common=True),
        Level("alike", _alike("{c}_x", 0.9), "gần giống", "alike", 0.2, 0.01),
        _different(0.1, 0.989),
    ),
    "address": (
        Level("same", f"{_SAME} AND {_SAME_PLAIN}", "giống nhau", "the same", 0.5, 0.0002, common=True),
        Level("same_place", _SAME, "cùng nơi", "the same place", 0.4, 0.001, common=True),
        _different(0.1, 0.9988),
    ),
}

_PLAIN = "trim(regexp_replace(replace(strip_accents(lower(nfc_normalize({c}))), 'đ', 'd'), '\\s+', ' ', 'g'))"
_PARTS_OF_DAY = "substr({c}, 6, 2), substr({c}, 9, 2)"

READ: Final[Mapping[Kind, str]] = {"address": "json_extract_string({c}, '$.place')"}
"""``c``, where it is not the text as it is, in small letters."""

WORKED_OUT: Final[Mapping[Kind, str]] = {
    "name": _PLAIN,
    "text": _PLAIN,
    "date": f"left({{c}}, 4) || least({_PARTS_OF_DAY}) || greatest({_PARTS_OF_DAY})",
    "address": _PLAIN.format(c="json_extract_string({c}, '$.line')"),
}
"""``c_x``: a name without marks; a day whichever way day and month were written down; the line of an address."""

MET_BY: Final[Mapping[Kind, str]] = {"name": "{c}_x", "text": "{c}_x", "date": "{c}_x"}
"""By which column records with this value meet, ``c`` unless another is named."""

COMMON_BY: Final[Mapping[Kind, str]] = {"name": "{c}_x", "text": "{c}_x"}
"""By which column it is counted how common a value is."""

MISSING: Final = Level("missing", "", "thiếu ở một bên", "missing on one side", 0, 0)


def level_named(kind: Kind, code: str) -> Level:
    """Return a level of a kind by its code; :data:`MISSING` for any other."""
    return next((one for one in LEVELS[kind] if one.code == code), MISSING)
