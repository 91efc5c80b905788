"""Guidance for officers (trợ giúp cán bộ): what a published edition says of a procedure, and which edition says it."""

from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id
from nenso.cases.queries.describing import page_of
from nenso.cases.queries.overview import Row, offered_by_row
from nenso.cases.queries.words import text_of
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.models import Edition
from nenso.formulas.offers import Offer, any_offer, offer_of
from nenso.formulas.pages import PublishedPage, pages_for
from nenso.runtime.text import fold

KINDS = ("question", "lesson")
"""Kinds of page that explain; what is news or a front page explains nothing."""


def guidance(agency: Agency, procedure: str) -> dict[str, Any]:
    """Return what is told of a procedure, by full name or code: as ``agency`` offers it now, else as others do.

    ``agency``: who decides, None when not this one; ``source``: the edition, when it was published and came into force,
    what else adapts it; ``pages``: those that lead to the procedure. Raises :class:`ProcedureNotOffered` when nobody
    offers it.
    """
    try:
        return _told(offer_of(agency, procedure))
    except ProcedureNotOffered:
        return _told(any_offer(procedure)) | {"agency": None}


def guidance_of_case(row: Row) -> dict[str, Any]:
    """Return what the edition says that a case was filed under and runs on to its end."""
    keys = [key for key in (row["edition"], row["adaptation"]) if key]
    editions = {str(one.pk): one for one in Edition.objects.filter(pk__in=keys)}
    ready, agency = offered_by_row(row), agency_by_id(UUID(row["agency"]["id"]))
    adaptation = editions[row["adaptation"]] if row["adaptation"] else None
    return _told(Offer(agency, editions[row["edition"]], adaptation, ready.formula, ready.procedure))


def explaining(agency: Agency, words: str = "") -> list[PublishedPage]:
    """Return the pages that explain something at ``agency``, in order; those that hold every one of ``words``."""
    wanted = fold(words).split()
    found = [one for kind in KINDS for one in pages_for(agency, kind=kind)]
    return [one for one in found if all(word in _searched(one) for word in wanted)]


def _searched(one: PublishedPage) -> str:
    title = one.page.title
    return fold(
        " ".join((title.in_language("vi"), title.in_language("en"), *map(str, one.page.asked_as), one.page.body))
    )


def _told(offer: Offer) -> dict[str, Any]:
    edition, adaptation = offer.edition, offer.adaptation
    return {
        "procedure": page_of(offer),
        "agency": offer.agency,
        "source": {
            "title": text_of(offer.formula.title, offer.formula.name),
            "edition": edition.name,
            "published_at": edition.published_at,
            "effective": edition.effective,
            "adaptation": adaptation.name if adaptation is not None else "",
        },
        "pages": [one for one in explaining(offer.agency) if offer.name in one.answers],
    }
