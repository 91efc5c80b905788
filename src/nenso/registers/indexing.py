"""What finds a record, worked out from the declaration as the record is written: its terms.

One column of terms and one index serve every register (docs/decisions/031). A term is one of

- a **word** of the label and of what the register says is searched, folded: ``trieu``, ``minh``;
- a **facet**: field and value of what lists are narrowed by: ``sex=female``, ``born_on=2026-03``, ``in=19``;
- a **mark**: the register (``@civil_registration.births``), where it belongs in the tree of agencies (``^vn.p19``), and
  who beside that agency may read it (``&public``), so that a search looks at nothing that its reader may not see.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from nenso.language.declarations.registers import Register
from nenso.runtime.acting import Actor
from nenso.runtime.text import fold
from nenso.territory.models import Place

LONGEST_WORD = 40
LONGEST_VALUE = 80
MOST_WORDS = 60
_DATED = frozenset({"date", "datetime"})
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


def facets_of(register: Register, data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the facets of a record's values; a day by its year and its month, a list by each of its parts."""
    for name in register.filtered:
        value, field = data.get(name), register.field(name)
        if value is None or value == "" or field is None:
            continue
        if field.type in _DATED:
            yield f"{name}={str(value)[:4]}"
            yield f"{name}={str(value)[:7]}"
        elif isinstance(value, list | tuple):
            yield from (facet(name, part) for part in value)
        else:
            yield facet(name, value)


def terms_of(
    register: str, declaration: Register, data: Mapping[str, Any], label: str, number: str
) -> tuple[list[str], list[str]]:
    """Return the words and facets of a record, each once."""
    texts = [label, number, *(str(data.get(name) or "") for name in declaration.searched)]
    words = dict.fromkeys(words_of(" ".join(texts)))
    return list(words)[:MOST_WORDS], [f"@{register}", *dict.fromkeys(facets_of(declaration, data))]


def places_of(place: Place | None) -> list[str]:
    """Return the facets of where a record lies: its commune and its province, by code."""
    if place is None:
        return []
    parent = place.parent
    return [f"in={place.code}", *([f"in={parent.code}"] if parent is not None else [])]


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
    """Return the query of the days from ``first`` to ``last``: whole years by year, the rest by month."""
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
