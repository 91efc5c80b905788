"""Numbers from an agency's books (lấy số từ sổ): one after the other, none left out, none given twice."""

import re
from uuid import UUID

from django.db import connection

from nenso.results.errors import NumberPatternWrong

_NEXT = """
INSERT INTO results_booknumber AS b (agency_id, book, period, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (agency_id, book, period) DO UPDATE SET last = b.last + 1 RETURNING last
"""
_PART = re.compile(r"\{(?P<name>\w+)(?::(?P<width>\d+))?\}")


def next_number(agency: UUID, book: str, *, period: str = "") -> int:
    """Return the next number of ``book`` at ``agency`` in ``period`` (a year, as a rule), from 1.

    Runs in the transaction of ``acting()``: the number exists only if that commits, and whoever wants one of the same
    book waits until then. Take it last, with as little as possible between it and the end of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency, book, period])
        (number,) = cursor.fetchone()
    return int(number)


def printed(pattern: str, serial: int, **parts: str | int) -> str:
    """Return a number as it is printed: ``{serial:3}/{year}`` gives ``012/2026``.

    A width fills with zeros. Raises NumberPatternWrong for a part that is not given.
    """
    known: dict[str, str | int] = {"serial": serial, **parts}

    def fill(found: re.Match[str]) -> str:
        if found["name"] not in known:
            raise NumberPatternWrong(pattern=pattern, part=found["name"], known=", ".join(known))
        return str(known[found["name"]]).zfill(int(found["width"] or 0))

    return _PART.sub(fill, pattern)
