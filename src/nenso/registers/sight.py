"""What of a record whoever asks may see: the fields of every rule that opens it to them, sensitive ones behind a mask.

The database says which records; which fields of them follows from the rules of the register, here and nowhere else.
Rules add. An officer sees a sensitive field masked until looking at it for a stated purpose, which the person can read;
people see what is held about themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nenso.journal.recording import record as journal
from nenso.language import choices
from nenso.language.declarations.access import ReadRule
from nenso.people.masking import masked_identifier
from nenso.registers.declared import Declared
from nenso.registers.errors import ReasonMissing
from nenso.registers.finding import as_value
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordParty
from nenso.registers.reading import token_of
from nenso.runtime.acting import Actor, acting
from nenso.runtime.paths import lies_within

ALL = "all"
MASK = "•••"


@dataclass(frozen=True)
class Sight:
    """Names of the fields that are shown, and of those of them that are masked; ``own``: it is about who looks."""

    shown: frozenset[str]
    masked: frozenset[str]
    own: bool

    def of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values that are shown, masked ones as a mask."""
        return {name: masked(data[name]) if name in self.masked else data[name] for name in data if name in self.shown}

    def called(self, declared: Declared, record: Record) -> str:
        """Return what the record is called, where that tells nothing but what is shown; otherwise its number."""
        return record.label if declared.called_by <= self.shown - self.masked else record.number


def sight_of(actor: Actor, declared: Declared, record: Record, parts: set[str] | None = None) -> Sight:
    """Return what ``actor`` may see of ``record``, which the database has shown to them, inside ``acting()``.

    ``parts``: under which names their person is a party of it, where that is known already.
    """
    own = actor.person is not None and actor.person in record.persons
    names = {str(field.name) for field in declared.declaration.fields}
    if any(_covers(path, record) for path in actor.scope):
        shown = names
    else:
        shown = set[str]()
        lookup = RegisterLookup(declared.name.partition(".")[0], record.agency.path)
        if parts is None:
            parts = set(_parts(actor, record)) if own else set()
        this = {"this": as_value(record), "lookup": lookup}
        for rule in declared.declaration.read:
            if _opens(rule, actor, declared, record, this, parts):
                given = {str(item.name) for item in rule.what if item.compute is None}
                shown |= names if ALL in given else given & names
    masked = set() if own else {str(one.name) for one in declared.declaration.fields if one.sensitive}
    return Sight(frozenset(shown), frozenset(shown & masked), own)


def fields_for(actor: Actor, declared: Declared) -> frozenset[str]:
    """Return the fields by which ``actor`` may narrow a list: those that some rule shows to a role they hold."""
    names = frozenset(str(field.name) for field in declared.declaration.fields)
    if "vn" in actor.scope:
        return names
    roles = frozenset().union(*(seat.roles for seat in actor.seats)) if actor.seats else frozenset()
    held = {"public", *(["signed_in"] if actor.account else []), *roles, *(["auditor"] if actor.scope else [])}
    found = set[str]()
    for rule in declared.declaration.read:
        if rule.under is None and any(str(term.name) in held for one in rule.who.values for term in one.terms):
            found |= {str(item.name) for item in rule.what if item.compute is None}
    return names if ALL in found else names & found


def look(actor: Actor, declared: Declared, record: Record, purpose: str) -> dict[str, Any]:
    """Return everything shown of a record without masks; the look is journalled, and told to whom it is about.

    Raises :class:`ReasonMissing` where no purpose is stated.
    """
    if not purpose.strip():
        raise ReasonMissing
    with acting(actor):
        sight = sight_of(actor, declared, record)
        if sight.masked:
            body = {"register": declared.name, "fields": sorted(sight.masked), "purpose": purpose.strip()[:500]}
            journal(record.id, "record.looked_at", body, agency_path=record.agency.path, persons=record.persons)
    return {name: record.data[name] for name in record.data if name in sight.shown}


def masked(value: Any) -> str:
    """Return what is shown of a sensitive value: the end of a number, of anything else nothing."""
    return masked_identifier(value) if isinstance(value, str) and value.isdigit() else MASK


def meant(rule: ReadRule, actor: Actor, declared: Declared, record: Record) -> bool:
    """Return whether ``actor`` is among those whom a rule means for ``record``, inside ``acting()``.

    ``under`` aside: whether there is a grant or consent is asked elsewhere (:mod:`nenso.registers.under`).
    """
    lookup = RegisterLookup(declared.name.partition(".")[0], record.agency.path)
    this = {"this": as_value(record), "lookup": lookup}
    return _meant(rule, actor, declared, record, this, set(_parts(actor, record)) if actor.person else set())


def _parts(actor: Actor, record: Record) -> Iterable[str]:
    """Return by which names the actor's person is a party of the record."""
    return RecordParty.objects.filter(record=record, party_id=actor.person).values_list("name", flat=True)


def _covers(path: str, record: Record) -> bool:
    return any(lies_within(str(one), path) for one in record.agency_paths)


def _opens(
    rule: ReadRule, actor: Actor, declared: Declared, record: Record, names: Mapping[str, Any], parts: set[str]
) -> bool:
    return rule.under is None and _meant(rule, actor, declared, record, names, parts)


def _meant(
    rule: ReadRule, actor: Actor, declared: Declared, record: Record, names: Mapping[str, Any], parts: set[str]
) -> bool:
    environment = declared.environment()
    if rule.when is not None and not choices.holds(rule.when, names, environment):
        return False
    people = choices.choose(rule.who, names, environment)
    for term in people.terms if people is not None else ():
        if str(term.name) in parts:
            return True
        token = token_of(term, declared, record, names["this"], names["lookup"])
        if token and token in actor.readers:
            return True
    return False
