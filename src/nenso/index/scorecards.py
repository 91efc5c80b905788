"""From a declared scorecard (an indicator of parts) to one that the engine computes."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from nenso.index.engine import Finding, Group, Method, Missing, Node, NotComputable, Ranking, Rounding, Scorecard
from nenso.index.engine.findings import wrong
from nenso.index.engine.scorecard import STEPS, exact
from nenso.language.declarations.indicators import Indicator, Part
from nenso.language.declarations.indicators import Missing as DeclaredMissing
from nenso.language.declarations.indicators import Rounding as DeclaredRounding
from nenso.language.declarations.methods import named

_OTHER_NAMES = {"carry_forward": "carry", "threshold": "unranked"}


def scorecard_of(declared: Indicator, known: Mapping[str, Indicator], language: str = "vi") -> Scorecard:
    """Return the scorecard that ``declared`` says; ``known`` are the indicators it may name, by name as written.

    An indicator that is not known is taken as it stands in the part (more is better unless that says otherwise).
    Titles are in ``language``. Raises ``NotComputable`` when it is no scorecard.
    """
    if not declared.parts:
        vi, en = (
            f"“{declared.name}” không phải bảng điểm: không có parts.",
            f"“{declared.name}” is no scorecard: no parts.",
        )
        raise NotComputable([wrong("scorecard.empty", vi, en)])
    problems = list(_problems(declared.parts))
    if problems:
        raise NotComputable(problems)
    root = Node(
        str(declared.name),
        title=declared.title.in_language(language),
        parts=tuple(_node(part, known, language) for part in declared.parts),
        out_of=_fraction(declared.out_of),
        combine=_method(declared.combine),
        treat=_method(declared.treat),
        missing=_missing(declared.missing),
        round=_rounding(declared.round),
    )
    return Scorecard(
        root,
        edition=declared.edition or "",
        rank=Ranking(declared.rank.ties, declared.rank.on) if declared.rank else Ranking(),
        groups=tuple(
            Group(one.name, one.title.in_language(language) if one.title else "", _fraction(one.least))
            for one in declared.groups
        ),
        order=declared.order or STEPS,
    )


def _problems(parts: tuple[Part, ...]) -> Iterator[Finding]:
    for part in parts:
        for one in part.walk():
            if (one.part is None) == (one.indicator is None) or (one.part is not None) != bool(one.parts):
                if one.part is not None and one.indicator is not None:
                    vi = f"Không có phần “{one.part}” ở đây; hãy đặt chỉ số dưới parts của phần."
                    en = f"There is no part “{one.part}” here; write the indicator below its part."
                    yield wrong("part.unknown", vi, en, indicator=str(one.indicator))
                    continue
                name = one.part or one.indicator or "?"
                vi = f"“{name}”: cần part với parts, hoặc indicator."
                en = f"“{name}”: a part has parts, or names an indicator."
                yield wrong("part.kind", vi, en)


def _node(part: Part, known: Mapping[str, Indicator], language: str) -> Node:
    name = str(part.part or part.indicator or "")
    indicator = known.get(name) if part.indicator else None
    title = part.title or (indicator.title if indicator else None)
    direction = part.direction or (indicator.direction if indicator else None)
    return Node(
        name,
        title=title.in_language(language) if title else "",
        parts=tuple(_node(one, known, language) for one in part.parts),
        max=_fraction(part.max),
        weight=Fraction(1) if part.weight is None else exact(part.weight),
        out_of=_fraction(part.out_of),
        combine=_method(part.combine),
        treat=_method(part.treat),
        missing=_missing(part.missing),
        round=_rounding(part.round),
        scale=_method(part.scale),
        direction=-1 if direction == "down" else 1,
        per=None if part.per is None else str(part.per),
        target=_target(indicator),
        unit=str(indicator.unit) if indicator is not None and indicator.unit is not None else "",
    )


def _fraction(number: Any) -> Fraction | None:
    return None if number is None else exact(number)


def _target(indicator: Indicator | None) -> Fraction | None:
    """Return the target where it is one number for all units."""
    only = indicator.target.only if indicator is not None and indicator.target is not None else None
    try:
        return exact(only) if only is not None else None
    except ValueError:
        return None


def _method(declared: Any) -> Method | None:
    """Return ``name`` or ``{name: settings}`` as a method; ``power 2`` and ``{power: 2}`` are ``p``."""
    found = named(declared)
    return None if found is None else Method(found[0], {str(key): value for key, value in found[1].items()})


def _missing(declared: DeclaredMissing | None) -> Missing | None:
    if declared is None:
        return None
    do = _OTHER_NAMES.get(declared.do, declared.do)
    by = None if declared.by is None else str(declared.by)
    return Missing(do, declared.under, by, {str(unit): float(value) for unit, value in declared.values.items()})


def _rounding(declared: DeclaredRounding | None) -> Rounding | None:
    return None if declared is None else Rounding(declared.to, declared.how, declared.as_of)
