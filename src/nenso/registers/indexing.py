"""What finds a record, worked out from the declaration as the record is written: its terms.

One column of terms and one index serve every register (docs/decisions/031). A term is one of

- a **word** of the label and of what the register says is searched, folded: ``trieu``, ``minh``;
- a **facet**: field and value of what lists are narrowed by: ``sex=female``, ``born_on=2026-03``, ``in=19``;
- a **mark**: the register (``@civil_registration.births``), where it belongs in the tree of agencies (``^vn.p19``), and
  who beside that agency may read it (``&public``), so that a search looks at nothing that its reader may not see.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from nenso.language.declarations.registers import Register
from nenso.runtime.acting import Actor
from nenso.runtime.text import fold
from nenso.territory.models import Place

LONGEST_WORD = 40
LONGEST_VALUE = 80
MOST_WORDS = 60
MOST_AROUND = 20_000
DATED = frozenset({"date", "datetime"})
"""Types of fields that are found between two days."""
_APART = re.compile(r"[^a-z0-9]+")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text: ``Triệu Minh-Anh`` gives ``trieu minh anh``."""
    return [word[:LONGEST_WORD] for word in _APART.split(fold(text)) if word]


def facet(name: str, value: Any) -> str:
    """Return the facet of a field's value: a yes as ``yes``, a record or place by its key or code, text folded."""
    if isinstance(value, bool):
        return f"{name}={'yes' if value else 'no'}"
    if isinstance(value, Mapping):
        value = value.get("id") or value.get("code") or value.get("place") or ""
    return f"{name}={fold(str(value))[:LONGEST_VALUE]}"


class Terms:
    """What finds the records of one register: which fields are searched and filtered is looked up once."""

    def __init__(self, register: str, declaration: Register) -> None:
        self.mark = quoted(f"@{register}")
        self.searched = declaration.searched
        filtered = [(name, declaration.field(name)) for name in declaration.filtered]
        self.filtered = [(name, field.type in DATED) for name, field in filtered if field is not None]
        self._around: dict[tuple[str, ...], str] = {}

    def words(self, data: Mapping[str, Any], folded: str, number: str) -> str:
        """Return the words of a record, as terms; ``folded``: its label."""
        named = " ".join([str(data[name]) for name in self.searched if data.get(name)])
        found = dict.fromkeys(_APART.split(f"{folded} {fold(named)} {fold(number)}"))
        found.pop("", None)
        return " ".join([f"'{word[:LONGEST_WORD]}'" for word in list(found)[:MOST_WORDS]])

    def facets(self, data: Mapping[str, Any]) -> str:
        """Return the facets of a record's values, as terms; a day by its year and month, a list by each part."""
        found: list[str] = [self.mark]
        for name, dated in self.filtered:
            value = data.get(name)
            if value is None or value == "":
                continue
            if dated:
                found += (f"'{name}={str(value)[:4]}'", f"'{name}={str(value)[:7]}'")
            elif isinstance(value, list | tuple):
                found += [quoted(facet(name, part)) for part in value]
            else:
                found.append(quoted(facet(name, value)))
        return " ".join(found)

    def around(self, place: Place | None, paths: Iterable[str], readers: Iterable[str], agency: str) -> str:
        """Return where a record lies and belongs and who beside its agency may read it, as terms."""
        known = (str(place.path) if place is not None else "", *paths, "", *readers, agency)
        found = self._around.get(known)
        if found is None:
            found = as_vector([*places_of(place), *marks_of(paths, readers, agency)])
            if len(self._around) < MOST_AROUND:
                self._around[known] = found
        return found


def places_of(place: Place | None) -> list[str]:
    """Return the facets of where a record lies: its commune and its province, by code."""
    if place is None:
        return []
    labels = str(place.path).split(".")
    return [f"in={place.code}", *([f"in={labels[-2][1:]}"] if len(labels) > 2 else [])]


def marks_of(paths: Iterable[str], readers: Iterable[str], agency: str) -> list[str]:
    """Return where a record belongs and who else may read it; the posts of its own agency need no mark."""
    found: dict[str, None] = {}
    for path in paths:
        labels = str(path).split(".")
        found.update(dict.fromkeys(f"^{'.'.join(labels[: count + 1])}" for count in range(1, len(labels))))
    own = f"@{agency}"
    found.update((f"&{reader}", None) for reader in readers if not reader.endswith(own))
    return list(found)


def as_vector(terms: Iterable[str]) -> str:
    """Return terms as the text of a ``tsvector``."""
    return " ".join([quoted(term) for term in terms])


def quoted(term: str) -> str:
    """Return a term as it stands in a ``tsvector`` or ``tsquery``."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def seen_by(actor: Actor) -> str:
    """Return the query of the marks that ``actor`` may see records by; empty when that is everything."""
    if "vn" in actor.scope:
        return ""
    marks = [f"^{path}" for path in (*actor.scope, *(seat.path for seat in actor.seats))]
    marks += [f"&{reader}" for reader in sorted(actor.readers)]
    return "(" + "|".join(quoted(mark) for mark in marks) + ")"


def months_between(name: str, first: date, last: date) -> str:
    """Return the query of the days from ``first`` to ``last``: whole years by year, the rest by month.

    No month holds a day where the last comes before the first: that month is asked for in which nothing will do.
    """
    if last < first:
        return quoted(f"{name}={first.year:04d}-{first.month:02d}")
    found: list[str] = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        if month == 1 and (year < last.year or last.month == 12):
            found.append(f"{name}={year:04d}")
            year += 1
            continue
        found.append(f"{name}={year:04d}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return "(" + "|".join(quoted(one) for one in found) + ")"
