"""Rows of the national procedure database as read, and what is to be said about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["not_understood", "to_decide", "assumed", "mismatch"]
"""``not_understood``: a default was taken; ``to_decide``: somebody else's decision, left open; ``assumed``: the row
leaves it open and one reading was taken; ``mismatch``: what is said twice does not agree."""

KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "not_understood": ("chưa hiểu", "not understood"),
    "to_decide": ("chờ quyết định", "to be decided"),
    "assumed": ("tạm hiểu", "assumed"),
    "mismatch": ("không khớp", "does not agree"),
}


def without_braces(text: str) -> str:
    """Return ``text`` with brackets for braces, which stand for expressions in the texts of declarations."""
    return text.replace("{", "(").replace("}", ")")


@dataclass(frozen=True)
class Remark:
    """One thing about one cell: its column and words, and what was done about it, in vi and en."""

    kind: Kind
    column: str
    text: str
    vi: str
    en: str

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return {"kind": self.kind, "column": self.column, "text": self.text, "vi": self.vi, "en": self.en}


@dataclass(frozen=True)
class Skipped:
    """A row that gave no draft: which, and why; ``refined`` is the formula that declares it already."""

    row: int
    code: str
    title: str
    vi: str
    en: str
    refined: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return {"row": self.row, "code": self.code, "title": self.title, "vi": self.vi, "en": self.en}


@dataclass(frozen=True)
class Row:
    """One procedure as the table has it; texts are in NFC without blanks at their ends, missing ones empty.

    ``number`` is the line or row in the file, the heading being 1.
    """

    number: int
    code: str
    name: str
    category_code: str = ""
    category: str = ""
    promulgating_agency: str = ""
    executing_agency: str = ""
    subject_types: str = ""
    results: str = ""
    channel_times: str = ""
    case_times: str = ""
    fees: str = ""
    legal_basis: str = ""
    state: str = ""
    source_url: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Component:
    """One line of a procedure's dossier (thành phần hồ sơ)."""

    code: str
    text: str
    group: str = ""
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True)
class Process:
    """An internal process (quy trình nội bộ) as a province published it: its steps in order."""

    key: str
    code: str
    title: str
    level: str
    decision: str
    declared_total: str
    steps: tuple["ProcessStep", ...] = ()


@dataclass(frozen=True)
class ProcessStep:
    """One step: what is done, by whom, and how long it may take, as printed."""

    content: str
    role: str
    time: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Tables:
    """What was read: the procedures, and what other tables say of them, by procedure code."""

    rows: tuple[Row, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    components: Mapping[str, tuple[Component, ...]] = field(default_factory=dict)
    channels: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    processes: tuple[Process, ...] = ()
