"""How much somebody may see of a case: all of it, or just what its read rules open (language: Who sees what).

Who may read at all is stored beside the case as it changes, for the database; ``when`` is worked out then, never here.
"""

from collections.abc import Iterable
from typing import Any

from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import holders_of
from nenso.language.declarations.access import ReadRule
from nenso.language.declarations.people import WhoTerm
from nenso.runtime.acting import Actor

PUBLIC = ("public", "signed_in")


def rule_tokens(turn: Turn) -> set[str]:
    """Return the reader tokens to which the procedure's read rules open the case as it stands."""
    rules = [rule for rule in turn.offered.procedure.read if rule.under is None]
    reasoning = turn.reasoning() if rules else None
    return {
        token
        for rule in rules
        if reasoning is not None and reasoning.holds(rule.when)
        for people in rule.who.values
        for term in people.terms
        for token in _tokens(term, turn)
    }


def _tokens(term: WhoTerm, turn: Turn) -> Iterable[str]:
    if term.agency is None and term.name in PUBLIC:
        return [str(term.name)]
    found = holders_of(term, turn.situation())
    return [f"{holder.role}@{holder.agency or 'any'}" for holder in found if holder.role]


def meant(rule: ReadRule, actor: Actor, turn: Turn) -> bool:
    """Return whether ``actor`` is among those whom a rule means for the case as it stands; ``under`` aside."""
    tokens = {token for people in rule.who.values for term in people.terms for token in _tokens(term, turn)}
    return bool(tokens & actor.readers) and turn.reasoning().holds(rule.when)


def opened_parts(actor: Actor, turn: Turn) -> dict[str, Any]:
    """Return what the read rules open to somebody who has no part in the case: item name to value."""
    reasoning = turn.reasoning()
    parts: dict[str, Any] = {}
    for rule in turn.offered.procedure.read:
        if rule.under is not None or not meant(rule, actor, turn):
            continue
        for item in rule.what:
            if item.name == "all":
                parts["form"] = turn.case.form
            else:
                parts[str(item.name)] = (
                    reasoning.value(item.compute) if item.compute else reasoning.path(str(item.name))
                )
    return parts
