"""Verifying a document, and what problem codes mean."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from nenso.api.shapes.base import Asked


class Finding(Schema):
    code: str
    text: str


class SignatureShape(Schema):
    name: str
    organisation: str
    kind: str
    field: str
    reason: str
    signed_at: datetime | None
    stamped: bool
    findings: list[Finding]


class VerdictShape(Schema):
    """What is to be thought of a file: ``status`` is the gravest finding, ``valid`` when there is none."""

    status: str
    valid: bool
    sha256: str
    findings: list[Finding]
    signatures: list[SignatureShape]
    title: str
    case: str
    number: str
    agency: str
    agency_name: str
    result: str
    recorded: bool


class Issued(Schema):
    """What was issued under a QR code: compare it with the paper in hand."""

    state: str
    name: str
    number: str
    case: str
    agency_name: str
    sha256: str
    signed_at: datetime | None
    changed_at: datetime | None
    reason: str
    successor: str


class VerifyAsked(Asked):
    """A token of a QR code, or the SHA-256 of a file; the file itself goes as multipart."""

    token: str | None = Field(None, min_length=1, max_length=40)
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class ProblemMeaning(Schema):
    code: str
    status: int
    vi: str
    en: str
    facts: list[str]
