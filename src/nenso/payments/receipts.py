"""Numbers of receipts: one after the other in an agency's year, without gaps."""

from uuid import UUID

from nenso.agencies.books import next_number
from nenso.runtime.clock import today


def next_receipt(agency: UUID) -> str:
    """Return the next number of ``agency``: ``2026/0000123``; the year is Viet Nam's. Taken last in the transaction."""
    year = today().year
    return f"{year}/{next_number(agency, 'receipts', period=str(year)):07}"
