"""A dot map of the units of a publication: where their places lie, in which fifth of the ranking they are."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nenso.agencies.models import Agency
from nenso.index.published import Book
from nenso.runtime.colours import BLUE, GREEN, MOSS, OCHRE, PLUM, RED, RUST, SAGE, SAND, STONE

STEPS = (RED, RUST, OCHRE, SAGE, GREEN)
"""Colours of the fifths of a ranking, the lowest first."""
PILLARS = (RED, OCHRE, SAGE, GREEN, PLUM, BLUE, RUST, STONE, MOSS)
"""Colours of pillars, in their order."""
NOT_RANKED = SAND
Point = tuple[float, float]
"""Longitude and latitude in degrees."""
_WIDTH, _MARGIN = 600, 12
_MIDDLE_LATITUDE = math.cos(math.radians(16))
_MANY, _VERY_MANY = 200, 1000


@dataclass(frozen=True)
class DotMap:
    """A map as SVG: its size and what stands in it; ``bounds``: the lowest and highest score of each fifth."""

    width: float
    height: float
    drawn: str
    dots: int
    bounds: Mapping[int, tuple[float, float]]
    unranked: bool

    def svg(self, attributes: str = "") -> str:
        """Return it as a picture of its own, with ``attributes`` on its outermost element."""
        size = f'viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}{attributes}>{self.drawn}</svg>'


def points_of(book: Book) -> Mapping[str, tuple[Point, ...]]:
    """Return where each unit lies whose place is known; a province lies also where its special zones do, its islands
    (đặc khu: Hoàng Sa, Trường Sa, Phú Quốc …).
    """
    units = {one.unit for one in book.standings}
    places = Agency.objects.values_list("path", "place__longitude", "place__latitude")
    found: dict[str, tuple[Point, ...]] = {}
    for path, longitude, latitude in places.filter(path__in=units):
        if longitude is not None and latitude is not None:
            found[str(path)] = ((longitude, latitude),)
    for path, longitude, latitude in places.filter(place__kind="special_zone", valid_until=None).order_by("path"):
        province = str(path).rpartition(".")[0]
        if province in found and path not in units and longitude is not None and latitude is not None:
            found[province] += ((longitude, latitude),)
    return found


def dot_map(book: Book, points: Mapping[str, tuple[Point, ...]]) -> DotMap | None:
    """Return the map of ``points``, which are of units of the publication; nothing where there are none."""
    if not points:
        return None
    across, down = zip(*(point for several in points.values() for point in several), strict=True)
    west, east, south, north = min(across), max(across), min(down), max(down)
    scale = (_WIDTH - 2 * _MARGIN) / max((east - west) * _MIDDLE_LATITUDE, 0.1)
    height = (north - south) * scale + 2 * _MARGIN
    fifths, bounds = fifths_of(book)
    dots: dict[str, list[tuple[int, int]]] = {}
    for unit, several in points.items():
        colour = STEPS[fifths[unit]] if unit in fifths else NOT_RANKED
        for longitude, latitude in several:
            x = _MARGIN + (longitude - west) * _MIDDLE_LATITUDE * scale
            y = _MARGIN + (north - latitude) * scale
            dots.setdefault(colour, []).append((round(y), round(x)))
    paths = "".join(f'<path stroke="{colour}" d="{_path(sorted(drawn))}"/>' for colour, drawn in sorted(dots.items()))
    size = 4 if len(points) > _VERY_MANY else 6 if len(points) > _MANY else 18
    drawn = f'<g fill="none" stroke-width="{size}" stroke-linecap="round">{paths}</g>'
    return DotMap(_WIDTH, height, drawn, len(points), bounds, NOT_RANKED in dots)


def _path(dots: list[tuple[int, int]]) -> str:
    """Return dots as lines of one unit with round ends, each from where the one before ended: the shortest to send."""
    found, at = [], (0, 0)
    for y, x in dots:
        down, across = y - at[0], x - at[1]
        found.append(f"m{across}{down if down < 0 else f' {down}'}h1")
        at = (y, x + 1)
    return "".join(found)


def fifths_of(book: Book) -> tuple[dict[str, int], dict[int, tuple[float, float]]]:
    """Return which fifth each ranked unit is in, equals in the same one, and the scores that bound each fifth."""
    ranked = [one for one in book.standings if one.rank is not None and one.score is not None]
    first = {one.rank: place for place, one in reversed(list(enumerate(ranked)))}
    found: dict[str, int] = {}
    bounds: dict[int, tuple[float, float]] = {}
    for one in ranked:
        step = len(STEPS) - 1 - first[one.rank] * len(STEPS) // len(ranked)
        found[one.unit] = step
        low, high = bounds.get(step, (math.inf, -math.inf))
        bounds[step] = (min(low, one.score or 0.0), max(high, one.score or 0.0))
    return found, bounds
