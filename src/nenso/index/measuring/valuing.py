# ruff: noqa: S608 - statements are put together from the compiler's own words, literals by psycopg
"""Values of a period: what each source comes to is laid out once, then one statement for all units of a formula."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nenso.index import models
from nenso.index.asking import ask, literal
from nenso.index.measuring.expressions import TODAY, arithmetic
from nenso.index.measuring.plans import AGENCY_UNIT, KEPT, PLACE_UNIT, STANDING, Derived, Measured, Plan, Source, Taken
from nenso.index.measuring.statements import bound, merged, midnight, opened
from nenso.language.periods import bounds
from nenso.runtime import clock

_TREES = {
    AGENCY_UNIT: ("agencies_agency", "NOT unit.is_unit"),
    PLACE_UNIT: ("territory_place", "unit.level IN ('province', 'commune')"),
}
"""By kind the table of its units, and which rows of it are units."""
_ABOVE = """
CREATE TEMPORARY TABLE index_above_{kind} ON COMMIT DROP AS
  SELECT leaf.id AS leaf, unit.id AS unit
  FROM {table} leaf CROSS JOIN LATERAL generate_series(1, nlevel(leaf.path)) n
  JOIN {table} unit ON unit.path = subpath(leaf.path, 0, n) AND {units}
"""
_UNITS = """
CREATE TEMPORARY TABLE index_unit ON COMMIT DROP AS
  SELECT 'agency'::text AS kind, id AS unit FROM agencies_agency
  WHERE NOT is_unit AND coalesce(valid_from, '-infinity') < {after} AND coalesce(valid_until, 'infinity') > {first}
    AND (kind IN ('province', 'commune') OR id IN ({counted}))
  UNION ALL SELECT 'place', id FROM territory_place
  WHERE level IN ('province', 'commune') AND coalesce(valid_from, '-infinity') < {after}
    AND coalesce(valid_until, 'infinity') > {first}
"""
_FOLLOWED = """
CREATE TEMPORARY TABLE index_above_agency ON COMMIT DROP AS
  WITH former AS (
    SELECT DISTINCT ON (o.path) o.path, n.path AS now
    FROM agencies_agencysuccession s JOIN agencies_agency o ON o.id = s.old_id JOIN agencies_agency n ON n.id = s.new_id
    ORDER BY o.path, n.valid_until DESC NULLS FIRST, s.id DESC),
  followed AS (
    SELECT DISTINCT ON (leaf.id) leaf.id AS leaf, coalesce(former.now, leaf.path) AS path
    FROM agencies_agency leaf CROSS JOIN LATERAL generate_series(1, nlevel(leaf.path)) n
    LEFT JOIN former ON former.path = subpath(leaf.path, 0, n)
    ORDER BY leaf.id, former.path IS NULL, n DESC)
  SELECT f.leaf, unit.id AS unit FROM followed f CROSS JOIN LATERAL generate_series(1, nlevel(f.path)) n
  JOIN agencies_agency unit ON unit.path = subpath(f.path, 0, n) WHERE unit.id = ANY ({units}::uuid[])
"""
_WRITE = """
MERGE INTO index_measurement o USING (({found})) v
ON o.period = {period} AND o.formula = {formula} AND o.kind = v.kind AND o.unit = v.unit
WHEN MATCHED AND (o.numbers IS DISTINCT FROM v.numbers OR o.numerators IS DISTINCT FROM v.numerators
  OR o.denominators IS DISTINCT FROM v.denominators OR o.edition <> v.edition OR o.naming <> v.naming)
THEN UPDATE SET edition = v.edition, naming = v.naming, numerators = v.numerators, denominators = v.denominators,
  numbers = v.numbers, computed_at = {now}, version = o.version + 1
WHEN NOT MATCHED THEN INSERT
  (period, formula, kind, unit, edition, naming, numerators, denominators, numbers, computed_at, version)
  VALUES ({period}, {formula}, v.kind, v.unit, v.edition, v.naming, v.numerators, v.denominators, v.numbers, {now}, 1)
