"""Everything of a record that follows from its values: key, label, place, parties, readers, terms."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from nenso.language.declarations.registers import Register
from nenso.language.declarations.values import Expression
from nenso.language.lookups import Lookup
from nenso.language.texts import NOTHING
from nenso.people.lookups import person_with
from nenso.registers.declared import Declared
from nenso.registers.described import Described, PartyFacts
from nenso.registers.finding import as_value
from nenso.registers.indexing import Terms
from nenso.registers.reading import readers_of
from nenso.runtime import clock
from nenso.runtime.text import fold
from nenso.territory.models import Place

PersonOf = Callable[[str], UUID | None]
PlaceOf = Callable[[str], Place | None]


class Describer:
    """Describes records of one register; what does not depend on the record is worked out once."""

    def __init__(
        self,
        declared: Declared,
        lookup: Lookup,
        *,
        person_of: PersonOf = person_with,
        place_of: PlaceOf | None = None,
    ) -> None:
        self.declared = declared
        self.lookup = lookup
        self.person_of = person_of
        self.place_of = place_of or self._place_now
        register = declared.declaration
        self.is_fixed = all(rule.when is None and _is_fixed(rule) for rule in register.read)
        self._terms = Terms(declared.name, register)
        self._pieces = _simple_pieces(declared.declaration)
        self._readers: dict[tuple[UUID, UUID | None], list[str]] = {}

    def describe(self, record: Described, data: dict[str, Any]) -> list[PartyFacts]:
        """Set everything of ``record`` that follows from ``data``; return its parties."""
        declared = self.declared
        record.data = data
        record.key = declared.key_of(data, agency=str(record.agency_id))
        this = as_value(record)
        record.place = self._place(this)
        record.label = self._label(data, this)[:400]
        record.folded = fold(record.label)[:400]
        parties = [
            party
            for name, expression in declared.declaration.parties.items()
            for party in self._parties(name, self._value(expression, this))
        ]
        people = {party.party_id for party in parties if party.party_id and party.kind == "person"}
        record.persons = sorted(people, key=str)
        record.readers = self._readers_of(record, this)
        record.terms = self.terms(record)
        return parties

    def terms(self, record: Described) -> str:
        """Return what finds ``record``, described already."""
        words = self._terms.words(record.data, record.folded, record.number)
        around = self._terms.around(record.place, record.agency_paths, record.readers, str(record.agency_id))
        return f"{words} {self._terms.facets(record.data)} {around}"

    @property
    def has_plain_label(self) -> bool:
        """Whether only texts, names and days stand in what records are called."""
        return self._pieces is not None

    def surroundings(self, record: Described) -> str:
        """Set who reads ``record``, by its agency and place where that :attr:`is_fixed`; return the terms of both."""
        record.readers = self._readers_of(record, as_value(record))
        return self._terms.around(record.place, record.agency_paths, record.readers, str(record.agency_id))

    def _place_now(self, code: str) -> Place | None:
        """Return the place that a code means today: of one that has ended, what it became. The lookup may keep it."""
        found = self.lookup.place(code, clock.today()).place
        return found if isinstance(found, Place) else None

    def _label(self, data: Mapping[str, Any], this: Mapping[str, Any]) -> str:
        """Return what the record is called; where only texts, names and days stand in it, without any program."""
        if self._pieces is None:
            return self.declared.label(this, self.lookup)
        return "".join([piece if show is None else show(data.get(piece)) for piece, show in self._pieces])

    def _value(self, expression: Expression, this: Mapping[str, Any]) -> Any:
        """Return what an expression gives; ``this.field`` without the detour of a program."""
        root, dot, name = expression.source.partition(".")
        if root == "this" and dot and name.isidentifier():
            return this.get(name)
        return self.declared.value(expression, this, self.lookup)

    def _place(self, this: Mapping[str, Any]) -> Place | None:
        """Return the place of a record: a place, or that of an address, as its register says."""
        if self.declared.declaration.place is None:
            return None
        found = self._value(self.declared.declaration.place, this)
        if isinstance(found, Mapping):
            found = found.get("code") or found.get("place")
        return self.place_of(str(found)) if found else None

    def _parties(self, name: str, value: Any) -> list[PartyFacts]:
        if value in (None, "", [], {}):
            return []
        if isinstance(value, list | tuple):
            return [party for item in value for party in self._parties(name, item)]
        facts = value if isinstance(value, Mapping) else {"id": value}
        key, identifier = _uuid(facts.get("id")), str(facts.get("identifier") or "")
        if key is None:
            identifier = identifier or str(facts.get("id") or "")
            key = self.person_of(identifier)
        kind = str(facts.get("kind") or "person")
        return [PartyFacts(name, kind, key, identifier)]

    def _readers_of(self, record: Described, this: Mapping[str, Any]) -> list[str]:
        if not self.is_fixed:
            return readers_of(self.declared, record, this, self.lookup)
        known = (record.agency_id, record.place.id if record.place is not None else None)
        if known not in self._readers:
            self._readers[known] = readers_of(self.declared, record, this, self.lookup)
        return self._readers[known]


_AS_IT_IS = frozenset({"text", "person_name", "person_id", "tax_code"})


def _simple_pieces(register: Register) -> list[tuple[str, Callable[[Any], str] | None]] | None:
    """Return the pieces of a label with how each is shown, or None where one is more than a text, a name or a day."""
    found: list[tuple[str, Callable[[Any], str] | None]] = []
    for piece in register.label.pieces("vi") if register.label is not None else ():
        if isinstance(piece, str):
            found.append((piece, None))
            continue
        field = register.field(piece.source)
        if field is None or field.type not in {*_AS_IT_IS, "date"}:
            return None
        found.append((piece.source, _shown_day if field.type == "date" else _shown_text))
    return found


def _shown_text(value: Any) -> str:
    return str(value) if value else NOTHING


def _shown_day(value: Any) -> str:
    return f"{value[8:10]}/{value[5:7]}/{value[:4]}" if value else NOTHING


def _is_fixed(rule: Any) -> bool:
    """Return whether who reads by a rule depends on nothing but the record's agency and place."""
    people = rule.who.values
    return all(term.agency is None or term.agency.path is None for one in people for term in one.terms) and (
        len(people) == 1
    )


def _uuid(value: Any) -> UUID | None:
    if not isinstance(value, UUID) and len(str(value)) < len("00000000000000000000000000000000"):
        return None
    try:
        return UUID(str(value))
    except ValueError:
        return None
