"""What was reported for a scorecard, looked through before it is scored: nothing unknown, doubled or typed unseen."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nenso.agencies.models import Agency
from nenso.index.doubts import of_values
from nenso.index.engine import Finding, NotComputable, Values, prepare
from nenso.index.engine.findings import refuse, wrong
from nenso.index.engine.plan import Plan
from nenso.index.scorecards import scorecard_of
from nenso.language.issues import nearest
from nenso.runtime.text import one_line

if TYPE_CHECKING:
    from nenso.index.scoring import Bound, Reported


def read_reported(path: Path) -> "Reported":
    """Return what a JSON file says was reported: ``{full name of indicator: {path of agency: value}}``.

    Raises ``NotComputable`` for a file that is no such thing, and for an indicator or unit that stands in it twice.
    """
    twice: list[Finding] = []
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=lambda pairs: _once(pairs, twice))
    except (ValueError, OSError) as error:
        vi, en = f"{path.name}: không đọc được ({error}).", f"{path.name}: cannot be read ({error})."
        raise NotComputable([wrong("reported.unreadable", vi, en)]) from error
    refuse(twice)
    if not isinstance(told, dict) or not all(isinstance(units, dict) for units in told.values()):
        vi = f"{path.name}: cần {{chỉ số: {{cơ quan: giá trị}}}}."
        en = f"{path.name}: {{indicator: {{agency: value}}}} is needed."
        raise NotComputable([wrong("reported.unreadable", vi, en)])
    return told


def _once(pairs: list[tuple[str, Any]], twice: list[Finding]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        name = one_line(key)
        if name in found:
            vi, en = "Có hai lần trong tệp.", "It stands twice in the file."
            twice.append(wrong("unit.double", vi, en, **{"indicator" if isinstance(value, dict) else "unit": name}))
        found[name] = value
    return found


def checked(
    bound: "Bound",
    agencies: Sequence[Agency],
    reported: "Reported",
    period: str,
    accepted: Collection[str] = (),
    before: Mapping[str, Mapping[str, Any]] | None = None,
) -> "Reported":
    """Return what was reported, names trimmed; raise ``NotComputable`` with everything wrong by name.

    Wrong are an indicator that the scorecard has not or that is measured, and a unit that it does not rank (one that
    ended is told with what it became). Doubts, until their code is ``accepted``: zeros that may be missing values,
    values beyond what can be, and such as are exactly those ``before`` (by indicator and unit).
    """
    told = {one_line(name): {one_line(unit): cell for unit, cell in units.items()} for name, units in reported.items()}
    refuse([*_of_indicators(bound, told, period), *_of_units(agencies, told, period)])
    shorts = {full: short for short, full in bound.full.items()}
    units = tuple(dict.fromkeys(unit for cells in told.values() for unit in cells))
    if units:
        plan = prepare(scorecard_of(bound.indicator, bound.known))
        values = _values(plan, units, {shorts[name]: cells for name, cells in told.items()}, period)
        past = {shorts[name]: cells for name, cells in (before or {}).items() if name in shorts}
        there = tuple(dict.fromkeys(unit for cells in past.values() for unit in cells))
        earlier = _values(plan, there, past, "") if there else None
        refuse(of_values(values, plan, earlier), accepted)
    return told


def _values(plan: Plan, units: tuple[str, ...], told: Mapping[str, Mapping[str, Any]], period: str) -> Values:
    columns = {name: [told.get(name, {}).get(unit) for unit in units] for name in plan.names}
    return Values(units, columns, period=period)


def _of_indicators(bound: "Bound", told: "Reported", period: str) -> Iterator[Finding]:
    shorts = {full: short for short, full in bound.full.items()}
    for name in told:
        if name not in shorts:
            near = nearest(name, list(shorts))
            vi, en = "Bảng điểm không có chỉ số này.", "The scorecard has no such indicator."
            if near:
                vi, en = f"{vi} Ý bạn là “{near}”?", f"{en} Did you mean “{near}”?"
            yield wrong("indicator.unknown", vi, en, indicator=name, period=period)
            continue
        declared = bound.known.get(shorts[name])
        if declared is not None and (declared.measures or declared.formula is not None):
            vi, en = "Chỉ số này được đo, không báo cáo.", "This indicator is measured and cannot be reported."
            yield wrong("value.measured", vi, en, indicator=name, period=period)


def _of_units(agencies: Sequence[Agency], told: "Reported", period: str) -> Iterator[Finding]:
    ranked = {str(one.path) for one in agencies}
    strangers = {unit: name for name, units in told.items() for unit in units if unit not in ranked}
    if not strangers:
        return
    found = {str(one.path): one for one in Agency.objects.filter(path__in=[one for one in strangers if _is_path(one)])}
    for unit, name in sorted(strangers.items()):
        where = {"unit": unit, "indicator": name, "period": period}
        agency = found.get(unit)
        if agency is None:
            near = nearest(unit, sorted(ranked)[:2000])
            vi, en = "Không có cơ quan này.", "There is no such agency."
            if near:
                vi, en = f"{vi} Ý bạn là “{near}”?", f"{en} Did you mean “{near}”?"
            yield wrong("unit.unknown", vi, en, **where)
        elif agency.valid_until is not None:
            heirs = list(agency.successors.values_list("new__path", flat=True))
            now = ", ".join(str(one) for one in heirs)
            vi = f"{agency.name} không còn từ {agency.valid_until:%d/%m/%Y}" + (f", nay là {now}." if now else ".")
            en = f"{agency.name} ended on {agency.valid_until:%d/%m/%Y}" + (f" and is now {now}." if now else ".")
            yield wrong("unit.abolished", vi, en, **where)
        else:
            vi, en = f"{agency.name} không được xếp hạng ở đây.", f"{agency.name} is not ranked here."
            yield wrong("unit.not_ranked", vi, en, **where)


def _is_path(unit: str) -> bool:
    return unit.isascii() and unit.replace(".", "").replace("_", "").isalnum() and ".." not in unit.strip(".")
