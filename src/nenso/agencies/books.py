"""Numbers from an agency's books (lấy số từ sổ): one after the other, none left out, none given twice."""

from uuid import UUID

from nenso.agencies.errors import BookClosed
from nenso.runtime.acting import send
from nenso.runtime.statements import Prepared

_NEXT = Prepared(
    "agencies_next_number",
    "INSERT INTO agencies_booknumber AS b (agency_id, book, period, last) VALUES ($1, $2, $3, 1)"
    " ON CONFLICT (agency_id, book, period) DO UPDATE SET last = b.last + 1 WHERE b.closed_at IS NULL RETURNING last",
)


def next_number(agency: UUID, book: str, *, period: str = "") -> int:
    """Return the next number of ``book`` at ``agency`` in ``period`` (a year, as a rule), from 1.

    Runs in the transaction of ``acting()``: the number exists only if that commits, and whoever wants one of the same
    book waits until then. Take it last, with as little as possible between it and the end of the transaction. Raises
    ``BookClosed`` when the period of the book was closed.
    """
    (counted,) = send(_NEXT(agency, book, period))
    if not counted:
        raise BookClosed(book=book, period=period or "—")
    return int(counted[0][0])
