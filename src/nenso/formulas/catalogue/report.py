"""What an import came to, row by row, for people and machines: nothing that a row said is dropped in silence."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.formulas.catalogue.declaring import Draft
from nenso.formulas.catalogue.drafts import Drafted, DraftFormula
from nenso.formulas.catalogue.refined import levels_shipped
from nenso.formulas.catalogue.rows import Process, Remark, Skipped
from nenso.formulas.catalogue.steps import mismatches
from nenso.language.declarations.formula import Formula
from nenso.language.levels import ServiceLevel, level_of


@dataclass(frozen=True)
class Imported:
    """One draft: its row, its formula, the level it has and what stands in the way of *toàn trình*."""

    draft: Draft
    formula: str
    level: ServiceLevel

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        row = self.draft.row
        return {
            "row": row.number,
            "code": row.code,
            "title": str(self.draft.declared["title"]),
            "formula": self.formula,
            "procedure": self.draft.name,
            "offered_by": list(self.draft.executing.kinds),
            **_level_told(self.level),
            "steps_from": self.draft.steps_from or None,
            "remarks": [remark.as_json() for remark in self.draft.remarks],
        }


@dataclass(frozen=True)
class Report:
    """The whole import. ``formulas``: name to what became of it (``draft``, an edition's name, why it stands)."""

    rows: int
    imported: tuple[Imported, ...]
    skipped: tuple[Skipped, ...]
    processes: tuple[tuple[Process, Remark], ...]
    formulas: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_level(self) -> dict[str, int]:
        """How many procedures have each level."""
        return dict(Counter(one.level.vi for one in self.imported))

    @property
    def refined(self) -> tuple[Skipped, ...]:
        """Rows whose procedure a formula declares already."""
        return tuple(one for one in self.skipped if one.refined)

    @property
    def not_understood(self) -> list[tuple[int, str, Remark]]:
        """Every cell that was not understood: row, code, and what was done instead."""
        found = [(one.draft.row, remark) for one in self.imported for remark in one.draft.remarks]
        return [(row.number, row.code, remark) for row, remark in found if remark.kind == "not_understood"]

    @property
    def remarks_by_kind(self) -> dict[str, int]:
        """How many remarks there are of each kind."""
        return dict(Counter(remark.kind for one in self.imported for remark in one.draft.remarks))

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines: every row stands in ``procedures``, ``refined`` or ``skipped``."""
        refined = [
            one.as_json() | {"formula": one.refined} | _level_told(levels_shipped(one.refined).get(one.code))
            for one in self.refined
        ]
        unread = [{"row": row, "code": code} | remark.as_json() for row, code, remark in self.not_understood]
        return {
            "rows": self.rows,
            "imported": len(self.imported),
            "not_understood": unread,
            "by_level": self.by_level,
            "remarks": self.remarks_by_kind,
            "formulas": dict(self.formulas),
            "procedures": [one.as_json() for one in self.imported],
            "refined": refined,
            "skipped": [one.as_json() for one in self.skipped if not one.refined],
            "processes": [remark.as_json() for _, remark in self.processes],
        }


def report_of(
    drafted: Drafted, parsed: Mapping[str, Formula], processes: tuple[Process, ...], formulas: Mapping[str, str]
) -> Report:
    """Return the report; ``parsed`` holds each draft formula as the language reads it."""
    imported = tuple(_imported(formula, draft, parsed[formula.name]) for formula, draft in drafted.drafts)
    wrong = tuple((process, remark) for process in processes for remark in mismatches(process))
    return Report(len(imported) + len(drafted.skipped), imported, drafted.skipped, wrong, formulas)


def joined(report: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report for machines with that of one more formula; one that it holds already is replaced."""
    names = set(part["formulas"])
    gone = {one["code"] for one in report["procedures"] if one["formula"] in names}
    procedures = [one for one in report["procedures"] if one["formula"] not in names] + list(part["procedures"])
    unread = [one for one in report["not_understood"] if one["code"] not in gone] + list(part["not_understood"])
    procedures.sort(key=lambda one: one["row"])
    return {
        **report,
        "rows": len(procedures) + len(report["refined"]) + len(report["skipped"]),
        "imported": len(procedures),
        "not_understood": sorted(unread, key=lambda one: one["row"]),
        "by_level": dict(Counter(one["level"] for one in procedures)),
        "remarks": dict(Counter(remark["kind"] for one in procedures for remark in one["remarks"])),
        "formulas": {**report["formulas"], **part["formulas"]},
        "procedures": procedures,
    }


def _level_told(level: ServiceLevel | None) -> dict[str, Any]:
    """Return the level and what stands in the way; of a formula that neither ships nor is a draft it is not known."""
    reasons = level.reasons if level is not None else ()
    return {
        "level": level.vi if level is not None else None,
        "in_the_way": [{"vi": vi, "en": en} for vi, en in reasons],
    }


def _imported(formula: DraftFormula, draft: Draft, parsed: Formula) -> Imported:
    return Imported(draft, formula.name, level_of(parsed.procedures[draft.name]))