"""
_BY_HASH = "; ".join(f"SET LOCAL {way} = {{0}}" for way in ("enable_nestloop", "enable_indexscan", "enable_sort"))
"""How many units a source has is not known beforehand, but that they are most: hash, never loop, look up or sort."""
_NONE = "NULL::float8"


def write_values(plan: Plan, periods: Iterable[str]) -> None:
    """Write the values of every unit in ``periods`` that are new or others; a period that runs is counted to date.

    Short periods come first: a quarter is put together from those of its months that were laid out before, a year from
    its quarters.
    """
    ask(_BY_HASH.format("off"))
    for kind, (table, units) in _TREES.items():
        ask(_ABOVE.format(kind=kind, table=table, units=units))
        ask(f"ANALYZE index_above_{kind}")
    valuing = _Valuing(plan)
    for period in sorted(periods, key=lambda one: (-len(one), one)):
        valuing.write(period)
    valuing.end()
    ask(f"DROP TABLE {', '.join(f'index_above_{kind}' for kind in _TREES)}")
    ask(_BY_HASH.format("on"))


class _Valuing:
    """The values of one run: what a source comes to is laid out in a temporary table, period after period.

    ``kinds``: of which kinds of unit; ``from_rows``: everything is counted from its rows, nothing from what is kept.
    """

    def __init__(self, plan: Plan, kinds: Sequence[str] = tuple(_TREES), *, from_rows: bool = False) -> None:
        self.plan, self.kinds, self.from_rows = plan, kinds, from_rows
        self.sources = [one for one in plan.sources.values() if one.kinds]  # not those of what was refused in part
        self.numbers: Mapping[str, int] = dict(models.Source.objects.values_list("name", "id"))
        everything: list[Measured | Derived] = [*plan.measured, *plan.derived]
        self.indicators = {one.name: one for one in everything}
        self.laid: list[tuple[date, date]] = []
        self.namings = {tuple(one.names): one.id for one in models.Naming.objects.order_by("-id")}

    def write(self, period: str) -> None:
        first, after = self._lay_all(period)
        counted = " UNION ".join(
            f"SELECT unit FROM index_s{place} WHERE kind = '{AGENCY_UNIT}'" for place in range(len(self.sources))
        )
        ask(_UNITS.format(first=literal(first), after=literal(after), counted=counted or "NULL"))
        formulas: dict[str, list[Measured | Derived]] = {}
        for name, one in self.indicators.items():
            formulas.setdefault(name.partition(".")[0], []).append(one)
        for formula, indicators in formulas.items():
            kept = {kind: [one for one in indicators if kind in self._kinds(one)] for kind in _TREES}
            found = ") UNION ALL (".join(self._found(those, kind) for kind, those in kept.items() if those)
            if found:
                now = f"{literal(clock.now())}::timestamptz"
                ask(_WRITE.format(period=literal(period), formula=literal(formula), found=found, now=now))
        self._drop()
        self.laid.append((first, after))

    def values(self, period: str, units: Sequence[UUID]) -> list[tuple[Any, ...]]:
        """Return unit, names of indicators, numerators, denominators and values of agencies, without writing them."""
        kept = [one for one in self.indicators.values() if AGENCY_UNIT in self._kinds(one)]
        if not kept:
            return []
        self._lay_all(period)
        ask(
            "CREATE TEMPORARY TABLE index_unit ON COMMIT DROP AS"
            f" SELECT '{AGENCY_UNIT}'::text AS kind, unnest({literal(list(units))}::uuid[]) AS unit"
        )
        found = self._found(kept, AGENCY_UNIT)
        rows = ask(f"SELECT unit, numerators, denominators, numbers FROM ({found}) v")
        self._drop()
        names = _names(kept)
        return [(unit, names, *numbers) for unit, *numbers in rows]

    def _lay_all(self, period: str) -> tuple[date, date]:
        """Lay out every source; return the first day of the period and the one after it."""
        first, last = bounds(period)
        after = last + timedelta(days=1)
        for place, source in enumerate(self.sources):
            self._lay(place, source, first, after)
        return first, after

    def _drop(self) -> None:
        ask("DROP TABLE index_unit" + "".join(f", index_s{place}" for place in range(len(self.sources))))

    def end(self) -> None:
        """Let go of what was laid out."""
        kept = [place for place, source in enumerate(self.sources) if source.how == KEPT]
        for laid in self.laid:
            for place in kept:
                ask(f"DROP TABLE {_name(place, laid)}")

    def _naming(self, names: list[str]) -> int:
        """Return the key of a list of names, which is written down when it is a new one."""
        key = tuple(names)
        if key not in self.namings:
            self.namings[key] = models.Naming.objects.create(names=names).id
        return self.namings[key]

    def _found(self, kept: Sequence[Measured | Derived], kind: str) -> str:
        """Return the query of what some indicators come to for the units of one kind."""
        used = {place for one in kept for place in self._places(one)}
        joins = " ".join(
            f"LEFT JOIN index_s{place} s{place} ON s{place}.kind = u.kind AND s{place}.unit = u.unit"
            for place in sorted(used)
        )
        cells = [self._cells(one) for one in kept]
        numerators, denominators, numbers = (
            f"ARRAY[{', '.join(column)}]::float8[]" for column in zip(*cells, strict=True)
        )
        return (
            f"SELECT u.kind, u.unit, {literal(kept[0].edition)} AS edition, {self._naming(_names(kept))} AS naming,"
            f" {numerators} AS numerators, {denominators} AS denominators, {numbers} AS numbers"
            f" FROM index_unit u {joins} WHERE u.kind = '{kind}' OFFSET 0"
        )

    def _kinds(self, one: Measured | Derived) -> frozenset[str]:
        if isinstance(one, Measured):
            return one.kinds
        return frozenset().union(*(self._kinds(need) for need in self._needs(one)))

    def _places(self, one: Measured | Derived) -> set[int]:
        if isinstance(one, Derived):
            return set().union(*(self._places(need) for need in self._needs(one)))
        return {self._place(taken.source) for taken in (one.of, one.per) if taken is not None}

    def _needs(self, one: Derived) -> list[Measured | Derived]:
        return [self.indicators[full] for full in one.needs.values() if full in self.indicators]

    def _place(self, source: Source) -> int:
        return next(place for place, one in enumerate(self.sources) if one is source)

    def _cells(self, one: Measured | Derived) -> tuple[str, str, str]:
        """Return numerator, denominator and value as SQL over the sources of a unit."""
        if isinstance(one, Derived):
            return _NONE, _NONE, self._derived(one)
        of = self._number(one.of)
        if one.per is not None:
            per = self._number(one.per)
            return of, per, f"{of} / nullif({per}, 0)"
        if one.of.expression.mean:
            leaves = self._leaves(one.of.source)
            total, count = (leaves[place] for place in one.of.places[:2])
            return total, count, f"{total} / nullif({count}, 0)"
        return of, _NONE, of

    def _derived(self, one: Derived) -> str:
        def value(name: str) -> str:
            need = self.indicators.get(one.needs[name])
            return f"({self._cells(need)[2]})" if need is not None else _NONE

        return f"({arithmetic(one.formula, value)})::float8"

    def _number(self, taken: Taken) -> str:
        return f"({taken.over(self._leaves(taken.source))})::float8"

    def _leaves(self, source: Source) -> list[str]:
        """Return the leaves of a source where they are joined: nothing happened is 0, nothing greatest is none."""
        at = self._place(source)
        return [
            f"coalesce(s{at}.l{n}::float8, 0)" if _counts(leaf.sql) else f"s{at}.l{n}::float8"
            for n, leaf in enumerate(source.leaves)
        ]

    def _lay(self, at: int, source: Source, first: date, after: date) -> None:
        """Lay out the leaves of every unit of a source in the period."""
        columns = [f"l{n}" for n in range(len(source.leaves))]
        kinds = [kind for kind in self.kinds if kind in source.kinds]
        if source.how in {KEPT, STANDING} and not self.from_rows:
            leaves = _name(at, (first, after))
            found = (
                self._kept(at, source, columns, first, after)
                if source.how == KEPT
                else _standing(source, columns, first, after)
            )
            ask(f"CREATE TEMPORARY TABLE {leaves} ON COMMIT DROP AS {found}")
            rows = " UNION ALL ".join(
                f"SELECT '{kind}'::text AS kind, a.unit, {_merges(source, columns)} FROM {leaves} r"
                f" JOIN index_above_{kind} a ON a.leaf = r.{kind} GROUP BY a.unit"
                for kind in kinds
            )
        else:
            rows = " UNION ALL ".join(_by_rows(source, kind, columns, first, after) for kind in kinds)
        ask(f"CREATE TEMPORARY TABLE index_s{at} ON COMMIT DROP AS {rows}")
        if source.how == STANDING and not self.from_rows:
            ask(f"DROP TABLE {leaves}")

    def _kept(self, at: int, source: Source, columns: Sequence[str], first: date, after: date) -> str:
        """Return what the sums of agencies and places come to: of parts laid out before, and of the days between."""
        rows, between = [], [f"bucket >= {literal(first)} AND bucket < {literal(after)}"]
        names = ", ".join(columns)
        for laid in self._parts(first, after):
            rows.append(f"SELECT agency, place, {names} FROM {_name(at, laid)}")
            between.append(f"NOT (bucket >= {literal(laid[0])} AND bucket < {literal(laid[1])})")
        each = ", ".join(f"{said} AS {name}" for said, name in zip(opened(source), columns, strict=True))
        number = self.numbers.get(source.name, 0)
        rows.append(
            f"SELECT agency, place, {each} FROM index_partial WHERE source = {number} AND {' AND '.join(between)}"
        )
        return f"SELECT agency, place, {_merges(source, columns)} FROM ({' UNION ALL '.join(rows)}) r GROUP BY 1, 2"

    def _parts(self, first: date, after: date) -> list[tuple[date, date]]:
        """Return what was laid out inside a period, the longest first, nothing twice."""
        found: list[tuple[date, date]] = []
        for begins, ends in reversed(self.laid):
            if first <= begins and ends <= after and all(ends <= one or begins >= two for one, two in found):
                found.append((begins, ends))
        return found


def recounted(plan: Plan, period: str, units: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """Return unit, names, numerators, denominators and values of agencies in a period, counted from their rows.

    What former agencies did counts for those that go on in their stead; units that are former ones themselves count
    what nobody took over.
    """
    ask(_FOLLOWED.format(units=literal(list(units))))
    found = _Valuing(plan, (AGENCY_UNIT,), from_rows=True).values(period, units)
    ask(f"DROP TABLE index_above_{AGENCY_UNIT}")
    return found


def _names(kept: Sequence[Measured | Derived]) -> list[str]:
    return [one.name.partition(".")[2] for one in kept]


def _counts(said: str) -> bool:
    return said.lower().startswith(("count(", "coalesce(sum("))


def _name(at: int, laid: tuple[date, date]) -> str:
    """Return the table of what a source comes to for agencies and places from a day until before another."""
    return f"index_r{at}_{laid[0]:%Y%m}_{laid[1]:%Y%m}"


def _merges(source: Source, columns: Sequence[str]) -> str:
    return ", ".join(f"{said} AS {name}" for said, name in zip(merged(source, columns), columns, strict=True))


def _listed(source: Source, columns: Sequence[str]) -> str:
    return ", ".join(
        f"({leaf.sql})::float8{'::text::numeric' if leaf.merge == 'sum' else ''} AS {column}"
        for leaf, column in zip(source.leaves, columns, strict=True)
    )


def _standing(source: Source, columns: Sequence[str], first: date, after: date) -> str:
    within = in_period(source, first, after)
    return (
        f"SELECT {source.agency} AS agency, {source.place} AS place, {_listed(source, columns)}"
        f" {source.rows} AND {within} GROUP BY 1, 2"
    )


def _by_rows(source: Source, kind: str, columns: Sequence[str], first: date, after: date) -> str:
    leaf = source.agency if kind == AGENCY_UNIT else source.place
    joins = " ".join(source.joins.values())
    today = f"{literal(as_of_day(source, first, after))}::date"
    listed, condition = _listed(source, columns).replace(TODAY, today), source.condition.replace(TODAY, today)
    return (
        f"SELECT '{kind}'::text AS kind, a.unit, {listed} FROM {source.fact.view} f {joins}"
        f" JOIN index_above_{kind} a ON a.leaf = {leaf}"
        f" WHERE {condition} AND {in_period(source, first, after)} GROUP BY a.unit"
    )


def in_period(source: Source, first: date, after: date) -> str:
    """Return the condition of rows that count in the period from ``first`` until before ``after``."""
    if source.date:
        return f"{source.date} >= {bound(source, first)} AND {source.date} < {bound(source, after)}"
    begins, ends = (f'f."{name}"' for name in source.fact.valid)
    is_day = source.fact.columns[source.fact.valid[0]].kind == "day"
    as_of = as_of_day(source, first, after)
    if is_day:
        moment = f"{literal(as_of)}::date"
    else:
        moment = f"least({midnight(as_of + timedelta(days=1))}, {literal(clock.now())}::timestamptz)"
    if source.at_start:
        moment = f"{literal(first)}::date" if is_day else midnight(first)
    return f"coalesce({begins}, '-infinity') <= {moment} AND coalesce({ends}, 'infinity') > {moment}"


def as_of_day(source: Source, first: date, after: date) -> date:
    """Return the day as of which a period is looked at: its last, or today while it runs."""
    return first if source.at_start else min(after - timedelta(days=1), max(first, clock.today()))


def periods_with(days: Iterable[date]) -> list[str]:
    """Return the months, quarters and years that some of ``days`` lie in, the running ones always among them."""
    from nenso.language.periods import period_of

    found = {period_of(day, rhythm) for day in (*days, clock.today()) for rhythm in ("month", "quarter", "year")}
    return sorted(found)
