# ruff: noqa: S608 - statements are put together from the compiler's own words, literals by psycopg
"""Values of a period, as scores and boards take them: one number for each indicator and unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from nenso.index.measuring.statements import ask, literal


@dataclass(frozen=True, slots=True)
class Known:
    """A stored value: ``value`` is None where there is none, ``missing`` says why (``not_applicable``)."""

    value: float | None
    numerator: float | None
    denominator: float | None
    missing: str
    version: int


def values_of(indicators: Iterable[str], period: str, kind: str = "agency") -> Mapping[str, Mapping[UUID, Known]]:
    """Return by full name of indicator, then by unit, what is stored of ``period``; inside ``acting()``.

    Whoever acts must sit in a post or be the system. An indicator without any value is an empty mapping.
    """
    names = list(indicators)
    found: dict[str, dict[UUID, Known]] = {name: {} for name in names}
    formulas = sorted({name.partition(".")[0] for name in names})
    rows = ask(
        "SELECT indicator, unit, value, numerator, denominator, missing, version FROM index_value"
        f" WHERE period = {literal(period)} AND formula = ANY ({literal(formulas)}::text[]) AND kind = {literal(kind)}"
        f" AND indicator = ANY ({literal(names)}::text[])"
    )
    for name, unit, *said in rows:
        found[name][unit] = Known(*said)
    return found
