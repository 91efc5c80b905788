"""Published scores, and the rows behind a value, as the API gives them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from nenso.api.shapes.base import AgencyBrief, Asked, Words


class PublicationBrief(Schema):
    """A publication of scores and ranks."""

    id: UUID
    indicator: str
    period: str
    agency: AgencyBrief
    state: str = Field(description="draft or published")
    sha256: str = Field(description="Of its content, byte for byte.")
    inputs_sha256: str = Field(description="Of the values that it was computed from.")
    edition_sha256: str
    published_at: datetime | None
    embargo_until: datetime | None
    corrects: UUID | None = Field(description="The publication that this one corrects.")
    changed: str = Field(description="What changed and why, of a correction.")


class PutAwayAsked(Asked):
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]


class Publications(Schema):
    """The latest publications that the caller may see, the newest first."""

    items: list[PublicationBrief]


class PublishedPart(Schema):
    """A part of a scorecard; an indicator says how its values come about, and from what."""

    name: str
    above: str = Field(description="The part that it stands in; empty for the whole.")
    title: Words
    greatest: float | None = Field(description="What can be reached.")
    indicator: str = Field(description="Its full name, of an indicator.")
    kind: str = Field(description="measured, surveyed or reported; empty of a part that has parts.")
    source: Words
    measured_from: list[str] = Field(description="What is counted, as declared: numerator, denominator.")


class PublicationParts(Schema):
    """The parts of a publication, the whole first."""

    sha256: str
    items: list[PublishedPart]


class PublicationUnitTold(Schema):
    """One unit of a publication; ``scores``, ``values`` and ``measured`` by name, as far as they were asked for."""

    unit: str
    name: str
    rank: float | None
    group: str
    score: float | None
    coverage: float = Field(description="The share of its indicators that have a value, 0 to 1.")
    rank_low: float | None = Field(description="Nine of ten draws of weights put it at this rank or below …")
    rank_high: float | None = Field(description="… and at this one or above.")
    scores: dict[str, float | None] = {}
    values: dict[str, dict[str, Any]] = Field({}, description="Of each indicator value, state, and steps between.")
    measured: dict[str, list[float | None]] = Field({}, description="Numerator, denominator and value.")


class PublicationUnits(Schema):
    """A page of the units of a publication, the best first; ``next``: the cursor of the page after it."""

    sha256: str
    count: int
    items: list[PublicationUnitTold]
    next: str | None


class Parts(Schema):
    """A score or rank before and now, and what each cause changed of it: before + merger + method + data = now."""

    before: float = Field(description="As published; of a unit that merged, the mean of the former ones.")
    merger: float = Field(description="The same values on today's map, by the method of then.")
    method: float = Field(description="The same values by the scorecard of now.")
    data: float = Field(description="The values of now.")
    now: float


class FormerUnit(Schema):
    """A unit of then that went into one of today."""

    unit: str
    name: str


class NotCarried(Schema):
    """An indicator whose past could not be carried to a unit of today, and why."""

    indicator: str
    reason: Literal[
        "not_comparable", "no_rule", "no_facts", "divided", "incomplete", "missing", "no_weight", "not_a_number"
    ]


class Change(Schema):
    """What changed of a unit."""

    unit: str = Field(description="The path of the agency.")
    name: str
    former: list[FormerUnit] = Field(description="The units of then that it is made of, where it is another one.")
    score: Parts
    rank: Parts | None
    not_carried: list[NotCarried]


class Changes(Schema):
    """What changed since the publication of the period before, by unit, best first, a page at a time."""

    id: UUID = Field(description="The publication before.")
    period: str
    sha256: str
    same_edition: bool
    same_map: bool
    without_successor: list[str] = Field(description="Units of then of which nobody knows what they became.")
    items: list[Change]
    next: str | None


class FactRow(Schema):
    """One row that a value counts; where the caller may not open it, only that it is there."""

    seen: bool
    agency: str
    at: str
    id: UUID | None
    code: str
    label: str
    case: UUID | None


class FactRows(Schema):
    """Rows that a value counts: of which fact, how many in all, and those of this page."""

    fact: str
    side: str
    count: int
    items: list[FactRow]
    after: UUID | None
