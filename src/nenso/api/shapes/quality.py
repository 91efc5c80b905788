"""How good registers are, as the API says it."""

from datetime import date
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import AgencyBrief, Asked, Moment, Words


class Share(Schema):
    """``share``: 0 to 100, null where nothing was assessed; ``level``: good, fair, poor, or empty."""

    name: str
    share: float | None = Field(ge=0, le=100)
    level: str


class RuleGiven(Share):
    measure: str
    title: Words
    fields: list[str]
    weight: float
    mend: str
    assessed: int
    failed: int


class QualityGiven(Schema):
    """A register at an agency and those below it; ``measured_at``: when it was measured last."""

    register_name: str
    agency: AgencyBrief
    measured_at: Moment | None
    share: float | None
    level: str
    measures: list[Share]
    fields: list[Share]
    rules: list[RuleGiven]


class DayGiven(Schema):
    day: date
    share: float | None
    failed: int


class DaysGiven(Schema):
    """Days on which something changed, the oldest first; another day stood as the one before."""

    items: list[DayGiven]


class FaultGiven(Schema):
    record: UUID
    label: str
    agency: AgencyBrief
    found_at: Moment
    due_at: Moment


class FaultPage(Schema):
    items: list[FaultGiven]
    next: str | None


class MeasureAsked(Asked):
    """``agency``: in whose name."""

    agency: UUID


class MeasuringGiven(Schema):
    """It will be measured soon, by a job."""

    register_name: str
    queued: bool
