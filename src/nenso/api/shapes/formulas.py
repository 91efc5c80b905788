"""Formulas as the API takes and gives them: files, what is wrong with them, editions, adoptions."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from nenso.api.shapes.base import AgencyBrief, Asked, Words

FilePath = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]


class FormulaFiles(Asked):
    files: dict[FilePath, str] = Field(
        min_length=1, max_length=400, description="Path in the formula's folder to the text of the file."
    )


class FormulaIssue(Schema):
    """What is wrong, or worth knowing: lines and columns count from 1, 0 is the file as a whole."""

    level: Literal["error", "warning", "later"]
    code: str
    file: str
    line: int
    column: int
    path: str
    vi: str
    en: str
    expected: str
    nearest: str


class FormulaChecked(Schema):
    """What checking came to; `edition` is what the files would be published as."""

    edition: str | None
    errors: int
    issues: list[FormulaIssue]


class EditionGiven(Schema):
    edition: str
    formula: str
    version: str
    digest: str = Field(description="SHA-256 of the files.")
    title: Words
    effective: date | None
    published_at: datetime


class EditionPublished(EditionGiven):
    new: bool = Field(description="False: the same content was published before and is the same edition.")


class Editions(Schema):
    items: list[EditionGiven]


class AdoptionAsked(Asked):
    agency: UUID


class AdoptionGiven(Schema):
    edition: str
    agency: AgencyBrief
    since: datetime
