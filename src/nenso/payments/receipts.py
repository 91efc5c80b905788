"""Numbers of receipts: one after the other in an agency's year, without gaps."""

from uuid import UUID

from django.db import connection

from nenso.runtime.clock import today

_NEXT = """
INSERT INTO payments_receiptcounter AS c (agency_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (agency_id, year) DO UPDATE SET last = c.last + 1 RETURNING last
"""


def next_receipt(agency: UUID) -> str:
    """Return the next number of ``agency``: ``2026/0000123``; the year is Viet Nam's.

    Taken last in the transaction, for until it ends no other of that agency gets one; undone with it, so that none is
    ever missing.
    """
    year = today().year
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency, year])
        return f"{year}/{cursor.fetchone()[0]:07}"
