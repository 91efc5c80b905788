"""Lookups between agencies as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from nenso.api.shapes.base import AgencyBrief, Asked, Name, Notes

Label = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class ServiceAsked(Asked):
    """A lookup that a register declares, to be opened at an agency."""

    agency: UUID
    from_register: Name
    lookup: Name
    rate: int = Field(600, ge=1, le=1_000_000, description="Lookups of one grant in a minute, at most.")


class Service(Schema):
    """A lookup that is open: what finds records, what is answered, for what it may be asked, by which law."""

    id: UUID
    name: str = Field(description="Its identifier between systems, as after /r1/.")
    owner: AgencyBrief
    from_register: str
    lookup: str
    title: str
    by: list[str]
    fields: list[str]
    purposes: dict[str, str]
    basis: str
    rate: int
    edition: str
    opened_at: datetime
    closed_at: datetime | None


class Services(Schema):
    items: list[Service]


class TermsAsked(Asked):
    """What a grant allows: fields and purposes of the service, from–until, lookups in a minute."""

    fields: list[Name] = Field(min_length=1, max_length=200)
    purposes: list[Name] = Field(min_length=1, max_length=50)
    valid_from: AwareDatetime
    valid_until: AwareDatetime
    rate: int | None = Field(None, ge=1)
    here: bool = Field(default=True, description="The cases that need it run in this install.")


class GrantAsked(TermsAsked):
    """A grant that an agency asks for, with its reason."""

    agency: UUID
    why: Notes


class GrantDecision(Asked):
    """A decision on a grant: ``granted`` (with other terms, if any), ``refused`` or ``revoked``, with the reason."""

    state: Annotated[str, StringConstraints(pattern="^(granted|refused|revoked)$")]
    terms: TermsAsked | None = None
    decision: Notes = ""


class Grant(Schema):
    id: UUID
    service: UUID
    name: str
    owner: AgencyBrief
    consumer: AgencyBrief
    state: str
    fields: list[str]
    purposes: list[str]
    rate: int
    here: bool
    valid_from: datetime
    valid_until: datetime
    why: str
    decision: str
    asked_at: datetime
    decided_at: datetime | None


class Grants(Schema):
    items: list[Grant]


class LookedUp(Schema):
    """One lookup: who asked what of whom, for what; never what was answered."""

    id: UUID
    at: datetime
    name: str
    owner: AgencyBrief
    consumer: AgencyBrief
    who: str
    purpose: str
    reference: str
    fields: list[str]
    outcome: str
    found: int


class Lookups(Schema):
    items: list[LookedUp]


class ObjectionAsked(Asked):
    why: Notes


class ObjectionAnswer(Asked):
    upheld: bool
    answer: Notes


class Objection(Schema):
    id: UUID
    name: str
    owner: AgencyBrief
    consumer: AgencyBrief
    why: str
    at: datetime
    upheld: bool | None
    answer: str
    answered_at: datetime | None


class Objections(Schema):
    items: list[Objection]


class CertificateAsked(Asked):
    """The public certificate of an agency's own system (PEM)."""

    certificate: Annotated[str, StringConstraints(min_length=100, max_length=20_000)]
    name: Label


class Certificate(Schema):
    id: UUID
    agency: UUID
    name: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


class Found(Schema):
    """What a lookup answers: the fields of the grant, of each record that was found."""

    records: list[dict[str, Any]]
