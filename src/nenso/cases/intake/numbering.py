"""Printed codes of cases (mã hồ sơ): gap-free per agency and day, by a pattern that each agency sets.

Two forms are live: ``H15.50.05.13-YYMMDD-XXXX`` in provinces and ``MX1X2.Y1Y2Y3.Z1Z2-YYMMDD-AAXXXX`` in central systems
(Circular 03/2025/TT-VPCP Art. 13 as amended by 04/2025). The date is Viet Nam's, computed here.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from nenso.cases.engine.rights import by_engine
from nenso.runtime.acting import send
from nenso.runtime.problems import Problem
from nenso.runtime.statements import Prepared

DEFAULT_PATTERN = "{agency}-{date}-{serial:4}"

_SERIAL = re.compile(r"\{serial(?::(\d+))?\}")
_KNOWN = re.compile(r"\{(agency|date|year|month|day|place)\}")


class PatternInvalid(Problem):
    code = "cases.pattern_invalid"
    status = 422
    vi = "Mẫu mã «{pattern}» phải có đúng một {{serial}} và chỉ các phần: agency, date, year, month, day, place."
    en = "The pattern “{pattern}” must hold exactly one {{serial}} and only: agency, date, year, month, day, place."


@dataclass(frozen=True)
class CodePlan:
    """A code but for its number: the counter's ``scope``, what stands before and after, and the digits at least."""

    scope: str
    before: str
    after: str
    width: int

    def code(self, number: int) -> str:
        """Return the printed code with ``number`` in it."""
        return f"{self.before}{number:0{self.width}d}{self.after}"


_NEXT = Prepared(
    "cases_next",
    "INSERT INTO cases_counter AS c (scope, value) VALUES ($1, 1)"
    " ON CONFLICT (scope) DO UPDATE SET value = c.value + 1 RETURNING value",
)


def next_in(scope: str) -> int:
    """Return the next number within ``scope``, from 1, without gaps; whoever wants the same waits until we commit."""
    ((value,),) = send(*by_engine(_NEXT(scope)))[0]
    return int(value)


@lru_cache(maxsize=4_096)
def plan(pattern: str, *, agency: str, place: str, on: date) -> CodePlan:
    """Return the plan of a code by ``pattern`` for the agency code ``agency`` on the Viet Nam date ``on``.

    Raises :class:`PatternInvalid`.
    """
    serials = _SERIAL.findall(pattern)
    rest = _KNOWN.sub("", _SERIAL.sub("", pattern))
    if len(serials) != 1 or "{" in rest or "}" in rest:
        raise PatternInvalid(pattern=pattern)
    parts = {
        "agency": agency,
        "place": place,
        "date": f"{on:%y%m%d}",
        "year": f"{on:%Y}",
        "month": f"{on:%m}",
        "day": f"{on:%d}",
    }
    before, after = (
        _KNOWN.sub(lambda match: parts[match[1]], piece) for piece in _SERIAL.sub("\0", pattern).split("\0")
    )
    return CodePlan(f"case:{before}#{after}", before, after, int(serials[0] or 1))
