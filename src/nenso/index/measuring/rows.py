"""The way back: from a value to the rows it counts. Whoever asks sees of them what they may see anyway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.cases.models import Case
from nenso.index.asking import ask, literal
from nenso.index.measuring.errors import IndicatorUnknown, PeriodWrong, UnitUnknown, WorkedOut
from nenso.index.measuring.expressions import TODAY
from nenso.index.measuring.plans import AGENCY_UNIT, PLACE_UNIT, Derived, Measured, Plan, Taken, plan_of
from nenso.index.measuring.running import INDEX
from nenso.index.measuring.valuing import as_of_day, in_period
from nenso.index.models import ReportedValue
from nenso.language.periods import bounds, is_period
from nenso.runtime.acting import Actor, acting
from nenso.runtime.paths import lies_within
from nenso.territory.models import Place

Side = Literal["numerator", "denominator"]

_NAMED = """CASE WHEN nenso_person() = ANY (x.persons) OR x.agency_paths <@ ANY (nenso_scope()) OR EXISTS (
  SELECT 1 FROM unnest(x.readers::text[]) one WHERE one = ANY (nenso_readers()) AND strpos(one, '@') > 0)
  THEN x.label ELSE '' END"""
"""What a case or record is called, to whom it is open by more than that everybody sees some of it."""
_SEEN = {
    "index_cases": "SELECT x.id, x.code, {named}, x.id FROM cases_case x WHERE x.id = ANY ({keys})",
    "index_entries": (
        "SELECT e.id, c.code, e.step || '.' || e.action, c.id FROM cases_entry e JOIN cases_case c ON c.id = e.case_id"
        " WHERE e.case_id = ANY ({beside}) AND e.id = ANY ({keys})"
    ),
    "index_payments": (
        "SELECT p.id, c.code, p.receipt, c.id FROM payments_payment p JOIN cases_case c ON c.id = p.case_id"
        " WHERE p.case_id = ANY ({beside}) AND p.id = ANY ({keys})"
    ),
    "index_records": "SELECT x.id, x.number, {named}, NULL::uuid FROM registers_record x WHERE x.id = ANY ({keys})",
    "index_lookups": "SELECT m.id, m.message, m.purpose, NULL::uuid FROM exchange_message m WHERE m.id = ANY ({keys})",
    "index_quality": (
        "SELECT lpad(to_hex(d.id), 32, '0')::uuid, r.name, r.register, NULL::uuid FROM registers_qualityday d"
        " JOIN registers_qualityrule r ON r.id = d.rule_id WHERE d.id IN (SELECT"
        " ('x' || right(replace(k::text, '-', ''), 16))::bit(64)::bigint FROM unnest(({keys})::uuid[]) k)"
    ),
    "index_messages": "SELECT n.id, n.kind, n.channel, n.case_id FROM notices_notice n WHERE n.id = ANY ({keys})",
    "index_adoptions": "SELECT o.id, o.formula, '', NULL::uuid FROM formulas_adoption o WHERE o.id = ANY ({keys})",
    "index_procedures": (
        "SELECT k.id, k.procedure, k.title || ' – ' || k.name, NULL::uuid FROM (SELECT d.procedure, d.title, a.name,"
        " md5(o.id::text || a.id::text || d.procedure)::uuid AS id FROM formulas_adoption o"
        " JOIN agencies_agency b ON b.id = o.agency_id JOIN agencies_agency a ON a.path <@ b.path"
        " JOIN index_declaredprocedure d ON d.edition = o.edition_id AND d.adaptation = coalesce(o.adaptation_id,"
        " '00000000-0000-0000-0000-000000000000') WHERE a.id = ANY ({beside})) k WHERE k.id = ANY ({keys})"
    ),
    "index_agencies": "SELECT a.id, a.path::text, a.name, NULL::uuid FROM agencies_agency a WHERE a.id = ANY ({keys})",
    "index_officials": "SELECT o.id, o.role, o.title, NULL::uuid FROM agencies_post o WHERE o.id = ANY ({keys})",
    "index_places": "SELECT p.id, p.code, p.full_name, NULL::uuid FROM territory_place p WHERE p.id = ANY ({keys})",
}
"""How whoever asks reads the rows of a view, under the policies of their tables: key, code, label, case."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that a value counts. ``seen``: whoever asks may open it; else all that is told is that it is there.

    Of a case that is not seen, who sits above its agency also learns agency, time and code, as of what hangs there.
    """

    seen: bool
    agency: str = ""
    at: str = ""
    id: UUID | None = None
    code: str = ""
    label: str = ""
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one side of a value: which fact, how many there are, those of this page, the key that goes on."""

    fact: str
    side: Side
    count: int
    rows: Sequence[Row]
    after: UUID | None


