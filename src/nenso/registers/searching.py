"""Finding records: pages of a register narrowed by facets, words with or without diacritics, counts by place.

Whoever asks sees what they may see: the functions of the database hold every row to that, and the records are then read
under the policies. Pages are by key, the newest first, and cost the same however far one goes; nothing is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from nenso.registers.declared import Declared
from nenso.registers.errors import FilterUnknown
from nenso.registers.indexing import DATED, facet, months_between, quoted, seen_by, words_of
from nenso.registers.models import Record
from nenso.registers.narrowing import NOT_RECORDED, days_of, keep_search, masked_by
from nenso.registers.sight import fields_for
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import fold, normalise

MOST = 200
A_PAGE = 50
LEAST_PREFIX = 2
"""Letters a last word needs to be looked for as the beginning of one."""
_CHOSEN = frozenset({"choice", "choices", "yes_no"})


@dataclass(frozen=True)
class Wanted:
    """What is looked for. ``where``: field to code, text, ``yes``/``no``, or, of a day, ``2026-01-01..2026-01-31``;
    of a choice also :data:`NOT_RECORDED`.

    ``agency``: records of this agency alone; ``below``: its path, for all in its tree; ``place``: the code of a commune
    or province. ``past``: those that have ended too. ``purpose``: what for, where masked fields narrow
    (:mod:`nenso.registers.narrowing`).
    """

    words: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    agency: UUID | None = None
    below: str = ""
    place: str = ""
    past: bool = False
    purpose: str = ""


@dataclass(frozen=True)
class Page:
    """Some records, and the key to go on after, None at the end."""

    records: list[Record]
    after: UUID | None


def page(actor: Actor, declared: Declared, wanted: Wanted, *, after: UUID | None = None, limit: int = A_PAGE) -> Page:
    """Return a page of a register, the newest first; raises :class:`FilterUnknown` and what ``masked_by`` does."""
    limit = min(limit, MOST)
    query, within = _query(actor, declared, wanted)
    with acting(actor):
        keys = _keys(
            "SELECT * FROM nenso_records(%s, %s, %s, %s::jsonb, %s, %s, %s)",
            [declared.name, wanted.agency, query, within, wanted.past, after, limit + 1],
        )
        records = _records(keys[:limit])
        _keep(actor, declared, wanted, records, len(records))
    return Page(records, keys[limit - 1] if len(keys) > limit else None)


def search(actor: Actor, declared: Declared, wanted: Wanted, *, limit: int = A_PAGE) -> list[Record]:
    """Return the records with all the words, the nearest first: whose name begins so, who writes it so, the newest.

    The last word may be the beginning of one; those that have it whole come first. Without a word it is the first page.
    """
    words = words_of(normalise(wanted.words))
    if not words:
        return page(actor, declared, wanted, limit=limit).records
    begun, within = _query(actor, declared, wanted)
    whole, _ = _query(actor, declared, replace(wanted, words=f"{wanted.words} "))
    questions = (whole, begun if begun != whole else None)
    written = " ".join(wanted.words.lower().split())
    ranked, most = (fold(written), written), min(limit, MOST)
    with acting(actor):
        keys = _keys(
            "SELECT id FROM nenso_search_records(%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)",
            [declared.name, wanted.agency, *questions, *ranked, within, wanted.past, most],
        )
        records = _records(keys)
        _keep(actor, declared, wanted, records, len(records))
    return records


def by_place(actor: Actor, declared: Declared, wanted: Wanted, divided: str = "") -> list[tuple[UUID, str, int]]:
    """Return how many of the records lie in each place: key of the place, code of the field ``divided``, count."""
    query, within = _query(actor, declared, wanted)
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, code, records FROM nenso_record_places(%s, %s, %s, %s::jsonb, %s, %s)",
            [declared.name, wanted.agency, query, within, wanted.past, divided],
        )
        found = [(place, code, count) for place, code, count in cursor.fetchall()]
        _keep(actor, declared, wanted, (), sum(count for _, _, count in found))
    return found


def _keep(actor: Actor, declared: Declared, wanted: Wanted, records: Sequence[Record], count: int) -> None:
    keep_search(actor, declared, wanted.where, wanted.purpose, records, count)


def _query(actor: Actor, declared: Declared, wanted: Wanted) -> tuple[str, str | None]:
    """Return the query of terms, and the days that have to be looked at exactly, as JSON."""
    parts = [quoted(f"@{declared.name}")]
    seen = seen_by(actor)
    if seen:
        parts.append(seen)
    if wanted.below and "." in wanted.below:
        parts.append(quoted(f"^{wanted.below}"))
    if wanted.place:
        parts.append(quoted(f"in={wanted.place}"))
    within: dict[str, tuple[str, str]] = {}
    allowed = fields_for(actor, declared)
    for name, value in wanted.where.items():
        if value:
            parts.append(_facet(declared, allowed, name, value, within))
    words = words_of(normalise(wanted.words))
    masked_by(declared, wanted.where, wanted.purpose, words=bool(words))
    if words and not allowed.issuperset(declared.declaration.searched):
        raise FilterUnknown(field="q", expected=", ".join(sorted(allowed & set(declared.declaration.filtered))))
    for place, word in enumerate(words, 1):
        open_ended = place == len(words) and len(word) >= LEAST_PREFIX and not wanted.words.endswith(" ")
        parts.append(f"{quoted(word)}:*" if open_ended else quoted(word))
    return " & ".join(parts), orjson.dumps(within).decode() if within else None


def _facet(
    declared: Declared, allowed: frozenset[str], name: str, value: str, within: dict[str, tuple[str, str]]
) -> str:
    found = declared.declaration.field(name) if name in declared.declaration.filtered and name in allowed else None
    if found is None:
        expected = [one for one in declared.declaration.filtered if one in allowed]
        raise FilterUnknown(field=name, expected=", ".join(expected))
    if value == NOT_RECORDED and found.type in _CHOSEN:
        return f"!{quoted(f'{name}=')}:*"
    if found.type not in DATED:
        return quoted(facet(name, {"yes": True, "no": False}.get(value, value) if found.type == "yes_no" else value))
    begins, ends = days_of(value)
    within[str(name)] = (begins.isoformat(), ends.isoformat())
    return months_between(name, begins, ends)


def _keys(statement: str, values: Sequence[Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _records(keys: Sequence[UUID]) -> list[Record]:
    """Return the records with these keys, in their order, as whoever acts may read them."""
    found = Record.objects.filter(id__in=keys).defer("terms").select_related("place", "agency").in_bulk()
    return [found[key] for key in keys if key in found]
