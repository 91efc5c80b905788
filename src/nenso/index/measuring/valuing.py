# ruff: noqa: S608 - statements are put together from the compiler's own words, literals by psycopg
"""Values of a period: one statement for all agencies, all places and all indicators."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from nenso.index import models
from nenso.index.measuring.expressions import arithmetic
from nenso.index.measuring.plans import AGENCY_UNIT, KEPT, PLACE_UNIT, STANDING, Derived, Measured, Plan, Source, Taken
from nenso.index.measuring.statements import ask, bound, literal, merged, midnight
from nenso.language.periods import bounds
from nenso.runtime import clock

_ABOVE = """
above_agency AS MATERIALIZED (
  SELECT leaf.id AS leaf, unit.id AS unit
  FROM agencies_agency leaf CROSS JOIN LATERAL generate_series(1, nlevel(leaf.path)) n
  JOIN agencies_agency unit ON unit.path = subpath(leaf.path, 0, n)),
above_place AS MATERIALIZED (
  SELECT leaf.id AS leaf, unit.id AS unit
  FROM territory_place leaf CROSS JOIN LATERAL generate_series(1, nlevel(leaf.path)) n
  JOIN territory_place unit ON unit.path = subpath(leaf.path, 0, n))
"""
_UNITS = """
units AS MATERIALIZED (
  SELECT 'agency' AS kind, id AS unit FROM agencies_agency
  WHERE NOT is_unit AND coalesce(valid_from, '-infinity') < {after} AND coalesce(valid_until, 'infinity') > {first}
    AND (kind IN ('province', 'commune') OR id IN ({counted}))
  UNION ALL SELECT 'place', id FROM territory_place
  WHERE level IN ('province', 'commune') AND coalesce(valid_from, '-infinity') < {after}
    AND coalesce(valid_until, 'infinity') > {first})
"""
_WRITE = """
INSERT INTO index_value
  (indicator, period, kind, unit, edition, numerator, denominator, value, missing, computed_at, version)
SELECT v.indicator, {period}, v.kind, v.unit, v.edition, v.numerator, v.denominator, v.value,
  CASE WHEN v.value IS NULL THEN 'not_applicable' ELSE '' END, {now}, 1
FROM ({found}) v LEFT JOIN index_value o
  ON o.period = {period} AND o.indicator = v.indicator AND o.kind = v.kind AND o.unit = v.unit
WHERE o.indicator IS NULL OR o.numerator IS DISTINCT FROM v.numerator OR o.denominator IS DISTINCT FROM v.denominator
  OR o.value IS DISTINCT FROM v.value OR o.edition <> v.edition
ON CONFLICT (indicator, period, kind, unit) DO UPDATE SET edition = excluded.edition, numerator = excluded.numerator,
  denominator = excluded.denominator, value = excluded.value, missing = excluded.missing,
  computed_at = excluded.computed_at, version = index_value.version + 1
