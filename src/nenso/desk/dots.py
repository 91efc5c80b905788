"""Records of a register as dots on a map of our own drawing: one for each place, the larger the more lie in it.

Where the view colours them, a dot is cut like a cake: clockwise from above, in the order of the legend.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from math import cos, pi, radians, sin, sqrt
from uuid import UUID

from nenso.runtime.colours import BLUE, OCHRE, RED, STONE
from nenso.territory.models import Place

WIDTH = 640
"""How wide a map is, in its own units."""

LETTER, LINE = 11.0, 24.0
"""How wide a letter of a name is on the map, and how high its line."""

MOST_NAMED = 12

COLOURS = (RED, OCHRE, BLUE)
"""Colours of the most frequent values: those of the board's drawings that who sees colours otherwise tells apart."""
OTHERS = STONE
"""The colour of all other values together."""
Counts = Mapping[UUID, Mapping[str, int]]
"""Of each place, how many records have which value."""


@dataclass(frozen=True)
class Part:
    """A piece of a dot: its colour and outline, empty where it is the whole dot."""

    colour: str
    outline: str


@dataclass(frozen=True)
class Colouring:
    """What the colours of a map stand for: values with one of their own, and the ``rest`` in :data:`OTHERS`."""

    own: tuple[str, ...]
    rest: tuple[str, ...]

    @classmethod
    def of(cls, counts: Counts) -> "Colouring":
        """Return the colouring of what is counted: the most frequent values have colours of their own."""
        totals: dict[str, int] = {}
        for values in counts.values():
            for value, count in values.items():
                totals[value] = totals.get(value, 0) + count
        ordered = tuple(sorted(totals, key=lambda one: (-totals[one], one)))
        return cls(ordered[: len(COLOURS)], ordered[len(COLOURS) :])

    @property
    def values(self) -> tuple[str, ...]:
        """Every value, the most frequent first."""
        return (*self.own, *self.rest)

    def shares(self, values: Mapping[str, int]) -> list[tuple[str, int]]:
        """Return how many records of a place have each colour, in the order of the legend."""
        found = [(colour, values.get(one, 0)) for colour, one in zip(COLOURS, self.own, strict=False)]
        return [one for one in (*found, (OTHERS, sum(values.get(one, 0) for one in self.rest))) if one[1]]


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
    values: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Dots:
    """A map: its height at :data:`WIDTH`, places without records, and those with, the largest first."""

    height: float
    empty: list[Dot]
    full: list[Dot]


def dots_of(counted: Counts, around: Place | None, colouring: Colouring | None = None) -> Dots | None:
    """Return places with their counts, among the communes of the province ``around`` lies in; None where nothing is."""
    counts = {place: sum(values.values()) for place, values in counted.items()}
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
        r = round(4 + 18 * sqrt(count / most), 1) if count else 2.5
        drawn = Dot(round(x, 1), round(y, 1), r, one.full_name, one.code, count, values=counted.get(one.id, {}))
        return drawn if colouring is None else replace(drawn, parts=tuple(_parts(drawn, colouring)))

    drawn = sorted((dot(one) for one in full), key=lambda one: -one.count)
    return Dots(round(60 + (north - south) * scale, 1), [dot(one) for one in empty], list(_named(drawn)))


def _parts(dot: Dot, colouring: Colouring) -> Iterator[Part]:
    """Yield the pieces of a dot, clockwise from above."""
    shares = colouring.shares(dot.values)
    ends = list(accumulate((2 * pi * count / dot.count for _, count in shares), initial=0.0))
    for (colour, _), begins, end in zip(shares, ends, ends[1:], strict=False):
        (x, y), (to_x, to_y) = (
            (round(dot.x + dot.r * sin(one), 1), round(dot.y - dot.r * cos(one), 1)) for one in (begins, end)
        )
        arc = f"A{dot.r} {dot.r} 0 {int(end - begins > pi)} 1 {to_x} {to_y}"
        yield Part(colour, f"M{dot.x} {dot.y}L{x} {y}{arc}Z" if len(shares) > 1 else "")


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
