"""How good a register is, for whoever may know: figures by rule, field, measure, register and agency; what to mend.

A share is 100 × records that a rule holds for / records that it says something of, of an agency and those below it. A
field's, a measure's, a register's is the mean of its rules' (measures') by their weights; what nothing was said of
counts for nothing. An agency's is the mean of its registers'.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from nenso.agencies.models import Agency
from nenso.language.declarations.quality import MEASURES, Quality, Thresholds
from nenso.registers.declared import Declared
from nenso.registers.known import registers_in_force
from nenso.registers.measuring.errors import MeasuringRefused, NotMeasured, RuleUnknown
from nenso.registers.measuring.opening import may_see
from nenso.registers.measuring.tables import QualityExpectation, QualityFailure, QualityRule, QualityRun
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting

Level = Literal["good", "fair", "poor", ""]


def share(assessed: int, failed: int) -> float | None:
    """Return the share of records that a rule holds for, None where it says nothing of any."""
    return 100 * (assessed - failed) / assessed if assessed else None


def mean(shares: Iterable[tuple[float | None, float]]) -> float | None:
    """Return the mean of shares by their weights, None where there is none."""
    known = [(one, weight) for one, weight in shares if one is not None and weight > 0]
    return sum(one * weight for one, weight in known) / sum(weight for _, weight in known) if known else None


def level(found: float | None, limits: Thresholds) -> Level:
    """Return what a share is called: good (green) from 90, fair (amber) from 75, poor (red) below, as declared."""
    if found is None:
        return ""
    return "good" if found >= limits.good else "fair" if found >= limits.fair else "poor"


@dataclass(frozen=True)
class RuleStands:
    """A rule and how it stands; ``says``: what is told of it (:meth:`~nenso.registers.measuring.rules.Rule.says`)."""

    name: str
    measure: str
    says: Mapping[str, Any]
    assessed: int
    failed: int
    level: Level

    @property
    def share(self) -> float | None:
        """0 to 100, None where it says nothing of any record."""
        return share(self.assessed, self.failed)

    @property
    def weight(self) -> float:
        """How much it counts."""
        return float(self.says["weight"])


@dataclass(frozen=True)
class Figure:
    """A share of something with a name, and what it is called."""

    name: str
    share: float | None
    level: Level


@dataclass(frozen=True)
class Standing:
    """A register as it stands at an agency and those below it; ``at``: when it was measured last."""

    register: str
    agency: Agency
    at: datetime | None
    rules: Sequence[RuleStands]
    measures: Sequence[Figure]
    fields: Sequence[Figure]
    whole: Figure


@dataclass(frozen=True)
class ToMend:
    """A record that breaks a rule: since when that is known, until when it is to be mended."""

    record: Record
    found_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Worklist:
    """A page of what is to be mended, the most urgent first; ``after``: where the next begins."""

    items: list[ToMend]
    after: tuple[datetime, UUID] | None


def standing(actor: Actor, register: str, agency: UUID) -> Standing:
    """Return how a register stands at an agency and those below it.

    Raises :class:`NotMeasured`, :class:`MeasuringRefused`.
    """
    declared, where = may_see(actor, register, agency)
    with acting(actor):
        rules = list(_rules(register))
        last = QualityRun.objects.filter(register=register).order_by("-id").first()
        counts = _counts([one.id for one in rules], str(where.path))
    return _stands(declared, where, rules, counts, last.ended_at if last is not None else None)


def standings(actor: Actor, agency: UUID) -> tuple[list[Standing], Figure]:
    """Return how every register with rules stands at an agency, and the agency's figure."""
    found = []
    for one in registers_in_force():
        if one.declared.declaration.quality is None:
            continue
        try:
            found.append(standing(actor, one.name, agency))
        except MeasuringRefused:
            continue
    total = mean((one.whole.share, 1) for one in found)
    return found, Figure("", total, level(total, Thresholds()))


