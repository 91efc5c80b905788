"""Where editions run: the cases that are open under them, in numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from nenso.runtime.acting import Actor, acting

MOST_AGENCIES = 50


@dataclass(frozen=True)
class Running:
    """Open cases of an edition: all of them, at how many agencies, and those agencies that have most."""

    cases: int
    agencies: int
    most: tuple[tuple[str, int], ...]


def open_cases(actor: Actor, editions: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many cases are open under each of ``editions``; those with none are left out."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT edition, sum(cases)::bigint FROM nenso_running(%s) GROUP BY 1", [list(editions)])
        return dict(cursor.fetchall())


def running(actor: Actor, edition: UUID) -> Running:
    """Return where cases are open under ``edition``."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.name, r.cases, sum(r.cases) OVER ()::bigint, count(*) OVER () FROM nenso_running(%s) r
               JOIN agencies_agency a ON a.id = r.agency ORDER BY r.cases DESC, a.path LIMIT %s""",
            [[edition], MOST_AGENCIES],
        )
        rows = cursor.fetchall()
    if not rows:
        return Running(0, 0, ())
    return Running(rows[0][2], rows[0][3], tuple((name, cases) for name, cases, _, _ in rows))
