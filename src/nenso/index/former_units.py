"""What became of agencies that were ranked: by what was said of who goes on for whom, else by how places changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nenso.agencies.models import Agency, AgencySuccession
from nenso.index.engine.succession import Successor
from nenso.territory.models import PlaceChange

Changes = Mapping[UUID, Sequence[UUID]]


@dataclass(frozen=True, slots=True)
class Ways:
    """How units of then went into units of now; ``lost``: those of which nothing is known."""

    ways: tuple[Successor, ...]
    lost: tuple[str, ...]

    @property
    def unchanged(self) -> bool:
        """Return whether every unit is still the same one."""
        return not self.lost and all(way.before == way.now for way in self.ways)


def ways_between(then: Collection[str], now: Collection[str], since: date) -> Ways:
    """Return what became of units (paths of agencies) that were ranked in a period from ``since``, among those of now.

    An agency that others go on for went to them whole. Otherwise its place says where: whole to the one agency of the
    same kind there, in parts of which nobody knows how large they are to several. Agencies that were not ranked then
    but went into a unit of now are among the ways too: what such a unit was then is not fully known.
    """
    gone = set(then) - set(now)
    followed = _followed(now, since)
    ways = [Successor(unit, unit) for unit in then if unit not in gone and unit not in followed]
    by_place = _by_place(sorted(gone - set(followed)), now)
    lost = []
    for unit in then:
        ends = followed.get(unit) or by_place.get(unit, ())
        ways += [Successor(unit, end, 1.0 if len(ends) == 1 else None) for end in ends]
        if unit in gone and not ends:
            lost.append(unit)
    ways += [Successor(unit, end) for unit, ends in followed.items() if unit not in then for end in ends[:1]]
    return Ways(tuple(ways), tuple(lost))


def _followed(now: Collection[str], since: date) -> dict[str, tuple[str, ...]]:
    """Return the units of now that were said to go on for an agency that stood since then, by its path."""
    found: dict[str, list[str]] = {}
    said = AgencySuccession.objects.filter(new__path__in=list(now), old__is_unit=False)
    for old, until, new in said.values_list("old__path", "old__valid_until", "new__path").order_by("old__path"):
        if until is None or until > since:
            found.setdefault(str(old), []).append(str(new))
    return {old: tuple(ends) for old, ends in found.items()}


def _by_place(gone: Sequence[str], now: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the agencies of now at the places that those of ended agencies became; standing ones stay themselves."""
    if not gone:
        return {}
    ended = list(Agency.objects.filter(path__in=gone).only("path", "kind", "place_id", "valid_until"))
    found: dict[str, tuple[str, ...]] = {str(one.path): (str(one.path),) for one in ended if one.valid_until is None}
    changes = _changes()
    there: dict[tuple[UUID | None, str], list[str]] = {}
    for path, kind, place in Agency.objects.filter(path__in=list(now)).values_list("path", "kind", "place_id"):
        there.setdefault((place, kind), []).append(str(path))
    for one in ended:
        if one.place_id is not None and str(one.path) not in found:
            ends = [end for place in _ends(one.place_id, changes) for end in there.get((place, one.kind), ())]
            found[str(one.path)] = tuple(sorted(ends))
    return found


def _changes() -> Changes:
    found: dict[UUID, list[UUID]] = {}
    for old, new in PlaceChange.objects.filter(kind__in=("whole", "split")).values_list("old_id", "new_id"):
        if old != new:
            found.setdefault(old, []).append(new)
    return found


def _ends(place: UUID, changes: Changes) -> Iterable[UUID]:
    """Return what a place is today, through any number of changes."""
    ends, ahead, seen = list[UUID](), [place], set[UUID]()
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            further = changes.get(one, ())
            ahead += further
            if not further:
                ends.append(one)
    return ends