"""


def write_values(plan: Plan, period: str) -> None:
    """Write every value of ``period`` that is new or another; a period that runs is counted to date."""
    first, last = bounds(period)
    after = last + timedelta(days=1)
    ask("SET LOCAL enable_nestloop = off")  # how many units a source has is not known beforehand: hash, never loop
    numbers = {row.name: row.id for row in models.Source.objects.all()}
    sources = list(plan.sources.values())
    tables = [_table(place, source, numbers, first, after) for place, source in enumerate(sources)]
    counted = " UNION ".join(f"SELECT unit FROM s{place} WHERE kind = '{AGENCY_UNIT}'" for place in range(len(sources)))
    units = _UNITS.format(first=literal(first), after=literal(after), counted=counted or "NULL")
    found = " UNION ALL ".join(
        _of_kind(kind, [one for one in plan.measured if kind in one.kinds], sources)
        for kind in (AGENCY_UNIT, PLACE_UNIT)
        if any(kind in one.kinds for one in plan.measured)
    )
    if found:
        ask(f"WITH {','.join((_ABOVE, *tables, units))} {_write(period, found)}")
    for derived in plan.derived:
        _derive(derived, period)
    ask("SET LOCAL enable_nestloop = on")


def _write(period: str, found: str) -> str:
    return _WRITE.format(period=literal(period), now=literal(clock.now()) + "::timestamptz", found=found)


def _of_kind(kind: str, indicators: Sequence[Measured], sources: Sequence[Source]) -> str:
    """Return the query of the values of the units of one kind."""
    used = {id(taken.source) for one in indicators for taken in (one.of, one.per) if taken is not None}
    joins = " ".join(
        f"LEFT JOIN s{place} ON s{place}.kind = u.kind AND s{place}.unit = u.unit"
        for place, source in enumerate(sources)
        if id(source) in used
    )
    rows = ", ".join(_cells(one, sources) for one in indicators)
    columns = "indicator, edition, numerator, denominator, value"
    return (
        f"SELECT u.kind, u.unit, i.* FROM units u {joins}"
        f" CROSS JOIN LATERAL (VALUES {rows}) i ({columns}) WHERE u.kind = '{kind}'"
    )


def _cells(one: Measured, sources: Sequence[Source]) -> str:
    of = _number(one.of, sources)
    if one.per is not None:
        per = _number(one.per, sources)
        numbers = (of, per, f"{of} / nullif({per}, 0)")
    elif one.of.expression.mean:
        total, count = (
            _leaves(one.of.source, sources)[one.of.places[0]],
            _leaves(one.of.source, sources)[one.of.places[1]],
        )
        numbers = (total, count, f"{total} / nullif({count}, 0)")
    else:
        numbers = (of, "NULL::float8", of)
    return f"({literal(one.name)}, {literal(one.edition)}, {', '.join(numbers)})"


def _number(taken: Taken, sources: Sequence[Source]) -> str:
    return f"({taken.over(_leaves(taken.source, sources))})::float8"


def _leaves(source: Source, sources: Sequence[Source]) -> list[str]:
    """Return the leaves of a source where they are joined; nothing happened is 0, nothing least or greatest is none."""
    at = next(place for place, one in enumerate(sources) if one is source)
    return [
        f"s{at}.l{n}"
        if leaf.merge in {"min", "max"}
        else f"coalesce(s{at}.l{n}, 0)"
        if _counts(leaf.sql)
        else f"s{at}.l{n}"
        for n, leaf in enumerate(source.leaves)
    ]


def _counts(said: str) -> bool:
    return said.lower().startswith(("count(", "coalesce(sum("))


def _table(at: int, source: Source, numbers: Mapping[str, int], first: date, after: date) -> str:
    """Return the table ``s<at>``: the leaves of every unit of a source in the period."""
    columns = [f"l{n}" for n in range(len(source.leaves))]
    kinds = [kind for kind in (AGENCY_UNIT, PLACE_UNIT) if kind in source.kinds]
    if source.how not in {KEPT, STANDING}:
        rows = " UNION ALL ".join(_by_rows(source, kind, columns, first, after) for kind in kinds)
        return f"s{at} AS MATERIALIZED ({rows})"
    inner = (
        _kept(source, numbers[source.name], columns, first, after)
        if source.how == KEPT
        else _standing(source, columns, first, after)
    )
    merges = ", ".join(f"{said} AS {column}" for said, column in zip(merged(source, columns), columns, strict=True))
    up = " UNION ALL ".join(
        f"SELECT '{kind}'::text AS kind, a.unit, {merges} FROM r{at} r"
        f" JOIN above_{kind} a ON a.leaf = r.{kind} GROUP BY a.unit"
        for kind in kinds
    )
    return f"r{at} AS MATERIALIZED ({inner}), s{at} AS MATERIALIZED ({up})"


def _kept(source: Source, number: int, columns: Sequence[str], first: date, after: date) -> str:
    said = merged(source, [f"parts[{n + 1}]" for n in range(len(columns))])
    listed = ", ".join(f"{one} AS {column}" for one, column in zip(said, columns, strict=True))
    within = f"source = {number} AND bucket >= {literal(first)} AND bucket < {literal(after)}"
    return f"SELECT agency, place, {listed} FROM index_partial WHERE {within} GROUP BY agency, place"


def _listed(source: Source, columns: Sequence[str]) -> str:
    return ", ".join(f"({leaf.sql})::float8 AS {column}" for leaf, column in zip(source.leaves, columns, strict=True))


def _standing(source: Source, columns: Sequence[str], first: date, after: date) -> str:
    within = in_period(source, first, after)
    return (
        f"SELECT {source.agency} AS agency, {source.place} AS place, {_listed(source, columns)}"
        f" {source.rows} AND {within} GROUP BY 1, 2"
    )


def _by_rows(source: Source, kind: str, columns: Sequence[str], first: date, after: date) -> str:
    leaf = source.agency if kind == AGENCY_UNIT else source.place
    joins = " ".join(source.joins.values())
    listed = _listed(source, columns).replace("__today__", f"{literal(_as_of(source, first, after))}::date")
    condition = source.condition.replace("__today__", f"{literal(_as_of(source, first, after))}::date")
    return (
        f"SELECT '{kind}'::text AS kind, a.unit, {listed} FROM {source.fact.view} f {joins}"
        f" JOIN above_{kind} a ON a.leaf = {leaf}"
        f" WHERE {condition} AND {in_period(source, first, after)} GROUP BY a.unit"
    )


def in_period(source: Source, first: date, after: date) -> str:
    """Return the condition of rows that count in the period from ``first`` until before ``after``."""
    if source.date:
        return f"{source.date} >= {bound(source, first)} AND {source.date} < {bound(source, after)}"
    begins, ends = (f'f."{name}"' for name in source.fact.valid)
    is_day = source.fact.columns[source.fact.valid[0]].kind == "day"
    as_of = _as_of(source, first, after)
    if is_day:
        moment = f"{literal(as_of)}::date"
    else:
        moment = f"least({midnight(as_of + timedelta(days=1))}, {literal(clock.now())}::timestamptz)"
    if source.at_start:
        moment = f"{literal(first)}::date" if is_day else midnight(first)
    return f"coalesce({begins}, '-infinity') <= {moment} AND coalesce({ends}, 'infinity') > {moment}"


def _as_of(source: Source, first: date, after: date) -> date:
    """Return the day as of which a period is looked at: its last, or today while it runs."""
    return first if source.at_start else min(after - timedelta(days=1), max(first, clock.today()))


def _derive(derived: Derived, period: str) -> None:
    numbers = {name: f"n{place}" for place, name in enumerate(derived.needs)}
    said = arithmetic(derived.formula, lambda name: numbers[name])
    columns = ", ".join(
        f"max(value) FILTER (WHERE indicator = {literal(full)}) AS {numbers[name]}"
        for name, full in derived.needs.items()
    )
    needed = ", ".join(literal(full) for full in derived.needs.values())
    found = (
        f"SELECT {literal(derived.name)}::text AS indicator, kind, unit, {literal(derived.edition)}::text AS edition,"
        f" NULL::float8 AS numerator, NULL::float8 AS denominator, ({said})::float8 AS value"
        f" FROM (SELECT kind, unit, {columns} FROM index_value WHERE period = {literal(period)}"
        f" AND indicator IN ({needed}) GROUP BY kind, unit) n"
    )
    ask(_write(period, found))


def periods_with(days: Iterable[date]) -> list[str]:
    """Return the months, quarters and years that some of ``days`` lie in, the running ones always among them."""
    from nenso.language.periods import period_of

    found = {period_of(day, rhythm) for day in (*days, clock.today()) for rhythm in ("month", "quarter", "year")}
    return sorted(found)
