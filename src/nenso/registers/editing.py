"""Changing a record straight through, as its register allows (``edit``): by an officer, with a reason, never unseen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nenso.language import choices
from nenso.language.declarations.access import EditRule
from nenso.language.declarations.people import WhoTerm
from nenso.registers.declared import Declared
from nenso.registers.errors import ChangedMeanwhile, EditRefused, ReasonMissing, RecordUnknown, RegisterUnknown
from nenso.registers.finding import as_value, record_by_id
from nenso.registers.known import of_edition, register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordParty
from nenso.registers.reading import token_of
from nenso.registers.recording import Source, update
from nenso.registers.sight import sight_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise

USE = "registers.edit"


def editable(actor: Actor, declared: Declared, record: Record) -> frozenset[str]:
    """Return the fields of ``record`` that ``actor`` may change straight through, inside ``acting()``.

    Nobody changes what they cannot read: the form would tell them what stands there.
    """
    if record.ended_at is not None:
        return frozenset()
    names = {str(field.name) for field in declared.declaration.fields if field.compute is None and not field.retired}
    lookup = RegisterLookup(declared.name.partition(".")[0], record.agency.path)
    values = {"this": as_value(record), "lookup": lookup}
    found = set[str]()
    for rule in declared.declaration.edit:
        if _holds(rule, actor, declared, record, values):
            given = {str(item.name) for item in rule.fields}
            found |= names if "all" in given else given & names
    return frozenset(found & sight_of(actor, declared, record).shown)


def edit(
    actor: Actor,
    register: str,
    record_id: UUID,
    changes: Mapping[str, Any],
    reason: str,
    *,
    revision: int | None = None,
) -> Record:
    """Write a revision of a record with ``changes`` (None empties a field) for a stated ``reason``.

    The same changes again change nothing. ``revision``: the one that was looked at. Raises :class:`EditRefused`,
    :class:`ReasonMissing`, :class:`ChangedMeanwhile` and what :func:`~nenso.registers.recording.update` raises.
    """
    known = register_named(register)
    with acting(actor):
        seen = Record.objects.filter(pk=record_id, register=register).select_related("agency").first()
        if seen is None:
            raise RecordUnknown
        declared = known.declared
        may = editable(actor, declared, seen)
        if not changes or set(changes) - may:
            raise EditRefused(fields=", ".join(sorted(set(changes) - may)) or "…")
        if not reason.strip():
            raise ReasonMissing
        lookup = RegisterLookup(register.partition(".")[0], seen.agency.path)
        with acting(actor.by_way_of(USE)):
            record = record_by_id(record_id, lock=True)
            if all(record.data.get(name) == value for name, value in changes.items()):
                return record
            if revision is not None and revision != record.revision:
                raise ChangedMeanwhile(revision=record.revision)
            source = Source(known.edition, USE, clock.now(), kind="edited", reason=said(reason))
            return update(declared, record_id, changes, source, lookup)


def said(reason: str) -> str:
    """Return a reason as it is kept."""
    return normalise(reason).strip()[:1000]


def declared_for(record: Record) -> Declared:
    """Return the register of a record as in force, or, when nobody uses it any more, as its edition declares it."""
    try:
        return register_named(record.register).declared
    except RegisterUnknown:
        return of_edition(record.edition, record.register).declared


def _holds(rule: EditRule, actor: Actor, declared: Declared, record: Record, values: Mapping[str, Any]) -> bool:
    environment = declared.environment()
    if rule.when is not None and not choices.holds(rule.when, values, environment):
        return False
    people = choices.choose(rule.who, values, environment)
    return any(_is(term, actor, declared, record, values) for term in (people.terms if people is not None else ()))


def _is(term: WhoTerm, actor: Actor, declared: Declared, record: Record, values: Mapping[str, Any]) -> bool:
    if term.kind(set(declared.declaration.parties)) == "party":
        own = {key for key in (actor.person, *actor.represents) if key is not None}
        return RecordParty.objects.filter(record=record, name=str(term.name), party_id__in=own).exists()
    token = token_of(term, declared, record, values["this"], values["lookup"])
    return bool(token) and token not in {"public", "signed_in"} and token in actor.readers
