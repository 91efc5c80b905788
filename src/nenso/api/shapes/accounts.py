"""Who is signed in, and their tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import Asked


class SeatShape(Schema):
    agency: UUID
    path: str
    kind: str
    roles: list[str]


class Me(Schema):
    account: UUID
    person: dict[str, Any] | None
    seats: list[SeatShape]
    audits: list[str]
    represents: list[UUID]
    scopes: list[str]
    assurance: int
    language: str


class TokenShape(Schema):
    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class Tokens(Schema):
    items: list[TokenShape]


class TokenAsked(Asked):
    name: str = Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")
    scopes: list[str] = Field(min_length=1, max_length=20)
    days: int = Field(90, ge=1, le=366)


class TokenIssued(TokenShape):
    """``secret`` is shown this once."""

    secret: str


class SignIn(Asked):
    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=1, max_length=1000)


class SignedIn(Schema):
    """``csrf_token`` goes into the header X-CSRFToken of everything that writes."""

    account: UUID
    csrf_token: str


class ConsentGiven(Schema):
    """What one agreed to on a case; ``covers``: registers or fields, none stands for all of it."""

    id: UUID
    case: UUID
    purpose: str
    covers: list[str]
    given_at: datetime
    until: datetime | None
    revoked_at: datetime | None


class Consents(Schema):
    items: list[ConsentGiven]
