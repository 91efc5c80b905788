"""The list of formulas: being written, published, offered at one's agencies; and one edition with where it runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.models import Agency
from nenso.agencies.posts import holders
from nenso.cases.queries.describing import page_of
from nenso.cases.queries.running import open_cases, running
from nenso.desk.publishing.frame import publishing_at, publishing_page
from nenso.desk.standing import standing_of
from nenso.formulas.library import edition_named, formula_of, published_editions
from nenso.formulas.models import Adoption, Edition
from nenso.formulas.offers import adoptions_for, offers_in
from nenso.formulas.writing import manuscripts_of
from nenso.language.declarations.formula import version_of
from nenso.runtime.acting import acting
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page


@dataclass(frozen=True)
class Listed:
    """A published formula: its newest edition, those before it, who adopted it, how many cases are open under each."""

    newest: Edition
    earlier: tuple[Edition, ...]
    adoptions: tuple[Adoption, ...]
    open: int


@dataclass(frozen=True)
class InForce:
    """What one of one's agencies offers: the adoption that counts, whether it is its own, a newer edition if any."""

    agency: Agency
    adoption: Adoption
    own: bool
    newer: Edition | None


@require_safe
@page(may=SIGNED_IN)
def show_all(request: PageRequest) -> HttpResponse:
    """Show every formula: what is being written, what is published and by whom it is adopted, what has a newer one."""
    standing = standing_of(request)
    editions = _editions(request)
    with acting(request.actor):
        adopted = Adoption.objects.filter(valid_until=None).select_related("agency", "edition", "adaptation")
        adoptions = list(adopted.defer("edition__files", "adaptation__files").order_by("agency__path"))
    open_now = open_cases(request.actor, [one.id for one in editions])
    told = {
        "manuscripts": manuscripts_of(request.actor),
        "published": list(_listed(editions, adoptions, open_now)),
        "in_force": list(_in_force(publishing_at(standing), editions)),
        "open": open_now,
        "names": _names(request, editions),
    }
    return publishing_page(request, standing, "list.html", told)


@require_safe
@page(may=SIGNED_IN)
def show_edition(request: PageRequest, edition: str) -> HttpResponse:
    """Show an edition: what it declares, who published it, who offers it, where cases are open under it."""
    standing = standing_of(request)
    with acting(request.actor):
        found = edition_named(edition)
        formula = formula_of(found)
        adoptions = list(
            Adoption.objects.filter(edition=found, valid_until=None).select_related("agency").order_by("agency__path")
        )
        others = list(Edition.objects.filter(formula=found.formula).exclude(pk=found.pk).defer("files"))
    told = {
        "edition": found,
        "formula": formula,
        "procedures": [page_of(one) for one in offers_in(standing.agency, formula).values()],
        "adoptions": adoptions,
        "running": running(request.actor, found.id),
        "others": sorted(others, key=lambda one: version_of(one.version), reverse=True),
        "names": _names(request, [found]),
    }
    return publishing_page(request, standing, "edition.html", told)


def _editions(request: PageRequest) -> list[Edition]:
    with acting(request.actor):
        return published_editions()


def _listed(editions: Iterable[Edition], adoptions: list[Adoption], open_now: dict[UUID, int]) -> Iterable[Listed]:
    by_formula: dict[str, list[Edition]] = {}
    for one in editions:
        by_formula.setdefault(one.formula, []).append(one)
    for name in sorted(by_formula):
        newest, *earlier = by_formula[name]
        offered = tuple(one for one in adoptions if one.formula == name)
        yield Listed(newest, tuple(earlier), offered, sum(open_now.get(one.id, 0) for one in by_formula[name]))


def _in_force(agencies: Iterable[Agency], editions: Iterable[Edition]) -> Iterable[InForce]:
    newest: dict[str, Edition] = {}
    for one in editions:
        newest.setdefault(one.formula, one)
    for agency in agencies:
        for adoption in adoptions_for(agency):
            latest = newest.get(adoption.formula)
            newer = latest if latest is not None and _is_newer(latest, adoption.edition) else None
            yield InForce(agency, adoption, adoption.agency_id == agency.id, newer)


def _is_newer(one: Edition, other: Edition) -> bool:
    return version_of(one.version) > version_of(other.version)


def _names(request: PageRequest, editions: Iterable[Edition]) -> dict[Any, str]:
    """Return the names of the officers who published, where they may be told."""
    wanted = {one.published_by for one in editions if one.published_by}
    return holders(request.actor, wanted) if wanted else {}
