"""Reading places as of any date: by code, by what someone wrote, and what became of those that ended."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from nenso.runtime.problems import Problem
from nenso.territory.errors import PlaceAbolished, PlaceAmbiguous, PlaceSplit, PlaceUnknown
from nenso.territory.models import Place
from nenso.territory.search import DATED_PLACE, VALID, Match, Step, matches, search, steps_of

__all__ = [
    "Resolution",
    "became",
    "children",
    "place_by_code",
    "place_by_id",
    "refusal",
    "resolve",
    "search",
    "the_place",
]

Status = Literal["current", "became", "split", "ambiguous", "unknown"]

_CODE = re.compile(r"(?:(?P<province>\d{2})\s*[/.]\s*)?(?P<code>\d{5}|\d{2,3})\Z")

_BY_CODE = f"""
SELECT {DATED_PLACE}, origin.id AS found_id, origin.path_name AS found_as, origin.valid_until AS found_until,
  origin.path AS found_path, became.is_default, became.steps
FROM territory_place origin
CROSS JOIN LATERAL territory_became(origin.id, NULL, %(on)s) AS became
JOIN territory_place p ON p.id = became.place_id
JOIN territory_placename n ON n.place_id = p.id AND {VALID.format("n")}
WHERE origin.code = %(code)s AND (%(level)s::text IS NULL OR p.level = %(level)s)
ORDER BY n.path_name
"""  # noqa: S608 - constants of these modules

_ONE = f"""
SELECT {DATED_PLACE} FROM territory_place p JOIN territory_placename n ON n.place_id = p.id
WHERE p.id = %(id)s
ORDER BY ({VALID.format("n")}) DESC, n.valid_from DESC NULLS LAST LIMIT 1
"""  # noqa: S608 - as above

_CHILDREN = f"""
SELECT {DATED_PLACE} FROM territory_place p JOIN territory_placename n ON n.place_id = p.id AND {VALID.format("n")}
WHERE p.parent_id = %(parent)s AND {VALID.format("p")}
ORDER BY p.sort_key, p.code
"""  # noqa: S608 - as above


@dataclass(frozen=True)
class Resolution:
    """What a text or code means on a day.

    ``current``: ``place`` is called so that day. ``became``: the unit ended, or changed its name, and is now ``place``,
    ``since`` that day by ``decree``, through ``steps``. ``split``: it went to several, the ``candidates``.
    ``ambiguous``: the ``candidates`` all carry that name. ``unknown``: none does; ``candidates`` are the nearest.
    """

    status: Status
    text: str
    on: date
    place: Place | None = None
    candidates: tuple[Match, ...] = ()
    since: date | None = None
    decree: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        """How what was found was called then; empty when nothing was found."""
        return self.candidates[0].found_as if self.candidates else ""


def place_by_code(code: str, on: date, level: str | None = None) -> Place:
    """Return the place that has ``code`` on ``on``, as it was called then.

    Raises :class:`~nenso.territory.errors.PlaceUnknown`; :class:`~nenso.territory.errors.PlaceAbolished` (or
    ``PlaceSplit``) carrying ``became`` when the unit had ended by that day.
    """
    written = _CODE.match(code)
    if written is None:
        raise PlaceUnknown(text=code, on=_written(on))
    return _the_place(_resolve_code(written["code"], code, on, level, written["province"] or ""))


def place_by_id(place_id: UUID, on: date) -> Place:
    """Return a place by its key, as it was called on ``on``, or last before it ended; raise ``PlaceUnknown``."""
    for place in Place.objects.raw(_ONE, {"id": place_id, "on": on}):
        return place
    raise PlaceUnknown(text=str(place_id), on=_written(on))


def children(parent: Place, on: date) -> list[Place]:
    """Return the units directly in ``parent`` on ``on``, in Vietnamese order."""
    return list(Place.objects.raw(_CHILDREN, {"parent": parent.id, "on": on}))


def resolve(text_or_code: str, on: date, level: str | None = None) -> Resolution:
    """Return what ``text_or_code`` means on ``on``.

    It may be ``xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn``, ``P. Bến Nghé Q1 TPHCM``, ``01969`` or ``19/01969``.
    Only what accounts for every word resolves; a slip of the pen is ``unknown`` with the nearest as candidates.
    """
    text = text_or_code.strip()
    code = _CODE.match(text)
    if code:
        return _resolve_code(code["code"], text, on, level, code["province"] or "")
    found = matches(text, on, level)
    exact = _best_marked([match for match in found if match.fit.exact and match.fit.kind >= 0])
    if not exact:
        return Resolution("unknown", text, on, candidates=_each_once(found)[:5])
    current = _each_once([match for match in exact if not match.former])
    if len(current) == 1:
        return Resolution("current", text, on, current[0].place, candidates=_each_once(exact))
    if current:
        return Resolution("ambiguous", text, on, candidates=_each_once(exact))
    return _of_former(text, on, exact)


def the_place(text_or_code: str, on: date, level: str | None = None) -> Place:
    """Return the one place that ``text_or_code`` means on ``on``, followed to what it became.

    Raises ``PlaceUnknown``, ``PlaceAmbiguous`` or ``PlaceSplit``, each with the candidates to choose from.
    """
    resolution = resolve(text_or_code, on, level)
    if resolution.place is not None:
        return resolution.place
    raise refusal(resolution)


def _resolve_code(code: str, text: str, on: date, level: str | None, province: str = "") -> Resolution:
    rows: Iterable[Any] = Place.objects.raw(_BY_CODE, {"code": code, "on": on, "level": level})
    found = [_of_row(row, on) for row in rows if _lies_in(province, row.path, row.found_path)]
    current = [match for match in found if not match.former]
    if current:
        return Resolution("current", text, on, current[0].place, candidates=(current[0],))
    if not found:
        return Resolution("unknown", text, on)
    return _of_former(text, on, found)


def _lies_in(province: str, *paths: str) -> bool:
    return not province or any(path.split(".")[1][1:] == province for path in paths)


def _of_row(row: Any, on: date) -> Match:
    ended = row.found_until is not None and row.found_until <= on
    return Match(
        place=row,
        score=1.0,
        found_as=row.found_as,
        former=ended,
        is_default=row.is_default,
        steps=steps_of(row.steps) if ended else (),
        found_id=row.found_id,
    )


def _of_former(text: str, on: date, found: Sequence[Match]) -> Resolution:
    """Resolve names that are all of the past: one place, several parts of one unit, or several units."""
    candidates = _each_once(found)
    first = candidates[0]
    status: Status = "became" if len(candidates) == 1 else "ambiguous"
    if len(candidates) > 1 and len({match.found_id for match in found}) == 1:
        status = "split"
    begun = first.steps[0]
    if status == "became":
        last = first.steps[-1]
        return Resolution(status, text, on, first.place, candidates, last.since, last.decree, first.steps)
    if status == "split":
        return Resolution(status, text, on, None, candidates, begun.since, begun.decree)
    return Resolution(status, text, on, None, candidates)


def _best_marked(found: Sequence[Match]) -> list[Match]:
    """Keep the matches written with the same diacritics, where some are."""
    best = max((match.fit.marks for match in found), default=0.0)
    return [match for match in found if match.fit.marks == best] if best == 1.0 else list(found)


def _each_once(found: Sequence[Match]) -> tuple[Match, ...]:
    first: dict[UUID, Match] = {}
    for match in found:
        first.setdefault(match.place.id, match)
    return tuple(first.values())


def _the_place(resolution: Resolution) -> Place:
    """Return the place of a resolution that holds on its day; what ended is refused with what it became."""
    if resolution.status == "current" and resolution.place is not None:
        return resolution.place
    raise refusal(resolution)


def refusal(resolution: Resolution) -> Problem:
    """Return the problem that tells why a resolution is not the one place asked for, and what it could be."""
    candidates = resolution.candidates
    facts: dict[str, Any] = {"text": resolution.text, "on": _written(resolution.on)}
    if resolution.status in {"became", "split"}:
        first = candidates[0].steps[0]
        problem = PlaceSplit if resolution.status == "split" else PlaceAbolished
        return problem(
            name=candidates[0].found_as,
            since=_written(first.since),
            by=f" ({first.decree})" if first.decree else "",
            successors="; ".join(match.place.path_name for match in candidates),
            became=[became(match) for match in candidates],
            **facts,
        )
    if resolution.status == "ambiguous":
        return PlaceAmbiguous(count=len(candidates), candidates=[became(match) for match in candidates], **facts)
    return PlaceUnknown(candidates=[became(match) for match in candidates], **facts)


def became(match: Match) -> dict[str, Any]:
    """Return a match as JSON: code, name, full path name, since when and by which decree it is so."""
    last = match.steps[-1] if match.steps else None
    return {
        "id": str(match.place.id),
        "code": match.place.code,
        "name": match.place.full_name,
        "path_name": match.place.path_name,
        "since": last.since.isoformat() if last else None,
        "decree": last.decree if last else "",
        "is_default": match.is_default,
    }


def _written(day: date) -> str:
    return day.strftime("%d/%m/%Y")
