"""Registers and their records as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from nenso.api.shapes.base import AgencyBrief, Asked, Name, Words

RegisterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=120)]
GrantedName = Annotated[str, StringConstraints(pattern=r"^(cases\.)?[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=120)]
"""A register, or the cases of a procedure (``cases.care.enter``)."""
Said = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]
"""A reason or purpose in the words of who acts."""


class RegisterGiven(Schema):
    """A register: what its lists are narrowed by and its words are found in, as far as the caller may."""

    name: str
    title: Words
    key: list[str]
    filter: list[str]
    search: list[str]
    edition: str


class Registers(Schema):
    items: list[RegisterGiven]


class RecordGiven(Schema):
    """A record as the caller may see it; ``masked``: fields that are shown only to who looks at them for a purpose."""

    id: UUID
    register_name: str
    label: str
    number: str
    agency: AgencyBrief
    place: str | None
    data: dict[str, Any]
    masked: list[str]
    revision: int
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    merged_into: UUID | None
    source_case: UUID | None


class RecordPage(Schema):
    items: list[RecordGiven]
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")


class WriterGiven(Schema):
    """Who wrote: an officer, named with the agency; a person, who is not named; or the system."""

    kind: Literal["officer", "person", "system"]
    name: str


class RevisionGiven(Schema):
    """A revision: who wrote it, by what it came to be, why, from which case, and how long it stood."""

    revision: int
    kind: str
    why: str
    reason: str
    by: WriterGiven
    at: datetime
    valid_from: datetime
    valid_until: datetime | None
    case: UUID | None
    data: dict[str, Any]


class History(Schema):
    items: list[RevisionGiven]


class LookAsked(Asked):
    purpose: Said


class LookGiven(Schema):
    data: dict[str, Any]


class GrantedLookAsked(Asked):
    """Which record, by the register's key; ``purpose`` as the grant words it, or the code of the consent."""

    by: dict[Name, Said]
    purpose: Said
    fields: list[Name] = []
    reference: Said = ""


class GrantedLookGiven(Schema):
    """What was read of the record."""

    id: UUID
    label: str
    data: dict[str, Any]


class RecordGrantGiven(Schema):
    """A grant to read records of an agency and those below it; ``fields``: none stands for all that is open."""

    id: UUID
    register_name: str
    agency: AgencyBrief
    fields: list[str]
    purpose: Words
    given_at: datetime
    until: datetime | None
    taken_at: datetime | None
    case: UUID | None


class RecordGrants(Schema):
    items: list[RecordGrantGiven]


class GrantAsked(Asked):
    """Leave to read for a ``role`` at an agency (path; empty: any) until the first day no longer.

    ``fields``: those that may be read; ``all_fields`` says plainly that it is every one that is open under a grant.
    """

    fields: list[Name] = []
    all_fields: bool = False
    role: Name
    at: Annotated[str, StringConstraints(max_length=120, pattern=r"^[A-Za-z0-9_.]*$")] = ""
    purpose: Said
    until: date
    why: Said


class GrantEnded(Asked):
    why: Said


class EditAsked(Asked):
    """``changes``: field to value, null to empty it; ``revision``: the one that was looked at."""

    changes: Annotated[dict[Name, Any], Field(min_length=1, max_length=200)]
    reason: Said
    revision: int | None = None


class CorrectionAsked(Asked):
    changes: Annotated[dict[Name, Any], Field(min_length=1, max_length=200)]
    reason: Said


class DecisionAsked(Asked):
    accept: bool
    decision: Said


class ContestAsked(Asked):
    reason: Said


class CorrectionGiven(Schema):
    """``before``: what stands there, of a decided one what stood when it was asked for; masked as the record is."""

    id: UUID
    state: str
    asked_at: datetime
    due_at: datetime
    before: dict[str, Any]
    changes: dict[str, Any]
    reason: str
    decision: str
    appeal: str
    answer: str


class MergeAsked(Asked):
    """``other`` goes on in this record, which takes the fields ``take`` from it."""

    other: UUID
    take: list[Name] = []
    reason: Said


class RecordInPair(Schema):
    id: UUID
    label: str | None
    agency: AgencyBrief


class LevelGiven(Schema):
    """``weight``: bits that speak for one (over 0) or for two."""

    field: str
    level: str
    said: Words
    weight: float


class PairGiven(Schema):
    """Two records that are probably one. ``label`` and ``levels`` are there only for who may see both records."""

    id: UUID
    register_name: str
    records: list[RecordInPair]
    probability: float
    weight: float
    state: Literal["open", "later", "different", "merged"]
    found_at: datetime
    decided_at: datetime | None
    reason: str
    levels: list[LevelGiven] | None


class PairPage(Schema):
    items: list[PairGiven]
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")


class ProposalAsked(Asked):
    """``merge``: ``goes`` goes on in ``stays``, which takes the fields ``take``; ``different``: they are two;
    ``part``: they were merged and are two after all."""

    kind: Literal["merge", "different", "part"]
    stays: UUID
    goes: UUID
    take: list[Name] = []
    reason: Said


class ProposalAnswered(Asked):
    """``withdraw`` is for the agency that proposed; to decline takes a reason."""

    answer: Literal["agree", "decline", "withdraw"]
    reason: Said = ""


class ProposalGiven(Schema):
    """What one agency proposes of two records, of which ``other_agency`` keeps one. ``label``: who sees the record."""

    id: UUID
    register_name: str
    kind: Literal["merge", "different", "part"]
    stays: UUID
    stays_label: str | None
    goes: UUID
    goes_label: str | None
    take: list[str]
    reason: str
    agency: AgencyBrief
    other_agency: AgencyBrief
    state: Literal["open", "agreed", "declined", "withdrawn"]
    proposed_at: datetime
    answered_at: datetime | None
    answer: str


class ProposalPage(Schema):
    items: list[ProposalGiven]
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")


class PartAsked(Asked):
    other: UUID
    reason: Said
