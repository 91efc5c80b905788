"""Scores of a scorecard in a period: its indicators bound to stored values, computed by the engine."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from nenso.agencies.models import Agency
from nenso.formulas.library import formula_of, required_by
from nenso.formulas.models import Edition
from nenso.index.engine import NOT_APPLICABLE, Finding, Result, Values, compute, prepare
from nenso.index.engine.findings import refuse, wrong
from nenso.index.measuring.errors import IndicatorUnknown, PeriodWrong
from nenso.index.measuring.plans import editions_in_force
from nenso.index.measuring.reports import Stages, stages_of, table_of
from nenso.index.reported_values import checked
from nenso.index.scorecards import scorecard_of
from nenso.index.values import Known, values_of
from nenso.language import expressions
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.indicators import Indicator
from nenso.language.names import FormulaNames
from nenso.language.periods import bounds, is_period
from nenso.runtime.acting import Actor, acting

READER = Actor(system="index.scores", scope=("vn",), readers=frozenset())
"""Who reads values to score them; it writes nothing."""

OF_PROVINCES = "province"
"""What a scorecard that does not say whom it ranks is of."""

Reported = Mapping[str, Mapping[str, Any]]
"""Values that are not measured: full name of indicator → path of agency → value."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A scorecard in force: its edition, and the full names of the indicators that its parts name."""

    name: str
    edition: Edition
    indicator: Indicator
    known: Mapping[str, Indicator]
    full: Mapping[str, str]
    formula: Formula
    library: Mapping[str, Formula]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scorecard came to: the result by path of agency, the values behind it and their SHA-256.

    ``stages``: how far the reports of these agencies are, where any of its indicators is reported in cases.
    """

    bound: Bound
    period: str
    result: Result
    values: Mapping[str, Mapping[str, Known]]
    reported: Reported
    inputs: str
    stages: Stages


def scorecards_in_force() -> Iterator[Bound]:
    """Yield every scorecard of the editions in force; inside ``acting()``."""
    for edition in editions_in_force():
        formula = formula_of(edition)
        library = required_by(edition)
        for name, indicator in formula.indicators.items():
            if indicator.parts:
                full, known = _parts(indicator, formula, library)
                yield Bound(f"{formula.name}.{name}", edition, indicator, known, full, formula, library)


def scorecard_named(name: str) -> Bound:
    """Return a scorecard by its full name (that of its formula will do); raises ``IndicatorUnknown``."""
    for bound in scorecards_in_force():
        if name in {bound.name, bound.edition.formula}:
            return bound
    raise IndicatorUnknown(indicator=name)


def scores_of(
    name: str,
    period: str,
    *,
    below: str = "vn",
    reported: Reported | None = None,
    accepted: Collection[str] = (),
    before: Reported | None = None,
) -> Scored:
    """Score the agencies below a path from the values that are stored, and from ``reported`` ones.

    A value that is measured, or that these agencies report in cases, cannot be given. ``accepted``: codes of doubts
    about what was reported; ``before``: what was in the period before. Raises ``IndicatorUnknown``, ``PeriodWrong``,
    and ``NotComputable`` for what was reported of nobody or of nothing, and where a value is missing and the scorecard
    says nothing about it; each with unit, indicator and period.
    """
    if not is_period(period):
        raise PeriodWrong(period=period)
    with acting(READER):
        bound = scorecard_named(name)
        agencies = ranked_by(bound, below, period)
        stored = values_of(bound.full.values(), period)
        told = checked(bound, agencies, reported or {}, period, accepted, before)
        stages = stages_of(reporting_of(bound), period).of(one.id for one in agencies)
        if stages.any:
            refuse(_of_cases(bound, told, period))
    paths = [str(one.path) for one in agencies]
    columns = {
        short: [_cell(stored[full].get(one.id), told.get(full, {}).get(str(one.path))) for one in agencies]
        for short, full in bound.full.items()
    }
    plan = prepare(scorecard_of(bound.indicator, bound.known))
    titles = {str(one.path): one.name for one in agencies}
    result = compute(plan, Values(tuple(paths), columns, titles=titles, period=period))
    behind = {
        full: {str(one.path): stored[full][one.id] for one in agencies if one.id in stored[full]}
        for full in bound.full.values()
    }
    return Scored(bound, period, result, behind, told, _digest(behind, told), stages)


def reporting_of(bound: Bound) -> set[str]:
    """Return the procedures, by full name, in whose tables indicators of a scorecard are reported."""
    return {table[0] for short in bound.known if (table := _table(bound, short)) is not None}


def _table(bound: Bound, short: str) -> tuple[str, str] | None:
    owner = bound.full[short].partition(".")[0]
    formula = bound.formula if owner == bound.formula.name else bound.library[owner]
    return table_of(formula, bound.known[short])


def reports_now(name: str, period: str, below: str) -> tuple[Stages, list[Agency]]:
    """Return how far the reports of the agencies that a scorecard ranks below a path are, and whose are under way."""
    with acting(READER):
        bound = scorecard_named(name)
        agencies = ranked_by(bound, below, period)
        stages = stages_of(reporting_of(bound), period).of(one.id for one in agencies)
    return stages, [one for one in agencies if one.id in stages.under_way]


def _of_cases(bound: Bound, told: Reported, period: str) -> Iterator[Finding]:
    """Yield each indicator of a file that the agencies report in cases: its values are read from what is locked."""
    shorts = {full: short for short, full in bound.full.items()}
    for name in told:
        if shorts[name] in bound.known and _table(bound, shorts[name]) is not None:
            vi, en = "Kỳ này báo cáo bằng hồ sơ, không nhập tay.", "It is reported in cases in this period, not typed."
            yield wrong("value.in_cases", vi, en, indicator=name, period=period)


def _parts(
    indicator: Indicator, formula: Formula, library: Mapping[str, Formula]
) -> tuple[dict[str, str], dict[str, Indicator]]:
    full: dict[str, str] = {}
    known: dict[str, Indicator] = {}
    for part in indicator.parts:
        for one in part.walk():
            if one.indicator is None:
                continue
            name = str(one.indicator)
            owner, _, own = name.rpartition(".")
            full[name] = name if owner else f"{formula.name}.{name}"
            declares = library.get(owner) if owner else formula
            if declares is not None and own in declares.indicators:
                known[name] = declares.indicators[own]
    return full, known


def ranked_by(bound: Bound, below: str, period: str) -> list[Agency]:
    """Return the agencies that the scorecard ranks and that stood in the period, in the order of their paths.

    Inside ``acting()``.
    """
    first, last = bounds(period)
    ranks = bound.indicator.ranks
    found = Agency.objects.filter(is_unit=False, path__below=below).order_by("path")
    standing = [
        one
        for one in found
        if (one.valid_from is None or one.valid_from <= last) and (one.valid_until is None or one.valid_until > first)
    ]
    if ranks is None or ranks.where is None:
        return [one for one in standing if ranks is not None or one.kind == OF_PROVINCES]
    names = FormulaNames(bound.formula, bound.library)
    record = names.record(str(ranks.of))
    environment = names.environment("target")
    if record is not None:
        environment = environment.with_names(record=record)
    program = expressions.compile(str(ranks.where), environment)
    return [one for one in standing if program.holds({"record": _as_record(one)})]


def _as_record(agency: Agency) -> dict[str, Any]:
    return {"id": str(agency.id), "name": agency.name, "kind": agency.kind, "path": str(agency.path)}


def _cell(known: Known | None, told: Any) -> Any:
    if known is None:
        return told
    return NOT_APPLICABLE if known.missing == "not_applicable" else known.value


def _digest(values: Mapping[str, Mapping[str, Known]], reported: Reported) -> str:
    """Return the SHA-256 of everything that was put in."""
    rows = [
        [name, unit, one.numerator, one.denominator, one.value, one.missing]
        for name, units in sorted(values.items())
        for unit, one in sorted(units.items())
    ]
    told = [[name, unit, str(one)] for name, units in sorted(reported.items()) for unit, one in sorted(units.items())]
    return hashlib.sha256(orjson.dumps([rows, told])).hexdigest()
