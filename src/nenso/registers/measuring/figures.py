"""Indicators of the agencies that keep records (``between``): which of their values lie beyond the bounds of a rule.

Indicators are measured in a room further right, which says when it starts how their values are found (:func:`kept_by`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from nenso.language.declarations.quality import Between
from nenso.registers.declared import Declared

Figure = tuple[UUID, str, float]
"""An agency, a period, and the value; where there is none, there is no figure."""
Found = Callable[[str, str], list[Figure]]
_kept: list[Found] = []


def kept_by(found: Found) -> None:
    """Say how the values of an indicator (``formula.name``; month, quarter or year) are found; once, at start."""
    _kept[:] = [found]


@dataclass(frozen=True)
class Figures:
    """What a rule knows of: agencies, each with a period (:func:`key`) where records name one; ``beyond`` break it."""

    known: frozenset[str]
    beyond: frozenset[str]


def key(agency: str, period: str) -> str:
    """Return what an agency is called in a period."""
    return f"{agency} {period}"


def figures(declared: Declared, rule: Between) -> Figures:
    """Return the figures of ``rule``, of each period or each agency's newest; inside ``acting()`` as the system."""
    name = str(rule.between)
    full = name if "." in name else f"{declared.name.partition('.')[0]}.{name}"
    given = sorted(_kept[0](full, rule.every), key=lambda one: one[1]) if _kept else []
    values = {str(agency) if rule.of is None else key(str(agency), period): value for agency, period, value in given}
    return Figures(frozenset(values), frozenset(one for one, value in values.items() if not _within(rule, value)))


def _within(rule: Between, value: float) -> bool:
    return (rule.least is None or value >= rule.least) and (rule.greatest is None or value <= rule.greatest)
