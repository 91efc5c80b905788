"""Which books of numbers an agency keeps by what it offers, and how far each is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from nenso.agencies.books import books_of
from nenso.agencies.models import Agency
from nenso.cases.engine.patterns import period_on
from nenso.cases.queries.words import Words, text_of
from nenso.formulas.offers import offers_of
from nenso.language.declarations.access import Numbering
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

RECEIPTS = "receipts"


@dataclass(frozen=True)
class BookLine:
    """A book in one period: what it numbers, by which pattern, the last number given."""

    book: str
    period: str
    titles: tuple[Words, ...]
    pattern: str
    last: int
    closed_at: datetime | None
    current: bool


def books_at(actor: Actor, agency: Agency) -> list[BookLine]:
    """Return the books of ``agency``: of each procedure's papers and of receipts, in this period and those before.

    For its administrators; raises ``NotAdministrator``.
    """
    kept = books_of(actor, agency)
    with acting(actor):
        declared = _declared(agency)
    lines = []
    for book, (titles, pattern, period) in declared.items():
        rows = [row for row in kept if row.book == book]
        if not any(row.period == period for row in rows):
            lines.append(BookLine(book, period, titles, pattern, 0, None, current=True))
        for row in rows:
            current = row.period == period
            lines.append(BookLine(book, row.period, titles, pattern, row.last, row.closed_at, current=current))
    others = [row for row in kept if row.book not in declared]
    lines += [BookLine(row.book, row.period, (), "", row.last, row.closed_at, current=False) for row in others]
    return lines


def _declared(agency: Agency) -> dict[str, tuple[tuple[Words, ...], str, str]]:
    """Return book → what it numbers, its pattern, the period of today."""
    found: dict[str, tuple[tuple[Words, ...], str, str]] = {}
    for book, title, numbering in _numbered(agency):
        titles = found[book][0] if book in found else ()
        titles = titles if title in titles else (*titles, title)
        found[book] = (titles, str(numbering.pattern), period_on(numbering, clock.today()))
    receipts = {"vi": "Biên lai thu phí, lệ phí", "en": "Receipts"}
    found[RECEIPTS] = ((receipts,), "{year}/{serial:7}", str(clock.today().year))
    return found


def _numbered(agency: Agency) -> Iterator[tuple[str, Words, Numbering]]:
    for offer in offers_of(agency):
        for result in offer.procedure.results:
            if result.numbered is not None:
                title = text_of(result.label or offer.procedure.title, str(result.name))
                yield f"{offer.formula.name}:{result.numbered.pattern}", title, result.numbered
