"""What indicators come to in a past period on today's map: counted anew from facts, by who goes on for whom."""

from collections.abc import Collection, Mapping
from uuid import UUID

from nenso.formulas.library import formula_of, required_by
from nenso.formulas.models import Edition
from nenso.index.measuring.plans import Derived, Measured, Plan, Taken, add
from nenso.index.measuring.running import drop_what_fails
from nenso.index.measuring.valuing import recounted
from nenso.index.values import Known


def counted_anew(
    edition: Edition, indicators: Collection[str], period: str, units: Collection[UUID]
) -> Mapping[str, Mapping[UUID, Known]]:
    """Return values by full name of indicator and by agency, as ``edition`` and what it requires declare them.

    Everything is counted from its rows, which takes as long as there are rows: it is done when scores are drafted after
    places merged. What cannot be measured is left out. For the measuring job, inside ``acting()``.
    """
    formula, library = formula_of(edition), required_by(edition)
    found: dict[str, dict[UUID, Known]] = {}
    for one in (formula, *library.values()):
        wanted = {name for name in indicators if name.partition(".")[0] == one.name}
        if not wanted:
            continue
        plan = Plan()
        add(plan, one, {**library, formula.name: formula})
        _narrow(plan, wanted)
        drop_what_fails(plan)
        for unit, names, numerators, denominators, numbers in recounted(plan, period, list(units)):
            for name, above, below, value in zip(names, numerators, denominators, numbers, strict=True):
                if (full := f"{one.name}.{name}") in wanted:
                    missing = "not_applicable" if value is None else ""
                    found.setdefault(full, {})[unit] = Known(value, above, below, missing, 0)
    return found


def _narrow(plan: Plan, wanted: Collection[str]) -> None:
    """Leave in a plan what is wanted, and what that is derived from."""
    needed, ahead = set[str](), list(wanted)
    while ahead:
        name = ahead.pop()
        found = plan.named(name)
        if name in needed or found is None:
            continue
        needed.add(name)
        ahead += found.needs.values() if isinstance(found, Derived) else ()
    plan.measured = [one for one in plan.measured if one.name in needed]
    plan.derived = [one for one in plan.derived if one.name in needed]
    used = {taken.source.name for one in plan.measured for taken in _sides(one)}
    plan.sources = {name: source for name, source in plan.sources.items() if name in used}


def _sides(one: Measured) -> list[Taken]:
    return [taken for taken in (one.of, one.per) if taken is not None]