def below(actor: Actor, register: str, agency: UUID) -> list[tuple[Agency, Figure, int]]:
    """Return the agencies directly below with how the register stands there, and how many faults stand."""
    declared, where = may_see(actor, register, agency)
    depth = len(str(where.path).split(".")) + 1
    with acting(actor):
        rules = list(_rules(register))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT subpath(a.path, 0, %s)::text, q.rule_id, sum(q.assessed), sum(q.failed)"
                " FROM registers_qualitycount q JOIN agencies_agency a ON a.id = q.agency_id"
                " WHERE q.rule_id = ANY(%s) AND a.path <@ %s::ltree AND nlevel(a.path) >= %s GROUP BY 1, 2",
                [depth, [one.id for one in rules], str(where.path), depth],
            )
            rows = cursor.fetchall()
        agencies = {str(one.path): one for one in Agency.objects.filter(path__in={row[0] for row in rows})}
    by: dict[str, dict[int, tuple[int, int]]] = {}
    for path, rule, assessed, failed in rows:
        by.setdefault(path, {})[rule] = (int(assessed), int(failed))
    found = []
    for path, counts in by.items():
        if path in agencies:
            stands = _stands(declared, agencies[path], rules, counts, None)
            found.append((agencies[path], stands.whole, sum(failed for _, failed in counts.values())))
    return sorted(found, key=lambda one: (one[1].share if one[1].share is not None else 101, one[0].name))


