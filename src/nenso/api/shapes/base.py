"""What the shapes of requests and answers share."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00/]+$")]
"""A printed case code, or a case's key."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9_.@-]+$")]
Line = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")]
Notes = Annotated[str, StringConstraints(max_length=5000, pattern=r"^[^\x00]*$")]
PaperKind = Annotated[str, StringConstraints(pattern="^(original|certified|copy|seen)$")]
Answers = Annotated[dict[str, Any], Field(description="Answers by field, as the form's JSON Schema says.")]
Paper = dict[Name, dict[PaperKind, Annotated[int, Field(ge=0, le=100)]]]
"""How many of a document were handed over on paper: name → kind → number."""


class Asked(BaseModel):
    """A request: no member but those named. It comes from JSON; ninja's own models, made for the ORM's, look twice."""

    model_config = ConfigDict(extra="forbid")


class Words(Schema):
    """A text in both languages."""

    vi: str
    en: str


class AgencyBrief(Schema):
    id: UUID
    name: str
    path: str


class ProcedureBrief(Schema):
    name: str
    code: str | None
    title: Words


class Status(Schema):
    """The national status: its number, its name for programs, its words."""

    number: int = Field(ge=0, le=10)
    name: str
    vi: str
    en: str


Moment = datetime
"""ISO 8601 with its offset; in answers always that of UTC."""