def rows_of(
    actor: Actor,
    indicator: str,
    unit: str,
    period: str,
    *,
    side: Side = "numerator",
    after: UUID | None = None,
    limit: int = 100,
) -> Rows:
    """Return the rows that a value counts, in the order of their keys, after one of them.

    ``unit``: id or path of an agency, or id of a place. Of what is reported in a case it is that row of the case.
    Raises ``IndicatorUnknown``, ``UnitUnknown``, ``PeriodWrong``, and ``WorkedOut`` of a value that counts no rows
    itself.
    """
    if not is_period(period):
        raise PeriodWrong(period=period)
    first, last = bounds(period)
    with acting(INDEX):
        reported = _reported(actor, indicator, unit, period, side)
        if reported is not None:
            return reported
        taken = _side(indicator, side)
        source = taken.source
        kind, path = _unit(unit)
        leaf, table = (source.agency, "agencies_agency") if kind == AGENCY_UNIT else (source.place, "territory_place")
        after_it = last + timedelta(days=1)
        within = in_period(source, first, after_it)
        counted = f" AND ({taken.expression.condition})" if taken.expression.condition else ""
        counted = counted.replace(TODAY, f"{literal(as_of_day(source, first, after_it))}::date")
        joins = " ".join(source.joins.values())
        rows = (
            f"FROM {source.fact.view} f {joins} JOIN {table} u ON u.id = {leaf} LEFT JOIN agencies_agency n"
            f" ON n.id = {source.agency} WHERE {source.condition} AND {within}{counted}"
            f" AND u.path <@ {literal(path)}::ltree"
        )
        beside = f'f."{source.fact.beside}"' if source.fact.beside in source.fact.columns else "NULL::uuid"
        moment = source.date or f'f."{source.fact.valid[0]}"'
        beyond = f" AND f.id > {literal(after)}::uuid" if after else ""
        found = ask(
            f"SELECT f.id, {beside}, coalesce(n.name, ''), {moment}, n.path::text {rows}{beyond}"
            f" ORDER BY f.id LIMIT {int(limit)}"
        )
        count = int(ask(f"SELECT count(*) {rows}")[0][0])
    seen = _seen(actor, source.fact.view, found)
    known = _known(actor, [row for row in found if row[0] not in seen])
    told = [
        _told(seen.get(key), key, str(name), str(at or ""), known.get(case or key, ""))
        for key, case, name, at, _ in found
    ]
    return Rows(source.name, side, count, told, found[-1][0] if len(found) == limit else None)


def _reported(actor: Actor, indicator: str, unit: str, period: str, side: Side) -> Rows | None:
    """Return the row of a case in which the value was decided; None of what is reported in no case, or not yet."""
    kind, path = _unit(unit)
    agency = Agency.objects.filter(path=path).first() if kind == AGENCY_UNIT else None
    found = ReportedValue.objects.filter(period=period, unit=agency.id, indicator=indicator).first() if agency else None
    if found is None or agency is None:
        return None
    with acting(actor):
        case = Case.objects.filter(pk=found.case).only("id", "code").first()
    row = Row(seen=False)
    if case is not None:
        at, label = str(found.locked_at), f"[{found.place + 1}]"
        row = Row(seen=True, agency=agency.name, at=at, id=found.entry, code=case.code, label=label, case=case.id)
    return Rows(f"rows.{found.procedure}", side, 1, [row], None)


def _told(seen: tuple[str, str, UUID | None] | None, key: UUID, agency: str, at: str, known: str) -> Row:
    if seen is None:
        return Row(seen=False, agency=agency, at=at, code=known) if known else Row(seen=False)
    code, label, case = seen
    return Row(seen=True, agency=agency, at=at, id=key, code=code, label=label, case=case)


def parts_of(indicator: str) -> list[str]:
    """Return the measured indicators that one is worked out from, by their full names; itself of a measured one."""
    with acting(INDEX):
        return _measured_in(plan_of(indicator), indicator)


def _measured_in(plan: Plan, indicator: str) -> list[str]:
    found = plan.named(indicator)
    if not isinstance(found, Derived):
        return [indicator]
    return list(dict.fromkeys(one for need in found.needs.values() for one in _measured_in(plan, need)))


def _side(indicator: str, side: Side) -> Taken:
    plan = plan_of(indicator)
    found = plan.named(indicator)
    if isinstance(found, Derived):
        raise WorkedOut(indicator=indicator, parts=", ".join(_measured_in(plan, indicator)))
    if not isinstance(found, Measured):
        raise IndicatorUnknown(indicator=indicator)
    return found.per if side == "denominator" and found.per is not None else found.of


def _unit(unit: str) -> tuple[str, str]:
    """Return the kind and the path of a unit."""
    if "-" not in unit:
        agency = Agency.objects.filter(path=unit).first() if unit.replace(".", "").replace("_", "").isalnum() else None
        if agency is None:
            raise UnitUnknown(unit=unit)
        return AGENCY_UNIT, str(agency.path)
    try:
        key = UUID(unit)
    except ValueError as error:
        raise UnitUnknown(unit=unit) from error
    agency = Agency.objects.filter(id=key).first()
    place = Place.objects.filter(id=key).first() if agency is None else None
    if agency is None and place is None:
        raise UnitUnknown(unit=unit)
    return (AGENCY_UNIT, str(agency.path)) if agency is not None else (PLACE_UNIT, str(place.path if place else ""))


def _known(actor: Actor, found: Sequence[tuple[Any, ...]]) -> dict[UUID, str]:
    """Return the codes of the cases of rows, or that rows are, below where ``actor`` sits; no confidential one."""
    above = (*(seat.path for seat in actor.seats), *actor.scope)
    below = {case or key for key, case, _, _, path in found if any(lies_within(path or "", one) for one in above)}
    if not below:
        return {}
    with acting(INDEX):
        return dict(Case.objects.filter(id__in=below, confidential=False).values_list("id", "code"))


def _seen(actor: Actor, view: str, found: Sequence[tuple[Any, ...]]) -> dict[UUID, tuple[str, str, UUID | None]]:
    """Return of the rows that were found those that ``actor`` may read: key to code, label and case."""
    if not found:
        return {}
    keys = f"{literal([row[0] for row in found])}::uuid[]"
    beside = f"{literal([row[1] for row in found if row[1]])}::uuid[]"
    with acting(actor):
        visible = ask(_SEEN[view].format(keys=keys, beside=beside, named=_NAMED))
    return {row[0]: (str(row[1]), str(row[2]), row[3]) for row in visible}
