"""Records of a register as dots on a map of our own drawing: one for each place, the larger the more lie in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sqrt
from uuid import UUID

from nenso.territory.models import Place

WIDTH = 640
"""How wide a map is, in its own units."""

LETTER, LINE = 11.0, 24.0
"""How wide a letter of a name is on the map, and how high its line."""

MOST_NAMED = 12


@dataclass(frozen=True)
class Dot:
    """A place on a map of our own drawing: where, how large, what is said of it; ``named``: its name has room there."""

    x: float
    y: float
    r: float
    name: str
    code: str
    count: int
    named: bool = False


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
    return Dots(round(60 + (north - south) * scale, 1), [dot(one) for one in empty], list(_named(drawn)))


def _named(dots: Sequence[Dot]) -> Iterator[Dot]:
    """Yield the dots, the largest first, each named that has room for its name above it."""
    taken: list[tuple[float, float, float, float]] = []
    for one in dots:
        half = len(one.name) * LETTER / 2
        top = one.y - one.r - LINE
        box = (one.x - half, top, one.x + half, top + LINE)
        inside = box[0] >= 0 and box[2] <= WIDTH and top >= 0
        free = inside and len(taken) < MOST_NAMED and not any(_meet(box, other) for other in taken)
        if free:
            taken.append(box)
        yield replace(one, named=free)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
