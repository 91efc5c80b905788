"""Records of a register as dots on a map of our own drawing: one for each place, the larger the more lie in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sqrt
from uuid import UUID

from nenso.territory.models import Place

WIDTH = 640
"""How wide a map is, in its own units."""


@dataclass(frozen=True)
class Dot:
    """A place on a map of our own drawing: where, how large, what is said of it."""

    x: float
    y: float
    r: float
    name: str
    code: str
    count: int


@dataclass(frozen=True)
class Dots:
    """A map: its height at :data:`WIDTH`, places without records, and those with, the largest first."""

    height: float
    empty: list[Dot]
    full: list[Dot]


def dots_of(counts: Mapping[UUID, int], around: Place | None) -> Dots | None:
    """Return places with their counts, among the communes of the province ``around`` lies in; None where nothing is."""
    full = list(Place.objects.filter(id__in=counts, latitude__isnull=False))
    province = around if around is None or around.level == "province" else around.parent
    empty: list[Place] = []
    if province is not None:
        siblings = Place.objects.filter(parent=province, latitude__isnull=False, valid_until=None)
        empty = list(siblings.exclude(id__in=counts))
    points = [(float(one.longitude or 0), float(one.latitude or 0)) for one in (*full, *empty)]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDTH - 60) / max((east - west) * shrink, (north - south) * 0.75, 0.05)
    most = max(counts.values(), default=1)

    def dot(one: Place) -> Dot:
        count = counts.get(one.id, 0)
        x = 30 + (float(one.longitude or 0) - west) * shrink * scale
        y = 30 + (north - float(one.latitude or 0)) * scale
        return Dot(
            round(x, 1),
            round(y, 1),
            round(4 + 18 * sqrt(count / most), 1) if count else 2.5,
            one.full_name,
            one.code,
            count,
        )

    drawn = sorted((dot(one) for one in full), key=lambda one: -one.count)
    return Dots(round(60 + (north - south) * scale, 1), [dot(one) for one in empty], drawn)