def worklist(
    actor: Actor,
    register: str,
    rule: str,
    agency: UUID,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> tuple[RuleStands, Worklist]:
    """Return a page of the records that break a rule at an agency and those below it, with how the rule stands.

    Of them those that the actor may see. Raises :class:`RuleUnknown`, :class:`NotMeasured`, :class:`MeasuringRefused`.
    """
    declared, where = may_see(actor, register, agency)
    limits = _quality(declared).thresholds
    with acting(actor):
        found = QualityRule.objects.filter(register=register, name=rule).first()
        if found is None:
            raise RuleUnknown(register=register, rule=rule)
        counts = _counts([found.id], str(where.path)).get(found.id, (0, 0))
        agencies = Agency.objects.filter(path__below=str(where.path)).values("id")
        rows = QualityFailure.objects.filter(rule_id=found.id)
        narrow = len(str(where.path).split(".")) > 2
        rows = (
            rows.filter(agency_id=where.id) if narrow and not _has_units(where) else rows.filter(agency_id__in=agencies)
        )
        if after is not None:
            rows = rows.extra(where=["(due_at, record_id) > (%s, %s)"], params=list(after))
        page = list(rows.order_by("due_at", "record_id")[: limit + 1])
        records = {
            one.id: one
            for one in Record.objects.filter(id__in=[row.record_id for row in page[:limit]])
            .select_related("agency")
            .defer("terms")
        }
    items = [
        ToMend(records[one.record_id], one.found_at, one.due_at) for one in page[:limit] if one.record_id in records
    ]
    last = page[limit - 1] if len(page) > limit else None
    return (
        RuleStands(found.name, found.measure, found.says, *counts, level(share(*counts), limits)),
        Worklist(items, (last.due_at, last.record_id) if last is not None else None),
    )


def shortfalls(actor: Actor, register: str, name: str, agency: UUID, *, limit: int = 200) -> list[QualityExpectation]:
    """Return the agencies and periods that hold fewer records than expected, the largest gaps first."""
    _, where = may_see(actor, register, agency)
    with acting(actor):
        rows = QualityExpectation.objects.filter(register=register, name=name, found__isnull=False)
        rows = rows.filter(agency__path__below=str(where.path)).select_related("agency")
        lacking = rows.filter(found__lt=F("expected")).order_by(F("found") - F("expected"), "period", "agency__path")
        return list(lacking[:limit])


def faults_of(actor: Actor, record: Record) -> list[tuple[QualityRule, datetime]]:
    """Return the rules that a record breaks, with until when each is to be mended, as far as the actor may see it."""
    with acting(actor):
        rows = {one.rule_id: one.due_at for one in QualityFailure.objects.filter(record_id=record.id)}
        return [(one, rows[one.id]) for one in QualityRule.objects.filter(id__in=rows).order_by("order")]


def trend(actor: Actor, register: str, agency: UUID, *, most: int = 60) -> list[tuple[date, Figure, int]]:
    """Return how a register stood at an agency on the last days on which something changed, with the faults of each."""
    declared, where = may_see(actor, register, agency)
    with acting(actor):
        rules = list(_rules(register))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT day, rule_id, sum(more), sum(worse) FROM (SELECT d.day, d.rule_id,"
                " d.assessed - coalesce(lag(d.assessed) OVER one, 0) AS more,"
                " d.failed - coalesce(lag(d.failed) OVER one, 0) AS worse"
                " FROM registers_qualityday d JOIN agencies_agency a ON a.id = d.agency_id"
                " WHERE d.rule_id = ANY(%s) AND a.path <@ %s::ltree"
                " WINDOW one AS (PARTITION BY d.rule_id, d.agency_id ORDER BY d.day)) x GROUP BY 1, 2 ORDER BY 1",
                [[one.id for one in rules], str(where.path)],
            )
            rows = cursor.fetchall()
    running: dict[int, tuple[int, int]] = {}
    found: list[tuple[date, Figure, int]] = []
    for number, (day, rule, more, worse) in enumerate(rows):
        assessed, failed = running.get(rule, (0, 0))
        running[rule] = (assessed + int(more), failed + int(worse))
        if number + 1 == len(rows) or rows[number + 1][0] != day:
            stands = _stands(declared, where, rules, running, None)
            found.append((day, stands.whole, sum(failed for _, failed in running.values())))
    return found[-most:]


def _quality(declared: Declared) -> Quality:
    quality = declared.declaration.quality
    if quality is None:
        raise NotMeasured(register=declared.name)
    return quality


def _rules(register: str) -> QuerySet[QualityRule]:
    """Return the rules that are declared, in their order."""
    return QualityRule.objects.filter(register=register).exclude(says__has_key="retired").order_by("order")


def _has_units(agency: Agency) -> bool:
    return Agency.objects.filter(parent=agency).exists()


def _counts(rules: Sequence[int], path: str) -> dict[int, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT q.rule_id, sum(q.assessed), sum(q.failed) FROM registers_qualitycount q"
            " JOIN agencies_agency a ON a.id = q.agency_id"
            " WHERE q.rule_id = ANY(%s) AND a.path <@ %s::ltree GROUP BY 1",
            [list(rules), path],
        )
        return {int(rule): (int(assessed), int(failed)) for rule, assessed, failed in cursor.fetchall()}


def _stands(
    declared: Declared,
    agency: Agency,
    rows: Sequence[QualityRule],
    counts: Mapping[int, tuple[int, int]],
    at: datetime | None,
) -> Standing:
    quality = _quality(declared)
    limits = quality.thresholds
    rules = []
    for one in rows:
        assessed, failed = counts.get(one.id, (0, 0))
        rules.append(
            RuleStands(one.name, one.measure, one.says, assessed, failed, level(share(assessed, failed), limits))
        )
    measures = [
        _figure(measure, [one for one in rules if one.measure == measure], limits)
        for measure in MEASURES
        if any(one.measure == measure for one in rules)
    ]
    names = dict.fromkeys(name for one in rules for name in one.says["fields"])
    fields = [_figure(name, [one for one in rules if name in one.says["fields"]], limits) for name in names]
    total = mean((one.share, float(quality.weights.get(one.name, 1))) for one in measures)  # type: ignore[call-overload]
    return Standing(declared.name, agency, at, rules, measures, fields, Figure("", total, level(total, limits)))


def _figure(name: str, rules: Sequence[RuleStands], limits: Thresholds) -> Figure:
    found = mean((one.share, one.weight) for one in rules)
    return Figure(name, found, level(found, limits))
