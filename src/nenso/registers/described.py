"""What of a record follows from its values, as a shape: a row of the table, or one that a load is about to write."""

from typing import Any, NamedTuple, Protocol
from uuid import UUID


class PartyFacts(NamedTuple):
    """A party of a record: see :class:`~nenso.registers.models.RecordParty`."""

    name: str
    kind: str
    party_id: UUID | None
    identifier: str


class Described(Protocol):
    """What is described: a :class:`~nenso.registers.models.Record`, or what a load holds until it is written."""

    id: Any
    agency_id: Any
    agency: Any
    agency_paths: Any
    place: Any
    number: Any
    key: Any
    label: Any
    folded: Any
    data: Any
    terms: Any
    persons: Any
    readers: Any
    created_at: Any
    updated_at: Any
