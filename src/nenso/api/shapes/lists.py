"""Lists of cases and counts of them, as the API gives them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import AgencyBrief, ProcedureBrief, Status
from nenso.api.shapes.cases import Around


class AboutIt(Schema):
    """The cases about one: ratings, complaints, questions."""

    items: list[Around]


class PublicCase(Schema):
    """A case that everybody may see: where it stands, and ``opened``, what its rules open."""

    id: UUID
    code: str
    procedure: ProcedureBrief
    agency: AgencyBrief
    status: Status
    filed_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    opened: dict[str, Any]


class PublicCases(Schema):
    items: list[PublicCase]
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")


class CaseItem(Schema):
    """One case in a list."""

    id: UUID
    code: str
    procedure: ProcedureBrief
    agency: AgencyBrief
    label: str
    applicant_name: str
    status: Status
    channel: str
    filed_at: datetime | None
    created_at: datetime
    sealed_until: datetime | None = Field(None, description="Until then nobody but its applicant reads what was filed.")
    due_at: datetime | None
    waiting_since: datetime | None
    finished_at: datetime | None
    version: int
    steps: list[dict[str, Any]]


class CaseList(Schema):
    items: list[CaseItem]
    next: str | None = Field(description="Give it as cursor for the next page; null: this is the last.")


class QueueCounts(Schema):
    """How many cases each queue holds: ``receive working soon late asked sign return``."""

    queues: dict[str, int]


class CountsOf(Schema):
    """The numbers of one procedure, officer (account) or agency, by its key."""

    key: str
    received: int
    in_hand: int
    on_time: int
    late: int = Field(description="Finished after their time.")
    overdue: int = Field(description="Open, and their time is over; none of these is among the late.")
    asked: int
    withdrawn: int


class CountsGiven(Schema):
    begins: datetime
    ends: datetime
    items: list[CountsOf]


class OnceOfProcedure(Schema):
    """Fields of what was filed: ``held`` by the state and left, ``contested``, ``asked``; ``share`` not asked, %."""

    procedure: str
    cases: int
    held: int
    contested: int
    asked: int
    share: float | None


class AskedOnce(Schema):
    """How often people were not asked again, by procedure and together."""

    begins: datetime
    ends: datetime
    items: list[OnceOfProcedure]
    all: OnceOfProcedure
