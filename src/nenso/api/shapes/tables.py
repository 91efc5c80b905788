"""Tables on their way into a register, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from nenso.api.shapes.base import AgencyBrief, Asked, Line, Moment

Path = Annotated[str, StringConstraints(max_length=120, pattern=r"^[a-z0-9_.]*$")]


class ImportGiven(Schema):
    """``mapping``: column to field, as guessed or said; ``wrong``: rows kept aside to be mended.

    ``created``, ``updated`` and ``unchanged`` count records; of a check, what writing would come to.
    """

    id: UUID
    register_name: str
    agency: AgencyBrief
    filename: str
    sha256: str
    state: Literal["mapping", "checking", "checked", "running", "done", "failed", "cancelled"]
    rows: int | None
    columns: list[str]
    preview: list[dict[str, Any]]
    mapping: dict[str, str]
    sure: list[str]
    fields: list[str] = Field(description="Every field that a column may be taken for.")
    missing: list[str] = Field(description="Fields that the register requires and no column gives.")
    existing: Literal["update", "keep"]
    at_row: int
    created: int
    updated: int
    unchanged: int
    wrong: int
    warnings: list[dict[str, Any]]
    failure: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class MappingAsked(Asked):
    """Which column is which field (``""``: left out), and what becomes of records that are there already."""

    columns: dict[Line, Path] = Field(max_length=500)
    existing: Literal["update", "keep"] = "update"


class WrongRow(Schema):
    """A row as it stood in the file, and what is wrong with it."""

    row: int
    cells: dict[str, Any]
    problems: list[dict[str, Any]]


class WrongRows(Schema):
    items: list[WrongRow]
    next: int | None


class UnmaskedAsked(Asked):
    """What the file without masks is to hold (``where``: field to value), as of when, what for, on which basis."""

    kind: Literal["csv", "xlsx", "parquet"] = "csv"
    q: Line = ""
    where: dict[Path, Line] = {}
    purpose: Annotated[str, StringConstraints(max_length=500)]
    basis: Annotated[str, StringConstraints(max_length=500)]
    moment: Moment | None = None
