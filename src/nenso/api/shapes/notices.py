"""Notices as the API gives them."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field


class NoticeGiven(Schema):
    """A notice in the reader's language."""

    id: UUID
    kind: str
    subject: str
    text: str
    case: UUID | None
    created_at: datetime
    read_at: datetime | None


class Notices(Schema):
    items: list[NoticeGiven]
    unread: int
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")


class NoticeRead(Schema):
    id: UUID
    read_at: datetime
