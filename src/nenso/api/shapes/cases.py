"""Cases as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from nenso.api.shapes.base import AgencyBrief, Answers, Asked, Line, Name, Notes, ProcedureBrief, Status, Words

Channel = Literal["online", "counter", "post", "national"]
PaperKind = Annotated[str, StringConstraints(pattern="^(original|certified|copy|seen)$")]
Paper = dict[Name, dict[PaperKind, Annotated[int, Field(ge=0, le=100)]]]


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


class CaseAsked(Asked):
    """What is filed: see the procedure's own schema for ``form``."""

    procedure: Name
    form: Answers
    agency: UUID | None = None
    channel: Channel = "online"
    applicant: Applicant | None = None
    mandate: Literal["", "parent", "guardian", "authorised", "assisted"] = ""
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
    mandate: Literal["", "parent", "guardian", "authorised", "assisted"] = ""
    paper: Paper | None = None


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


class Entered(Schema):
    """What was said, as it stands in the history of the case."""

    id: UUID
    seq: int
    kind: str
    at: datetime
    by: str
    text: str


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


class Follow(Asked):
    """What stands on the receipt."""

    code: str = Field(min_length=1, max_length=60)
    secret: str = Field(min_length=1, max_length=100)


class Look(Asked):
    purpose: Notes


class Followed(Schema):
    """Where a case stands; nothing about anybody in it."""

    code: str
    procedure: ProcedureBrief
    status: Status
    agency: AgencyBrief
    filed_at: datetime | None
    accepted_at: datetime | None
    expected_at: datetime | None
    finished_at: datetime | None


class Filed(Schema):
    """The case that came of it. ``secret`` is told this once: with the code it follows the case without signing in."""

    id: UUID
    code: str
    secret: str
    status: Status
    agency: AgencyBrief
    filed_at: datetime
    due_at: datetime | None
    version: int
    warnings: list[dict[str, Any]]


class Standing(Schema):
    """A case after an act."""

    id: UUID
    code: str
    status: Status
    due_at: datetime | None
    version: int


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
    actions: list[Possible] = []


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


class FileGiven(Schema):
    id: UUID
    document: str
    filename: str
    sha256: str
    size: int
    media_type: str
    state: str


class Looked(Schema):
    form: dict[str, Any]
    paths: list[str]


class Paid(Schema):
    id: UUID
    amount: int
    state: str
    receipt: str
    paid_at: datetime | None


class JournalPage(Schema):
    """The entries of one case, and whether they are what was written."""

    entries: list[dict[str, Any]]
    verification: dict[str, Any]
