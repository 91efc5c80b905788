"""Values that are reported in cases (``reported: {in: dti_report.items}``): what was decided last, once it is locked.

A case of a period that is done is locked (:class:`nenso.cases.models.Locked`): nobody acts on it any more, so it is
read once. Of its acts the last that has the table counts, of each row the column ``value``; ``points`` and ``most`` are
kept beside it, and what the unit had given itself (``own``). What is not decided yet is missing, not 0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from nenso.agencies.succeeding import in_stead_of
from nenso.cases.models import Case, Entry, Locked, Party, Status
from nenso.formulas.library import formula_of
from nenso.index.measuring.plans import editions_in_force
from nenso.index.models import ReportedValue
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.indicators import Indicator
from nenso.runtime import clock

UNIT_ROW = ("indicator", "id")
"""Under which name a row says which indicator it is of: the record, or what came along of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a procedure in which indicators are reported: full name of indicator → its edition's digest."""

    procedure: str
    table: str
    indicators: Mapping[str, str]


def table_of(formula: Formula, indicator: Indicator) -> tuple[str, str] | None:
    """Return the procedure, by its full name, and the table that an indicator is reported in; None of another."""
    within = indicator.reported.within if indicator.reported is not None else None
    if within is None:
        return None
    procedure, _, table = str(within).rpartition(".")
    return (procedure if "." in procedure else f"{formula.name}.{procedure}", table)


def tables_in_force() -> list[Table]:
    """Return the tables that indicators of editions in force are reported in; inside ``acting()``."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for edition in editions_in_force():
        formula = formula_of(edition)
        for name, indicator in formula.indicators.items():
            table = table_of(formula, indicator)
            if table is not None:
                found.setdefault(table, {})[f"{formula.name}.{name}"] = edition.digest
    return [Table(procedure, table, indicators) for (procedure, table), indicators in found.items()]


def take_in_reports() -> int:
    """Take the values of cases that were locked since the last run; return how many. Inside ``acting(INDEX)``."""
    return sum(_take_in(case, unit, table) for table in tables_in_force() for case, unit in _with_units(_new(table)))


def _with_units(locked: Sequence[Locked]) -> Iterator[tuple[Locked, UUID]]:
    """Yield the locks of cases that are done, each with the agency whose case it is; one that says another is none.

    A case follows the successor of its agency; what was reported stays the agency's that was there.
    """
    keys = [one.case_id for one in locked]
    done = Case.objects.filter(pk__in=keys, status__in=(Status.DONE, Status.DELIVERED), finished_at__isnull=False)
    cases = {one.pk: one for one in done.only("id", "procedure", "period")}
    units: dict[UUID, set[UUID | None]] = {}
    for key, party in _applicants(keys).values_list("case_id", "party_id"):
        units.setdefault(key, set()).add(party)
    standing = in_stead_of(one.unit for one in locked if one.unit is not None)
    for one in locked:
        case, unit = cases.get(one.case_id), one.unit
        same = case is not None and (case.procedure, case.period) == (one.procedure, one.period)
        if same and unit is not None and units.get(one.case_id) in ({unit}, {standing[unit]}):
            yield one, unit


def _new(table: Table) -> Sequence[Locked]:
    """Return the locked cases that nothing was taken of yet, the first first; of two of a unit the later counts."""
    taken = ReportedValue.objects.filter(
        period=OuterRef("period"), unit=OuterRef("unit"), procedure=table.procedure, locked_at__gte=OuterRef("at")
    )
    locked = Locked.objects.filter(procedure=table.procedure, unit__isnull=False)
    return list(locked.exclude(Exists(taken)).order_by("at", "case_id"))


def _take_in(locked: Locked, unit: UUID, table: Table) -> int:
    entry = next((one for one in _acts(locked) if isinstance(one.data.get(table.table), list)), None)
    values = list(_values(locked, unit, table, entry)) if entry is not None else []
    ReportedValue.objects.filter(period=locked.period, unit=unit, procedure=table.procedure).delete()
    ReportedValue.objects.bulk_create(values)
    return len(values)


def _acts(locked: Locked) -> Sequence[Entry]:
    return list(Entry.objects.filter(case_id=locked.case_id, kind="act").exclude(step="").order_by("-seq"))


def _values(locked: Locked, unit: UUID, table: Table, entry: Entry) -> Iterator[ReportedValue]:
    seen: set[str] = set()
    for place, row in enumerate(entry.data[table.table]):
        name = next((str(row[key]) for key in UNIT_ROW if row.get(key)), "")
        value = _number(row.get("value"))
        if name not in table.indicators or name in seen or value is None:
            continue
        seen.add(name)
        yield ReportedValue(
            period=locked.period,
            indicator=name,
            unit=unit,
            procedure=locked.procedure,
            edition=table.indicators[name],
            own=_number(row.get("own")),
            numerator=_number(row.get("points")),
            denominator=_number(row.get("most")),
            value=value,
            case=locked.case_id,
            entry=entry.id,
            place=place,
            locked_at=locked.at,
            computed_at=clock.now(),
        )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _applicants(cases: Any) -> QuerySet[Party]:
    """Return the agencies whose ``cases``, by their keys, are."""
    return Party.objects.filter(case_id__in=cases, name="applicant", kind="agency")


@dataclass(frozen=True, slots=True)
class Stages:
    """How far the reports of a period are, by the unit's key: whose are decided and when, whose are on their way."""

    decided: Mapping[UUID, datetime]
    under_way: frozenset[UUID]

    @property
    def any(self) -> bool:
        """Whether there is any report at all."""
        return bool(self.decided or self.under_way)

    def of(self, units: Iterable[UUID]) -> "Stages":
        """Return those of ``units`` alone."""
        wanted = frozenset(units)
        decided = {unit: moment for unit, moment in self.decided.items() if unit in wanted}
        return Stages(decided, self.under_way & wanted)


def stages_of(procedures: set[str], period: str) -> Stages:
    """Return how far the cases of ``procedures`` and ``period`` are; inside ``acting()`` of who sees them all."""
    if not procedures:
        return Stages({}, frozenset())
    decided = Locked.objects.filter(procedure__in=procedures, period=period, unit__isnull=False).order_by("at")
    cases = Case.objects.filter(procedure__in=procedures, period=period, finished_at=None, filed_at__isnull=False)
    applicants = _applicants(cases.values("id"))
    return Stages(
        {one.unit: one.at for one in decided if one.unit is not None},
        frozenset(one.party_id for one in applicants if one.party_id is not None),
    )
