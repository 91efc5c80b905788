"""What is done and said on a case, as the API takes and gives it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from nenso.api.shapes.base import Answers, Asked, Line, Name, Notes, Paper, Status


class Mark(Asked):
    """One thing that is missing or wrong: a field or a document, and why."""

    field: Name | None = None
    document: Name | None = None
    why: Notes


class ActAsked(Asked):
    """An act at a step."""

    action: Name
    step: Name | Literal[""] = ""
    form: Answers = {}
    reason: Notes = ""
    marks: list[Mark] = Field(default=[], max_length=200)
    corrections: Answers = {}


class SupplyAsked(Asked):
    """What was asked for: changed answers by path, papers handed over; files are sent before."""

    form: Answers = {}
    paper: Paper = {}
    note: Notes = ""


class Reason(Asked):
    reason: Notes = ""


class ExtensionAsked(Asked):
    until: AwareDatetime
    reason: Notes


class Handover(Asked):
    to: Line = Field("", description="Who received it, when not the applicant.")


class Said(Asked):
    """Something said on a case."""

    text: Notes


class HandOverAsked(Asked):
    """Another agency to give the case to, and why."""

    agency: UUID
    reason: Notes


class DirectiveAsked(Asked):
    """A task on a case: who answers for it, by when."""

    task: Notes
    to: UUID
    due_at: AwareDatetime


class DirectiveAnswer(Asked):
    """What became of a directive so far; ``done`` when it is carried out."""

    text: Notes
    done: bool = False


class ConsultationAsked(Asked):
    """A question to another agency, and by when it should answer."""

    agency: UUID
    text: Notes
    due_at: AwareDatetime


class OpinionGiven(Asked):
    """Where an agency that was asked stands, and why."""

    stand: Literal["agrees", "with_changes", "against"]
    text: Notes


class StepAsked(Asked):
    step: Name


class Assignment(StepAsked):
    account: UUID


class PaymentTaken(Asked):
    """Money taken at the counter."""

    means: Literal["cash", "transfer"]
    amount: int = Field(ge=0, le=10**12)
    payer: Line = ""
    reference: str = Field("", max_length=100, pattern=r"^[^\x00]*$")


class Standing(Schema):
    """A case after an act."""

    id: UUID
    code: str
    status: Status
    due_at: datetime | None
    version: int


class Entered(Schema):
    """What was said, as it stands in the history of the case."""

    id: UUID
    seq: int
    kind: str
    at: datetime
    by: str
    text: str


class FileGiven(Schema):
    id: UUID
    document: str
    filename: str
    sha256: str
    size: int
    media_type: str
    state: str


class Paid(Schema):
    id: UUID
    amount: int
    state: str
    receipt: str
    paid_at: datetime | None
