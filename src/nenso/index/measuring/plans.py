"""What is to be measured: indicators of the editions in force, and the sources that their measures share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nenso.formulas.library import as_written, formula_of, published_editions, required_by
from nenso.formulas.models import Edition
from nenso.index.measuring.columns import Columns, ColumnUnknown, columns_of
from nenso.index.measuring.errors import NotMeasurable
from nenso.index.measuring.expressions import TODAY, Expression, Leaf, Refused, arithmetic, measured
from nenso.index.measuring.facts import DAY, FACTS, LATER, Fact
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.indicators import Indicator, Measure
from nenso.language.sources import Origin, origin_of
from nenso.runtime import clock

KEPT, STANDING, ROWS = "kept", "standing", "rows"
"""How a source is summed up: kept by day and month; as standing at a moment; from its rows each time."""

AGENCY_UNIT, PLACE_UNIT = "agency", "place"
_TIMES = frozenset({"year", "quarter", "month", "week", "day"})


@dataclass(slots=True)
class Source:
    """Rows that are summed up together: one view with its joins, one condition, one date, one agency and place."""

    name: str
    how: str
    fact: Fact
    condition: str
    agency: str
    place: str
    date: str
    is_day: bool
    at_start: bool
    leaves: list[Leaf] = field(default_factory=list)
    joins: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def take(self, expression: Expression, columns: Columns) -> "Taken":
        """Add the leaves of a measure; return it over the leaves of this source."""
        places = []
        for leaf in expression.leaves:
            if leaf not in self.leaves:
                self.leaves.append(leaf)
            places.append(self.leaves.index(leaf))
        self.joins.update(columns.joins)
        self.named |= columns.named
        return Taken(self, expression, tuple(places))

    @property
    def rows(self) -> str:
        """``FROM … WHERE …`` of its rows."""
        return f"FROM {self.fact.view} f {' '.join(self.joins.values())} WHERE {self.condition}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A measure over the leaves of its source."""

    source: Source
    expression: Expression
    places: tuple[int, ...]

    def over(self, leaves: Sequence[str]) -> str:
        """Return it as SQL over the leaves of its source."""
        return self.expression.over([leaves[place] for place in self.places])


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator as it is measured: ``of`` over ``per``; for which kinds of unit."""

    name: str
    edition: str
    kinds: frozenset[str]
    of: Taken
    per: Taken | None


@dataclass(frozen=True, slots=True)
class Derived:
    """An indicator that is arithmetic over others: their full names as the formula names them."""

    name: str
    edition: str
    formula: str
    needs: Mapping[str, str]


@dataclass(slots=True)
class Plan:
    """Everything that is measured, and what is declared but cannot be."""

    measured: list[Measured] = field(default_factory=list)
    derived: list[Derived] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    refused: list[NotMeasurable] = field(default_factory=list)

    def named(self, name: str) -> Measured | Derived | None:
        """Return an indicator by its full name."""
        everything: list[Measured | Derived] = [*self.measured, *self.derived]
        return next((one for one in everything if one.name == name), None)


def editions_in_force() -> Iterator[Edition]:
    """Yield the newest edition of each formula that is in force today; inside ``acting()``."""
    seen: set[str] = set()
    for edition in published_editions():
        if edition.formula not in seen and (edition.effective is None or edition.effective <= clock.today()):
            seen.add(edition.formula)
            yield edition


def plan_in_force() -> Plan:
    """Return the plan of every indicator in force; inside ``acting()``."""
    plan = Plan()
    for edition in editions_in_force():
        formula = formula_of(edition)
        if formula.indicators:
            add(plan, formula, required_by(edition), edition)
    return plan


def plan_of(name: str) -> Plan:
    """Return the plan of the one formula that declares the indicator ``name``; inside ``acting()``."""
    plan = Plan()
    for edition in editions_in_force():
        if edition.formula == name.partition(".")[0]:
            add(plan, formula_of(edition), required_by(edition), edition)
    return plan


def add(plan: Plan, formula: Formula, library: Mapping[str, Formula], edition: Edition | None = None) -> None:
    """Add the indicators of a formula to ``plan``; those that cannot be measured are told with file, line and path."""
    digest = edition.digest if edition is not None else ""
    for name, indicator in formula.indicators.items():
        try:
            if indicator.measures:
                plan.measured.append(_measured(plan, f"{formula.name}.{name}", digest, indicator, formula, library))
            elif indicator.formula is not None:
                plan.derived.append(_derived(f"{formula.name}.{name}", digest, indicator, formula))
        except _Wrong as wrong:
            origin = _origin(edition, name, wrong.measure) or wrong.at
            where = f"{formula.name}/{origin.file}:{origin.line}" + (f" ({origin.path})" if origin.path else "")
            plan.refused.append(
                NotMeasurable(indicator=f"{formula.name}.{name}", where=where, why_vi=wrong.vi, why_en=wrong.en)
            )


class _Wrong(Exception):
    def __init__(self, at: Origin, measure: str, vi: str, en: str) -> None:
        self.at, self.measure, self.vi, self.en = at, measure, vi, en
        super().__init__(en)


def _origin(edition: Edition | None, name: str, measure: str) -> Origin | None:
    """Return where it was written; what is read from a transcript does not know."""
    if edition is None:
        return None
    indicator = as_written(edition)[0].indicators[name]
    part = getattr(indicator, measure) if measure else indicator
    said = part.measure if part.measure is not None else indicator.formula
    return origin_of(said) if said is not None else part.origin


def _measured(
    plan: Plan, name: str, digest: str, indicator: Indicator, formula: Formula, library: Mapping[str, Formula]
) -> Measured:
    kinds, prefix = _units(indicator)
    of, *per = indicator.measures
    words = ("of", "per") if indicator.of is not None else ("",)
    taken = [
        _take(plan, measure, word, indicator, formula, library, prefix)
        for measure, word in zip((of, *per), words, strict=False)
    ]
    for one in taken:
        one.source.kinds |= kinds
    return Measured(name, digest, kinds, taken[0], taken[1] if len(taken) > 1 else None)


def _units(indicator: Indicator) -> tuple[frozenset[str], str]:
    """Return the kinds of unit it has values for, and what stands before ``agency`` (``about.``)."""
    columns = [str(column) for column in indicator.by.values() if column not in _TIMES]
    kinds = {column.rpartition(".")[2] for column in columns} & {AGENCY_UNIT, PLACE_UNIT}
    prefix = next(
        (f"{head}." for head, _, last in (one.rpartition(".") for one in columns) if head and last in kinds), ""
    )
    return frozenset(kinds or {AGENCY_UNIT, PLACE_UNIT}), prefix


def _take(
    plan: Plan,
    measure: Measure,
    word: str,
    indicator: Indicator,
    formula: Formula,
    library: Mapping[str, Formula],
    prefix: str,
) -> Taken:
    fact = str(measure.fact)
    head = fact.partition(".")[0]
    if head not in FACTS:
        vi, en = LATER.get(head, (f"Không có dữ kiện “{fact}”.", f"There is no fact “{fact}”."))
        raise _Wrong(measure.origin, word, vi, en)
    try:
        columns, condition = columns_of(fact, formula, library)
    except KeyError as missing:
        vi, en = f"Không có “{missing.args[0]}”.", f"There is no “{missing.args[0]}”."
        raise _Wrong(measure.origin, word, vi, en) from missing
    prefix = prefix if columns.about is not None else ""
    as_of = measure.as_of or (None if measure.date else indicator.as_of)
    named = measure.date or indicator.date or columns.fact.date
    date = "" if as_of else str(named)
    if as_of and not columns.fact.valid[0]:
        vi, en = f"“{fact}” không có “đang là”; hãy dùng date.", f"“{fact}” does not stand at a moment; use date."
        raise _Wrong(measure.origin, word, vi, en)
    try:
        expression = measured(str(measure.measure), measure.where, columns)
        agency = columns.sql([*prefix.split(".")[:-1], "agency"]) if columns.fact.agency else "NULL::uuid"
        place = columns.sql([*prefix.split(".")[:-1], "place"])
        when = columns.sql(date.split(".")) if date else ""
    except Refused as refused:
        raise _Wrong(measure.origin, word, refused.vi, refused.en) from refused
    except ColumnUnknown as unknown:
        raise _Wrong(measure.origin, word, unknown.vi, unknown.en) from unknown
    by_rows = not expression.merges or TODAY in columns.named
    how = ROWS if by_rows else KEPT if date else STANDING
    name = ", ".join(
        filter(
            None,
            (
                f"{_full(fact, formula, library)} by {date or 'standing'}",
                prefix,
                how,
                as_of if as_of == "start" else "",
            ),
        )
    )
    source = plan.sources.setdefault(
        name,
        Source(name, how, columns.fact, condition, agency, place, when, _is_day(columns, date), as_of == "start"),
    )
    return source.take(expression, columns)


def _full(fact: str, formula: Formula, library: Mapping[str, Formula]) -> str:
    head, _, rest = fact.partition(".")
    if not rest or rest.partition(".")[0] in library:
        return fact
    return f"{head}.{rest}" if rest.startswith(f"{formula.name}.") else f"{head}.{formula.name}.{rest}"


def _is_day(columns: Columns, date: str) -> bool:
    column = columns.fact.columns.get(date)
    return column.kind == DAY if column is not None else date in columns.fields or date.startswith("form.")


def _derived(name: str, digest: str, indicator: Indicator, formula: Formula) -> Derived:
    needs: dict[str, str] = {}

    def note(one: str) -> str:
        needs[one] = one if "." in one else f"{formula.name}.{one}"
        return one

    try:
        arithmetic(str(indicator.formula), note)
    except Refused as refused:
        raise _Wrong(indicator.origin, "", refused.vi, refused.en) from refused
    return Derived(name, digest, str(indicator.formula), needs)
