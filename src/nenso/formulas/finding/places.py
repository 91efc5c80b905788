"""Names of places in a question: they say where somebody asks, and are no words of a procedure."""

from collections.abc import Iterator, Sequence
from functools import cache

from nenso.formulas.finding.matching import Patterns
from nenso.formulas.finding.sayings import Pattern
from nenso.formulas.finding.spelling import Word, words_of
from nenso.territory.kinds import full_name
from nenso.territory.shipped import Unit, units


def places_in(question: Sequence[Word], *, marked: bool) -> set[int]:
    """Return which words of ``question``, by their place, name a province, or a commune after its kind."""
    return {place for spot in _names().found_in(question, marked=marked) for place in spot.taken}


@cache
def _names() -> Patterns[None]:
    names = dict.fromkeys(name for unit in units().values() for name in _called(unit))
    return Patterns((Pattern(name, (words_of(name),), exact=True), None) for name in names)


def _called(unit: Unit) -> Iterator[str]:
    if unit.level == "province":
        yield unit.name
    if unit.level in {"province", "commune"} and unit.valid_until is None:
        yield full_name(unit.kind, unit.name)
