"""What an agency tells today: the pages of the formulas that count for it, those of a kind, a place and an audience."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nenso.agencies.models import Agency
from nenso.formulas.library import formula_of
from nenso.formulas.models import Edition
from nenso.formulas.offers import adoptions_for
from nenso.language.declarations.pages import PageText
from nenso.language.declarations.people import ROLES, Who
from nenso.runtime import clock

EVERYONE = frozenset({"public", "signed_in"})
"""Words of an audience that leave nobody out."""
OFFICERS = frozenset({"official", *ROLES})
"""Words of an audience that name who works at an agency."""


@dataclass(frozen=True)
class PublishedPage:
    """A page and the edition it stands in."""

    formula: str
    edition: Edition
    page: PageText

    @property
    def name(self) -> str:
        """``residence.register_child``"""
        return f"{self.formula}.{self.page.name}"

    @property
    def for_officers(self) -> bool:
        """Whether it is written for those who work at an agency and for nobody else."""
        return self.page.audience is not None and _words(self.page.audience) <= OFFICERS

    @property
    def answers(self) -> tuple[str, ...]:
        """The procedures that it leads to, by their full names."""
        written = (str(answer.procedure) for answer in self.page.answers)
        return tuple(name if "." in name else f"{self.formula}.{name}" for name in written)


def pages_for(
    agency: Agency, *, kind: str | None = None, audience: str | None = None, on: date | None = None
) -> list[PublishedPage]:
    """Return what ``agency`` tells on a day (default today), in order: of ``kind`` (``home question news lesson``).

    A page for some places is told by the agencies that serve one of them or lie in it; one for an ``audience`` only to
    that (``citizen enterprise official agency``, or a role), and to whoever does not say who asks.
    """
    day, around = on or clock.today(), _places_around(agency)
    found = [
        one
        for one in _all(agency)
        if (kind is None or one.page.kind == kind)
        and _stands(one.page, day)
        and (not one.page.place or around & set(map(str, one.page.place)))
        and (audience is None or _is_for(one.page.audience, audience))
    ]
    return sorted(found, key=lambda one: (float("inf") if one.page.order is None else one.page.order, one.name))


def _all(agency: Agency) -> Iterator[PublishedPage]:
    for adoption in adoptions_for(agency):
        for page in formula_of(adoption.edition).pages.values():
            yield PublishedPage(adoption.formula, adoption.edition, page)


def _places_around(agency: Agency) -> set[str]:
    """Return the codes of the place that ``agency`` serves and of those around it, as its path tells them."""
    if agency.place is None:
        return set()
    return {agency.place.code, *(label[1:] for label in agency.place.path.split(".")[1:])}


def _stands(page: PageText, day: date) -> bool:
    if page.valid is None:
        return True
    first, last = page.valid.start, page.valid.until
    return (first is None or date.fromisoformat(first) <= day) and (last is None or day <= date.fromisoformat(last))


def _is_for(wanted: Who | None, audience: str) -> bool:
    if wanted is None:
        return True
    words = _words(wanted)
    return audience in words or bool(words & EVERYONE)


def _words(who: Who) -> set[str]:
    return {str(term.name) for people in who.values for term in people.terms}
