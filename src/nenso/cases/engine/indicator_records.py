"""Indicators that a formula declares, as records of the kernel register ``indicators``: rows of a report."""

from collections.abc import Iterator
from typing import Any

from nenso.language.declarations.formula import Formula
from nenso.language.declarations.indicators import Part


def indicators_of(formula: Formula) -> Iterator[dict[str, Any]]:
    """Yield the indicators of ``formula`` that are no scorecard: in the order of its scorecards, then as declared.

    ``max`` is what a scorecard of the formula gives at most, ``part`` the part of it that the indicator stands in,
    ``reported_in`` the procedure whose table it is reported in.
    """
    places = {str(one.indicator): (one, above) for one, above in reversed(list(_leaves(formula))) if one.indicator}
    ordered = [str(one.indicator) for one, _ in _leaves(formula) if str(one.indicator) in formula.indicators]
    for name in dict.fromkeys([*ordered, *map(str, formula.indicators)]):
        indicator = formula.indicators[name]
        if indicator.parts:
            continue
        part, above = places.get(name, (None, None))
        yield {
            "id": f"{formula.name}.{name}",
            "name": name,
            "title": str(indicator.title.in_language("vi")),
            "unit": str(indicator.unit.in_language("vi")) if indicator.unit is not None else "",
            "direction": str(indicator.direction or ""),
            "formula": str(formula.name),
            "max": float(part.max) if part is not None and part.max is not None else None,
            "part": str(above.title.in_language("vi")) if above is not None and above.title is not None else "",
            "reported_in": str(indicator.reported.within or "").rpartition(".")[0] if indicator.reported else "",
        }


def _leaves(formula: Formula) -> Iterator[tuple[Part, Part | None]]:
    """Yield the parts of the formula's scorecards that are indicators, each with the part right above it."""
    for indicator in formula.indicators.values():
        for part in indicator.parts:
            yield from _below(part, None)


def _below(part: Part, above: Part | None) -> Iterator[tuple[Part, Part | None]]:
    if part.indicator is not None:
        yield part, above
    for one in part.parts:
        yield from _below(one, part)
