"""Published scores, and the rows behind a value, as the API gives them."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import AgencyBrief


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


class Publications(Schema):
    """The latest publications that the caller may see, the newest first."""

    items: list[PublicationBrief]


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
