"""What stands in a cell of a table of values: a number as Vietnamese or English people write it, a code, or nothing."""

import re
from collections.abc import Collection
from typing import Any, Literal

from nenso.index.engine import NOT_APPLICABLE
from nenso.runtime.text import fold

Decimal = Literal[",", "."]

MISSING = frozenset(
    {"", "-", "–", "—", "..", "...", "…", "na", "nan", "null", "none", "missing", "khong co so lieu", "chua co so lieu"}
)
"""Words for a missing value, folded; an empty cell is one."""
NOT_APPLYING = frozenset({"khong ap dung", "not applicable"})
"""Words for what does not apply to the unit, folded."""
UNCLEAR = frozenset({"n/a", "#n/a", "x", "?"})
"""Words that may be either of them, folded: whoever writes must say which."""

_DOTTED = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d+)?")
_COMMAED = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?([eE][+-]?\d+)?")
_COMMA_SURE = re.compile(r"[+-]?\d+(\.\d{3})*,(\d{1,2}|\d{4,})\s*%?")
_DOT_SURE = re.compile(r"[+-]?\d+(,\d{3})*\.(\d{1,2}|\d{4,})\s*%?([eE][+-]?\d+)?")


class Unclear(ValueError):
    """A cell that may be missing or not applicable."""


def decimal_of(cells: list[str]) -> Decimal | None:
    """Return the decimal sign that the cells of a file use, None when they use both in ways that cannot be one."""
    comma = any(_COMMA_SURE.fullmatch(cell) for cell in cells)
    dot = any(_DOT_SURE.fullmatch(cell) for cell in cells)
    if comma and dot:
        return None
    return "," if comma else "."


def value_of(cell: str, decimal: Decimal, codes: Collection[str] = ()) -> Any:
    """Return a cell for the engine: number, code, None (missing) or ``NOT_APPLICABLE``. Raises ``Unclear``.

    ``codes``: what the scorecard itself has a score for, whatever such a word means elsewhere (``none``, ``x``, ``1``).
    """
    text = cell.strip()
    if text and (text in codes or text.casefold() in codes):
        return text
    folded = fold(text)
    if folded in MISSING or text in MISSING:
        return None
    if folded in NOT_APPLYING:
        return NOT_APPLICABLE
    if folded in UNCLEAR or text.casefold() in UNCLEAR:
        raise Unclear(text)
    bare = text.removesuffix("%").replace("\u00a0", "").replace(" ", "")
    pattern, thousands = (_COMMAED, ".") if decimal == "," else (_DOTTED, ",")
    if not any(sign.isdigit() for sign in bare) or not pattern.fullmatch(bare):
        return text
    number = float(bare.replace(thousands, "").replace(decimal, "."))
    return _hundredth(bare, thousands, decimal) if text.endswith("%") else number


def _hundredth(bare: str, thousands: str, decimal: str) -> float:
    """Return a percentage as a share, with the digits that were written: 97,5 % is 0.975."""
    return float(bare.replace(thousands, "").replace(decimal, ".") + "e-2")
