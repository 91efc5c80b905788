"""Open data as the API gives it."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Words(Schema):
    """A text in both languages."""

    vi: str
    en: str


class Licence(Schema):
    """Under which licence it may be used."""

    id: str
    name: str
    url: str


class OpenFile(Schema):
    """A file of a release."""

    format: str
    url: str
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str


class OpenColumn(Schema):
    """A column: what it is called, its kind (text integer number yes_no date), unit, codes, note."""

    name: str
    label: Words
    kind: str
    unit: Words | None
    codes: dict[str, Words]
    note: Words | None


class OpenSet(Schema):
    """The newest release of what a register opens to everyone."""

    register_name: str
    number: int
    title: Words
    counts: bool = Field(description="How many records there are, small counts hidden, instead of records.")
    licence: Licence
    refresh: str
    rows: int
    published_at: datetime
    checked_at: datetime = Field(description="When it was last looked whether anything had changed.")
    latest: datetime | None = Field(description="When any of its records last changed.")
    completeness: float | None = Field(description="0–100, of the register as last measured.")
    page: str
    files: list[OpenFile]


class OpenSets(Schema):
    items: list[OpenSet]


class OpenSetRead(OpenSet):
    """The same with its columns and first rows."""

    columns: list[OpenColumn]
    preview: list[list[Any]]
