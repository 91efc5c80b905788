"""Where the units of a publication lie: their provinces, and the points of a dot map."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nenso.agencies.models import Agency
from nenso.index.maps import Point, points_of
from nenso.index.published import Book
from nenso.web.scores import short

_OF_A_PROVINCE = 2
"""Labels of the path of a province's agency: ``vn.p19``."""


@dataclass(frozen=True, slots=True)
class Lies:
    """Where a unit lies; no points where none is known."""

    province: str
    province_name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Geography:
    """Where every unit lies, and the provinces there are, in Vietnamese order."""

    units: Mapping[str, Lies]
    provinces: Mapping[str, str]

    @property
    def points(self) -> Mapping[str, tuple[Point, ...]]:
        """Return longitude and latitude of each unit that has them, and of a province's islands."""
        return {unit: one.points for unit, one in self.units.items() if one.points}


@lru_cache(maxsize=12)
def geography_of(book: Book) -> Geography:
    """Return where the units of a publication lie."""
    units = [one.unit for one in book.standings]
    above = {unit: province for unit in units if (province := province_of(unit)) != unit}
    points = points_of(book)
    found = Agency.objects.filter(path__in=set(above.values())).order_by("sort_key")
    provinces = {str(path): short(name) for path, name in found.values_list("path", "name")}
    return Geography(
        {
            unit: Lies(above.get(unit, ""), provinces.get(above.get(unit, ""), ""), points.get(unit, ()))
            for unit in units
        },
        provinces,
    )


def province_of(unit: str) -> str:
    """Return the path of the province that a unit lies in, its own for a province."""
    return ".".join(unit.split(".")[:_OF_A_PROVINCE])
