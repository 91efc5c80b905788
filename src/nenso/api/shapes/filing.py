"""What is filed, and drafts of it, as the API takes and gives them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from nenso.api.shapes.base import AgencyBrief, Answers, Asked, Line, Name, Paper, Status

Channel = Literal["online", "counter", "post", "national"]
Mandate = Literal["", "parent", "guardian", "authorised", "assisted"]


class Applicant(Asked):
    """Who applies, when it is not who files: a person, or an ``agency`` or ``enterprise`` by id."""

    identifier: Line = ""
    full_name: Line = ""
    born_on: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    sex: Literal["", "male", "female"] = ""
    phone: Line = ""
    email: Line = ""
    address: dict[str, Line] | None = None
    agency: UUID | None = None
    enterprise: UUID | None = None


class About(Asked):
    """What a case is filed on: a case by code or id (with the receipt's ``secret`` without signing in), or a record."""

    case: str = Field("", max_length=60)
    secret: str = Field("", max_length=100)
    record: UUID | None = None

    def given(self) -> dict[str, str]:
        """Return what was said, as the engine takes it."""
        return {name: str(value) for name, value in self if value}


class UnnamedAsked(Asked):
    """What nobody files: the form says which agency it is for."""

    procedure: Name
    form: Answers


class CaseAsked(Asked):
    """What is filed: see the procedure's own schema for ``form``."""

    procedure: Name
    form: Answers
    agency: UUID | None = None
    channel: Channel = "online"
    applicant: Applicant | None = None
    mandate: Mandate = ""
    paper: Paper | None = None
    occurred_at: AwareDatetime | None = None
    about: About | None = None


class DraftAsked(Asked):
    """A draft to begin, at an agency or for a place."""

    procedure: Name
    agency: UUID | None = None
    place: Line = ""
    channel: Channel = "online"
    form: Answers = {}
    about: About | None = None


class DraftSaved(Asked):
    """A draft's answers as they now are, right or wrong."""

    form: Answers


class DraftFiled(Asked):
    """What is said when a draft is filed."""

    applicant: Applicant | None = None
    mandate: Mandate = ""
    paper: Paper | None = None


class Draft(Schema):
    """A draft; ``worked_out`` tells what it still needs."""

    id: UUID
    procedure: str
    agency: AgencyBrief
    channel: str
    form: dict[str, Any]
    created_at: datetime
    version: int


class Drafts(Schema):
    items: list[Draft]


class Filed(Schema):
    """The case that came of it. ``secret`` is told this once: with the code it follows the case without signing in."""

    id: UUID
    code: str
    secret: str
    status: Status
    agency: AgencyBrief
    filed_at: datetime
    due_at: datetime | None
    sealed_until: datetime | None = Field(None, description="Until then nobody but its applicant reads what was filed.")
    version: int
    warnings: list[dict[str, Any]]
