"""Numbers from an agency's books (lấy số từ sổ): one after the other, none left out, none given twice.

An administrator may let a book go on from a higher number (the paper book had come so far) and close a year of it. No
number is ever given again: a book only goes forward, and what is closed stays closed.
"""

from uuid import UUID

from nenso.agencies.administering import must_administer
from nenso.agencies.errors import BookClosed, BookStart
from nenso.agencies.models import Agency, BookNumber
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.statements import Prepared

LARGEST = 2_000_000_000

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


def books_of(actor: Actor, agency: Agency) -> list[BookNumber]:
    """Return every book of ``agency`` that a number was given in, the latest period first; for its administrators."""
    with acting(actor):
        must_administer(agency)
        return list(BookNumber.objects.filter(agency=agency).order_by("book", "-period"))


def start_book(actor: Actor, agency: Agency, book: str, period: str, first: int) -> BookNumber:
    """Return the book, whose next number is ``first``: higher than any that was given.

    For administrators of the agency or above. Raises ``NotAdministrator``, ``BookStart``, ``BookClosed``.
    """
    with acting(actor):
        must_administer(agency)
        found = _locked(agency, book, period)
        if found.closed_at is not None:
            raise BookClosed(book=book, period=period or "—")
        if not found.last < first <= LARGEST:
            raise BookStart(least=found.last + 1)
        BookNumber.objects.filter(pk=found.pk).update(last=first - 1)
        body = {"book": book, "period": period, "first": first, "was": found.last}
        record(agency.id, "book.started", body, agency_path=agency.path)
        found.last = first - 1
    return found


def close_book(actor: Actor, agency: Agency, book: str, period: str) -> BookNumber:
    """Return the book, closed for ``period`` (khóa sổ): no further number is given in it. Twice is once.

    For administrators of the agency or above. Raises ``NotAdministrator``.
    """
    with acting(actor):
        must_administer(agency)
        found = _locked(agency, book, period)
        if found.closed_at is None:
            found.closed_at = clock.now()
            BookNumber.objects.filter(pk=found.pk).update(closed_at=found.closed_at)
            body = {"book": book, "period": period, "last": found.last}
            record(agency.id, "book.closed", body, agency_path=agency.path)
    return found


def _locked(agency: Agency, book: str, period: str) -> BookNumber:
    """Return the book under the lock of its row, from which numbers are given too; made when there is none yet."""
    BookNumber.objects.bulk_create([BookNumber(agency=agency, book=book, period=period, last=0)], ignore_conflicts=True)
    return BookNumber.objects.select_for_update().get(agency=agency, book=book, period=period)
