"""Finding agencies: by path, by what they serve, upwards, downwards and by name. They are public: nobody need act."""

import re
from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Length

from nenso.agencies import kinds
from nenso.agencies.errors import AgencyUnknown, NoAgencyServes
from nenso.agencies.models import Agency, AgencyName
from nenso.runtime import clock
from nenso.runtime.acting import send
from nenso.runtime.fields import Depth
from nenso.runtime.reading import Reading
from nenso.runtime.text import fold
from nenso.territory.models import Place

_BY_ID = Reading(Agency, "t.id = $1", related=["place"])
_SERVING = Reading(
    Agency,
    "t.kind = $1 AND t0.path = ANY($2::text[]::ltree[]) AND (t.valid_from IS NULL OR t.valid_from <= $3)"
    " AND (t.valid_until IS NULL OR t.valid_until > $3)",
    order="nlevel(t0.path) DESC, t.path",
    related=["place"],
)
_PATH = re.compile(r"[a-z0-9_]{1,250}(\.[a-z0-9_]{1,250}){0,20}\Z")


def agency_by_path(path: str) -> Agency:
    """Return the agency at ``path`` (``vn.p19.c01969``), standing or not; raises ``AgencyUnknown``."""
    found = Agency.objects.filter(path=path).first() if _PATH.match(path) else None
    if found is None:
        raise AgencyUnknown(agency=path)
    return found


def agency_by_id(agency: UUID) -> Agency:
    """Return the agency with this key; raises ``AgencyUnknown``."""
    (rows,) = send(_BY_ID(agency))
    found = _BY_ID.rows(rows)
    if not found:
        raise AgencyUnknown(agency=str(agency))
    return found[0]


def agency_serving(place: Place, kind: str, *, on: date | None = None) -> Agency:
    """Return the agency of ``kind`` that serves ``place`` on a day: of the place itself, else of the nearest around it.

    ``agency_serving(commune, "province")`` is the provincial People's Committee. Raises ``NoAgencyServes``, also for a
    place that no longer stands: say first what it became.
    """
    (rows,) = send(_SERVING(kind, upwards(place.path), on or clock.today()))
    found = _SERVING.rows(rows)
    if not found:
        raise NoAgencyServes(kind=kind, place=place.full_name)
    return found[0]


def ancestor_of_kind(agency: Agency, kind: str, *, on: date | None = None) -> Agency | None:
    """Return the nearest agency of ``kind``, ``agency`` itself or above it; None when there is none."""
    above = _standing(on).filter(kind=kind, path__in=upwards(agency.path))
    return above.order_by(Depth("path").desc()).first()


def agency_of_kind(agency: Agency, kind: str, place: Place | None, *, on: date | None = None) -> Agency:
    """Return what ``@kind`` means at ``agency``: the nearest ancestor of that kind, else the one serving ``place``.

    A unit of the agency itself counts before what serves the place (``@one_stop`` is its own one-stop centre).
    """
    own = _standing(on).filter(kind=kind, parent=agency, is_unit=True)
    found = ancestor_of_kind(agency, kind, on=on) or own.order_by("path").first()
    if found is not None:
        return found
    if place is None:
        raise NoAgencyServes(kind=kind, place=agency.name)
    return agency_serving(place, kind, on=on)


def home_of(agency: Agency) -> Agency:
    """Return the agency that a unit is part of; an agency that is no unit is its own."""
    while agency.is_unit and agency.parent is not None:
        agency = agency.parent
    return agency


def children(
    parent: Agency | None, *, kind: str | None = None, after: tuple[bytes, UUID] | None = None, limit: int = 50
) -> list[Agency]:
    """Return a page of what stands directly below ``parent`` (None: the top), in Vietnamese order.

    ``after`` is ``(sort_key, id)`` of the last one of the page before.
    """
    page = _standing(None).filter(parent=parent)
    if kind:
        page = page.filter(kind=kind)
    if after:
        key, last = after
        page = page.filter(Q(sort_key__gt=key) | Q(sort_key=key, id__gt=last), sort_key__gte=key)
    return list(page.order_by("sort_key", "id")[:limit])


def search(text: str, *, kind: str | None = None, below: str | None = None, limit: int = 10) -> list[Agency]:
    """Return agencies in whose name every word of ``text`` begins a word, with or without diacritics.

    First those that hold the words in this order; of these committees and ministries; of these the shortest name.
    """
    words = fold(text).replace("\x00", "").split()
    if not words:
        return []
    found = _standing(None)
    for word in words:
        found = found.filter(folded__contains=word, folded__regex=rf"\m{re.escape(word)}")
    if kind:
        found = found.filter(kind=kind)
    if below:
        found = found.filter(path__below=below)
    phrase = Case(When(folded__contains=" ".join(words), then=0), default=1)
    whole = Case(When(kind__in=kinds.WHOLE, then=0), default=1)
    return list(found.order_by(phrase, whole, Length("folded"), "sort_key", "id")[:limit])


def agencies_around(paths: Iterable[str], most: int) -> list[Agency]:
    """Return up to ``most`` agencies of today: first of the provinces that ``paths`` lie in, the highest first."""
    provinces = {path for found in paths for path in upwards(found)[1:2]}
    near = reduce(or_, (Q(path__below=path) for path in provinces), Q(pk__in=()))
    standing = _standing(None).filter(is_unit=False).select_related("place")
    return list(standing.order_by(Case(When(near, then=0), default=1), Depth("path"), "sort_key", "id")[:most])


def name_on(agency: Agency, day: date) -> str:
    """Return what ``agency`` was called on ``day``; today's name where nothing earlier is known."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    ended = Q(valid_until__isnull=False, valid_until__lte=day)
    found = AgencyName.objects.filter(begun, agency=agency).exclude(ended).first()
    return found.name if found is not None else agency.name


def upwards(path: str) -> list[str]:
    """Return ``path`` and the paths of all above it: ``vn``, ``vn.p19``, ``vn.p19.c01969``."""
    labels = path.split(".")
    return [".".join(labels[: count + 1]) for count in range(len(labels))]


def _standing(on: date | None) -> QuerySet[Agency]:
    day = on or clock.today()
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Agency.objects.filter(begun).exclude(valid_until__lte=day)
