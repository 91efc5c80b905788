"""What heads and leaders ask of the API: what hangs, who holds it, directives that are open."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import Words
from nenso.api.shapes.lists import CaseItem


class HangingItem(CaseItem):
    """An open case with why it hangs."""

    receive_by: datetime | None = Field(description="When it is to be taken in, until it is.")
    causes: list[str] = Field(description="Names of ``causes``, what matters most first.")
    seen: bool = Field(description="Whether the caller may open it; else it has no label and names nobody.")


class Hanging(Schema):
    causes: dict[str, Words]
    items: list[HangingItem]
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")


class HolderOf(Schema):
    """Who holds cases that are overdue or due within a day: an officer, or a role that nobody has taken them on for."""

    account: UUID | None
    agency: UUID
    role: str
    name: str
    in_hand: int
    late: int
    soon: int


class Holders(Schema):
    items: list[HolderOf]


class Directives(Schema):
    """Open directives, each with its case and what became of it."""

    items: list[dict[str, Any]]
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")
