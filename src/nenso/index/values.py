# ruff: noqa: S608 - statements are put together from the compiler's own words, literals by psycopg
"""Values of a period, as scores and boards take them: one number for each indicator and unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from nenso.index.asking import ask, literal

_WRITTEN = {"year": "^[0-9]{4}$", "quarter": "-Q", "month": "^[0-9]{4}-[0-9]{2}$"}
"""How periods of each length are written."""


@dataclass(frozen=True, slots=True)
class Known:
    """A stored value: ``value`` is None where there is none, ``missing`` says why (``not_applicable``)."""

    value: float | None
    numerator: float | None
    denominator: float | None
    missing: str
    version: int


def figures_of(indicator: str, every: str) -> list[tuple[UUID, str, float]]:
    """Return agency, period and value of an indicator (``formula.name``) in each month, quarter or year that has one.

    Inside ``acting()``, as the system or in a post.
    """
    rows = ask(
        "SELECT unit, period, value FROM index_value"
        f" WHERE formula = {literal(indicator.partition('.')[0])} AND indicator = {literal(indicator)}"
        f" AND kind = 'agency' AND period ~ {literal(_WRITTEN[every])} AND value IS NOT NULL"
    )
    return [(unit, period, value) for unit, period, value in rows]


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
