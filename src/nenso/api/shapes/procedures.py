"""What agencies offer, as the API tells it."""

from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import AgencyBrief, Answers, Asked, Line, Name, Words


class Level(Schema):
    """Computed, never claimed: toàn trình, or một phần."""

    whole: bool
    vi: str
    en: str


class KindOfAgency(Schema):
    kind: str
    vi: str
    en: str


class ProcedureItem(Schema):
    name: str
    code: str | None
    title: Words
    summary: Words
    field: str | None
    offered_by: list[KindOfAgency]
    level: Level
    channels: list[str]
    assurance: int = Field(
        description=(
            "The least level of identification of an account that files online: 0 not asked, 1 contact proven, "
            "2 and 3 the levels of Decree 69/2024/NĐ-CP (mức độ 01 and 02)."
        )
    )
    edition: str
    formula: str


class Piece(Schema):
    """A piece of a title; ``hit``: these are words that were asked for."""

    text: str
    hit: bool


class Meaning(Schema):
    """Everyday words of a question, and the official term that they stand for."""

    said: str
    official: str


class Match(Schema):
    """Why a procedure answers a question."""

    title: list[Piece]
    meanings: list[Meaning]


class CatalogueItem(ProcedureItem):
    match: Match | None = None


class Catalogue(Schema):
    """``agency``: null for the whole country. ``about``: which part of a procedure's page the question asks for."""

    agency: AgencyBrief | None
    about: Literal["documents", "fee", "time", "place", "how", "whether"] | None = None
    items: list[CatalogueItem]


class LifeEvent(Schema):
    """An event in a life or in that of an enterprise, and the procedures that go with it, in order."""

    event: str
    audience: Literal["citizen", "enterprise"]
    group: Words
    title: Words
    hint: Words
    items: list[ProcedureItem]


class LifeEvents(Schema):
    agency: AgencyBrief | None
    items: list[LifeEvent]


class ProcedurePage(ProcedureItem):
    """A procedure as a page about it needs it."""

    agency: AgencyBrief
    legal_basis: list[str]
    conditions: Words
    audience: list[str]
    on_behalf: list[str]
    receive_at: str
    sealed: bool = Field(description="Whether nobody but its applicant reads a case until a moment.")
    reasons: list[Words]
    documents: list[dict[str, Any]]
    fee: dict[str, Any]
    deadline: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    results: list[dict[str, Any]]


class FormPage(Schema):
    """A form: ``form_schema`` is JSON Schema 2020-12; ``pages`` give labels, order and conditions."""

    procedure: ProcedureItem
    form_schema: dict[str, Any]
    pages: list[dict[str, Any]]


class Trial(Asked):
    """A form to be worked out without saving it. ``touched``: paths emptied on purpose, left empty."""

    form: Answers
    agency: UUID | None = None
    place: Line = ""
    channel: Literal["online", "counter", "post", "national"] = "online"
    stage: Literal["draft", "filing"] = "draft"
    touched: list[Name] = Field(default=[], max_length=500)


class Mistake(Schema):
    path: str
    code: str
    text: str
    facts: dict[str, Any] = {}
    soft: bool = False


class WorkedOut(Schema):
    """What came of it: values with what was computed and prefilled, what is hidden, wrong, owed and missing."""

    values: dict[str, Any]
    hidden: list[str]
    prefilled: dict[str, Any]
    contested: dict[str, str]
    problems: list[Mistake]
    warnings: list[Mistake]
    fee: list[dict[str, Any]]
    owed: int
    documents: list[dict[str, Any]]
    missing: list[str]
