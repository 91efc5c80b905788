"""What a leader's page is asked for by its address: which agency, which days, by what; and where it leads to."""

from dataclasses import dataclass
from datetime import date
from typing import cast, get_args
from urllib.parse import urlencode

from django.urls import reverse

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.cases.queries.counting import By, Period
from nenso.cases.queries.periods import PERIODS, between, period_around
from nenso.cases.queries.words import text_of
from nenso.desk.standing import Standing
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import any_offer
from nenso.runtime import clock
from nenso.web.pages import PageRequest
from nenso.web.wording import said

BETWEEN = "between"


@dataclass(frozen=True)
class Asked:
    """An agency and those below it, from ``first`` to ``last`` (days of ``kind``), counted ``by``, of one procedure."""

    agency: Agency
    kind: str
    first: date
    last: date
    by: By
    procedure: str

    @property
    def period(self) -> Period:
        """The period meant."""
        return between(self.first, self.last)

    def address(self, name: str, **changes: str) -> str:
        """Return the address of a page that is asked for the same, but for ``changes``."""
        asked = {
            "o": self.agency.path,
            "ky": self.kind,
            "tu": self.first.isoformat(),
            "den": self.last.isoformat() if self.kind == BETWEEN else "",
            "theo": self.by,
            "thu-tuc": self.procedure,
        }
        query = urlencode({key: value for key, value in (asked | changes).items() if value})
        return f"{reverse(name)}?{query}"


def asked_for(request: PageRequest, standing: Standing) -> Asked:
    """Return what the address asks for; what it does not say, or not soundly, is this month at one's own agency."""
    given = request.GET
    path = given.get("o", "")
    kind = given.get("ky", "month")
    day = _day(given.get("tu", ""), clock.today())
    if kind == BETWEEN:
        first, last = sorted((day, _day(given.get("den", ""), clock.today())))
    else:
        kind = kind if kind in PERIODS else "month"
        first, last = period_around(kind, day)
    by = given.get("theo", "procedure")
    return Asked(
        agency=agency_by_path(path) if path else standing.agency,
        kind=kind,
        first=first,
        last=last,
        by=cast("By", by) if by in get_args(By) else "procedure",
        procedure=given.get("thu-tuc", "")[:120],
    )


def title_of(procedure: str) -> str:
    """Return what people call a procedure, its name when nobody offers it any more."""
    try:
        return said(text_of(any_offer(procedure).procedure.title, procedure))
    except ProcedureNotOffered:
        return procedure


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
