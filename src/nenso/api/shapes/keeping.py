"""Books of numbers, working hours and signing keys of an agency, as its administrators read and keep them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from nenso.api.shapes.administering import Day, Text
from nenso.api.shapes.base import Asked, Words

Book = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]
Period = Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")]
Hours = Annotated[str, StringConstraints(max_length=100, pattern=r"^[0-9:\- ]*$")]


class BookShape(Schema):
    """A book in one period: what it numbers, the last number given; ``current``: numbers are given in it now."""

    book: str
    period: str
    titles: list[Words]
    pattern: str
    last: int
    closed_at: datetime | None
    current: bool


class Books(Schema):
    items: list[BookShape]


class BookClosing(Asked):
    book: Book
    period: Period = ""


class BookStarting(BookClosing):
    """``first``: the next number, higher than any that was given."""

    first: int = Field(ge=1, le=2_000_000_000)


class HoursAsked(Asked):
    """Working hours from a day on, as ``07:30-11:30 13:30-17:00``; empty: as the agency above has them."""

    since: Day
    hours: Hours = ""
    source: Text = ""


class KeyShape(Schema):
    """A signing key, never anything private. ``account`` is empty for the agency's seal."""

    id: UUID
    account: UUID | None
    holder_name: str
    organisation: str
    subject: str
    issuer: str
    serial: str
    fingerprint: str
    hardware: bool
    state: Literal["signs", "later", "soon", "ended", "retired"]
    valid_from: datetime
    valid_until: datetime
    active_from: datetime | None
    revoked_at: datetime | None
    reason: str


class Keys(Schema):
    items: list[KeyShape]


class KeyTrial(Schema):
    """The key signed something random, and the signature fits its certificate."""

    fits: Literal[True]
    valid_until: date


class KeyRetirement(Asked):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]+$")]
