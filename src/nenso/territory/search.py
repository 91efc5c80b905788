"""Finding places as people type them: with or without diacritics, misspelt a little, abbreviated, by old names too."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from nenso.runtime.clock import today
from nenso.territory.asking import Reading, read
from nenso.territory.models import Place
from nenso.territory.ranking import Fit, candidate, fit
from nenso.territory.spelling import words

LONGEST_QUESTION = 200
_CONSIDERED = 120

DATED_PLACE = """
  p.id, p.code, p.level, n.kind, n.name, n.full_name, n.path_name, p.parent_id, p.path, p.valid_from, p.valid_until,
  p.latitude, p.longitude, p.area_km2, p.folded, p.sort_key
"""
"""The columns of a place ``p`` under its name ``n`` of a day."""

VALID = "({0}.valid_from IS NULL OR {0}.valid_from <= %(on)s) AND ({0}.valid_until IS NULL OR {0}.valid_until > %(on)s)"

_FIND = f"""
SELECT {DATED_PLACE},
  hit.place_id AS found_id, hit.kind AS found_kind, hit.path_name AS found_as, hit.label AS found_label,
  origin.level AS found_level, hit.valid_until AS found_until, became.is_default, became.steps, near
FROM territory_search(%(texts)s, %(on)s, %(most)s, %(loosely)s)
JOIN territory_placename hit ON hit.id = name_id
JOIN territory_place origin ON origin.id = hit.place_id
CROSS JOIN LATERAL territory_became(hit.place_id, hit.valid_from, %(on)s) AS became
JOIN territory_place p ON p.id = became.place_id
JOIN territory_placename n ON n.place_id = p.id AND {VALID.format("n")}
WHERE p.level <> 'country' AND (%(level)s::text IS NULL OR p.level = %(level)s)
"""  # noqa: S608 - constants of this module


@dataclass(frozen=True)
class Step:
    """One change on the way from an old name to today's: since when, by which decree, to what."""

    since: date
    decree: str
    kind: str
    code: str
    name: str


@dataclass(frozen=True)
class Match:
    """A place that answers, as it is called on the day asked about.

    ``found_as``: the name that matched, an earlier one when ``former``. ``steps``: what happened since that name.
    ``split``: the old unit went to several places, of which this is one; ``is_default`` marks the largest part.
    """

    place: Place
    score: float
    found_as: str
    former: bool = False
    split: bool = False
    is_default: bool = False
    steps: tuple[Step, ...] = ()
    found_id: UUID | None = None
    fit: Fit = field(default_factory=lambda: Fit(0.0, exact=False, marks=0.0, kind=0), compare=False)


def search(text: str, on: date | None = None, level: str | None = None, limit: int = 10) -> list[Match]:
    """Return at most ``limit`` places of ``on`` (today) that answer ``text``, the best first, each once.

    A place that ended before that day is answered by what it became. ``level``: only places of that level.
    """
    seen: set[UUID] = set()
    found = []
    for match in matches(text, on or today(), level):
        if match.place.id not in seen:
            seen.add(match.place.id)
            found.append(match)
    return found[:limit]


def matches(text: str, on: date, level: str | None = None) -> list[Match]:
    """Return every reading of ``text`` as a place of ``on``, the best first.

    One round trip; a second, less exact one where all the words of the question only meet by chance.
    """
    readings = read(text[:LONGEST_QUESTION])
    if not readings:
        return []
    texts = sorted({sent for reading in readings for sent in reading.texts()})
    asked = {"texts": texts, "on": on, "most": _CONSIDERED, "level": level}
    found = _found(asked | {"loosely": False}, readings, on) or _found(asked | {"loosely": True}, readings, on)
    targets: dict[UUID | None, set[UUID]] = {}
    for match in found:
        targets.setdefault(match.found_id, set()).add(match.place.id)
    return sorted((_as_split(match, len(targets[match.found_id])) for match in found), key=_order)


def _found(asked: dict[str, Any], readings: Sequence[Reading], on: date) -> list[Match]:
    return [match for row in Place.objects.raw(_FIND, asked) if (match := _match(row, readings, on))]


def _match(row: Any, readings: Sequence[Reading], on: date) -> Match | None:
    steps = steps_of(row.steps)
    former = bool(steps) and row.found_until is not None and row.found_until <= on
    asked_for = candidate(row.found_level, row.found_kind, row.found_as, row.found_label, former=former)
    fits = [found for reading in readings if (found := fit(reading, asked_for))]
    if not fits:
        return None
    best = max(fits, key=lambda found: found.score)
    likelier = former and (row.is_default or tuple(words(row.name)) == asked_for.parts[0].words)
    return Match(
        place=row,
        score=round(best.score + 0.01 * likelier, 4),
        found_as=row.found_as,
        former=former,
        is_default=row.is_default,
        steps=steps,
        found_id=row.found_id,
        fit=best,
    )


def steps_of(written: str) -> tuple[Step, ...]:
    """Return the steps that the database wrote as JSON."""
    return tuple(Step(**step | {"since": date.fromisoformat(step["since"])}) for step in orjson.loads(written))


def _as_split(match: Match, targets: int) -> Match:
    if targets < 2 or not match.former:
        return match
    return replace(match, split=True)


def _order(match: Match) -> tuple[float, bool, str, str]:
    return (-match.score, match.former, match.place.path_name, match.found_as)
