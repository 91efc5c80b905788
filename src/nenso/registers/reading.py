"""Who may read a record, worked out as it changes and stored beside it for the database's policies."""

from collections.abc import Mapping
from typing import Any

from nenso.agencies.errors import NoAgencyServes
from nenso.agencies.queries import agency_of_kind
from nenso.language import choices
from nenso.language.declarations.people import AgencyReference, WhoTerm
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.described import Described


def readers_of(declared: Declared, record: Described, this: Mapping[str, Any], lookup: Lookup) -> list[str]:
    """Return the reader tokens that the register's rules give now: ``public``, ``officer@<agency>``.

    ``this`` is the record as expressions see it. People named by a party are in ``persons``; a rule ``under`` a grant
    or consent opens nothing by itself; what a procedure may look up it reads with rights of its own.
    """
    names, environment = {"this": this, "lookup": lookup}, declared.environment()
    tokens: set[str] = set()
    for rule in declared.declaration.read:
        if rule.under is not None or (rule.when is not None and not choices.holds(rule.when, names, environment)):
            continue
        people = choices.choose(rule.who, names, environment)
        for term in people.terms if people is not None else ():
            tokens.add(token_of(term, declared, record, this, lookup))
    return sorted(tokens - {""})


def token_of(term: WhoTerm, declared: Declared, record: Described, this: Mapping[str, Any], lookup: Lookup) -> str:
    """Return the reader token that a term of a rule gives for a record, empty for people and procedures."""
    kind = term.kind(set(declared.declaration.parties))
    if kind == "special" and term.name in {"public", "signed_in"}:
        return str(term.name)
    if kind != "role":
        return ""
    agency = _agency(term.agency, declared, record, this, lookup)
    return f"{term.name}@{agency}" if agency else ""


def _agency(
    reference: AgencyReference | None, declared: Declared, record: Described, this: Mapping[str, Any], lookup: Lookup
) -> str:
    """Return the key of the agency that ``@…`` means for the record, ``any``, or nothing when there is none."""
    if reference is None or reference.word == "self":
        return str(record.agency_id)
    if reference.path is not None:
        found = declared.value(reference.path, this, lookup)
        return str((found.get("id") if isinstance(found, Mapping) else found) or "")
    word = str(reference.word)
    if word == "any":
        return word
    if word == "parent":
        return str(record.agency.parent_id or "")
    try:
        return str(agency_of_kind(record.agency, word, record.place).id)
    except NoAgencyServes:
        return ""
