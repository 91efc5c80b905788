"""Which rules need not look at a record again that stands still, on a day on which they looked at it."""

from datetime import datetime

from nenso.language.declarations.quality import Live
from nenso.language.expressions import Kind
from nenso.registers.declared import Declared
from nenso.registers.measuring.columns import Columns, NotVector
from nenso.registers.measuring.rules import Rule
from nenso.registers.measuring.vectors import vector

WITH_OTHERS = frozenset({"unique", "near", "same_as", "not_in", "linkage", "between"})
"""Kinds that say of a record something that other records, other registers or indicators change."""


def holds_for_the_day(rule: Rule, declared: Declared, now: datetime) -> bool:
    """Return whether what a rule says of a record changes with the record or at midnight, never between."""
    if rule.kind in WITH_OTHERS or not rule.words.isdisjoint({"now", "find"}):
        return False
    of = rule.declared
    if not isinstance(of, Live) or of.until is not None:
        return True
    if of.of is None or of.within.follows_calendar or of.within.unit in {"minutes", "hours"}:
        return False
    try:
        return vector(of.of.source, Columns(declared.environment().roots["this"]), now).kind is Kind.DATE
    except NotVector:
        return False
