"""One case as the API gives it, and what is asked to see it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import AgencyBrief, Asked, Line, Name, Notes, ProcedureBrief, Status, Words
from nenso.api.shapes.paying import DueToAgency


class Follow(Asked):
    """What stands on the receipt."""

    code: str = Field(min_length=1, max_length=60)
    secret: str = Field(min_length=1, max_length=100)


class Look(Asked):
    purpose: Notes


class LookUnder(Asked):
    """For what, as the grant words it or the code of the consent; which fields, as the procedure's rule names them."""

    purpose: Notes
    fields: list[Name] = []
    reference: Line = ""


class GrantedLookAtCase(Schema):
    """What was read of a case."""

    id: UUID
    code: str
    data: dict[str, Any]


class Waiting(Schema):
    """Whose turn it is, by post and not by name, and since when."""

    title: Words
    who: Words
    since: datetime


class Followed(Schema):
    """Where a case stands; nothing about anybody in it."""

    code: str
    procedure: ProcedureBrief
    status: Status
    agency: AgencyBrief
    held_by: list[Waiting]
    filed_at: datetime | None
    accepted_at: datetime | None
    expected_at: datetime | None
    finished_at: datetime | None
    sealed_until: datetime | None = Field(None, description="Until then nobody but its applicant reads the case.")
    due: list[DueToAgency]


class Holder(Schema):
    """Who has the case, since when and until when."""

    step: str
    title: Words
    kind: str
    role: str
    party: str
    who: Words
    agency: dict[str, Any] | None
    officer: str | None
    account: UUID | None
    since: datetime
    due_at: datetime | None


class Possible(Schema):
    """Something the caller can do now: ``kind`` names the route (``act withdraw supply …``)."""

    kind: str
    step: str
    action: str
    label: Words
    reason: bool
    form: bool
    to: list[str]


class Happened(Schema):
    seq: int
    at: datetime
    text: Words
    by: str
    kind: str
    step: str
    action: str
    role: Words | None = None
    reason: str
    marks: list[dict[str, Any]]
    data: dict[str, Any] | None = None
    corrected: list[dict[str, Any]] = []


class Around(Schema):
    """A case around the one that is read: where it stands, without what is in it."""

    id: UUID
    code: str
    procedure: ProcedureBrief
    agency: AgencyBrief
    label: str
    status: Status
    created_at: datetime
    filed_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    waiting_since: datetime | None
    finished_at: datetime | None
    late: bool


class CasePage(Schema):
    """One case as the caller may see it; who only meets a read rule gets ``opened`` instead of the rest."""

    id: UUID
    code: str
    procedure: dict[str, Any]
    status: Status
    agency: AgencyBrief
    receiving: AgencyBrief
    place: dict[str, str] | None
    channel: str
    version: int
    created_at: datetime
    filed_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    waiting_since: datetime | None
    finished_at: datetime | None
    delivered_at: datetime | None
    late: bool
    sealed_until: datetime | None = Field(None, description="Until then nobody but its applicant reads what was filed.")
    opened: dict[str, Any] | None = None
    label: str = ""
    held_by: list[Holder] = []
    next: list[dict[str, Any]] = []
    expected_at: datetime | None = None
    form: dict[str, Any] = {}
    masked: list[str] = Field([], description="Paths of sensitive answers that are shown only after a look.")
    parties: list[dict[str, Any]] = []
    mandate: str = ""
    asked: list[dict[str, Any]] = []
    documents: dict[str, Any] = {}
    files: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    slips: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    records: list[Any] = []
    history: list[Happened] = []
    children: list[Around] = Field([], description="The cases that this one opened: parts of the same filing.")
    parent: Around | None = Field(None, description="The filing that this one is a part of.")
    about: Around | None = Field(None, description="The case that this one is about.")
    directives: list[dict[str, Any]] = Field([], description="For who works on it: tasks of leaders, their answers.")
    consultations: list[dict[str, Any]] = Field([], description="For who works on it: what other agencies were asked.")
    actions: list[Possible] = []


class Looked(Schema):
    form: dict[str, Any]
    paths: list[str]


class JournalPage(Schema):
    """The entries of one case, and whether they are what was written."""

    entries: list[dict[str, Any]]
    verification: dict[str, Any]
