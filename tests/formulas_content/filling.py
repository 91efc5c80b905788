"""Fills in the shipped forms as a person would, without a database."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from nenso.formulas.folders import Shelf, shipped_folders
from nenso.language.compiled import CompiledForm, compile_form
from nenso.language.declarations.formula import Formula
from nenso.language.evaluation import Evaluation, evaluate
from nenso.language.issues import Issue
from nenso.language.names import FormulaNames

MOTHER = {
    "id": "0197f000-0000-7000-8000-000000000001",
    "identifier": "006195000123",
    "full_name": "Triệu Thị Mai",
    "born_on": date(1995, 3, 8),
    "place": "01969",
}
"""Who files: a woman born on 8 March 1995, first registered in Bắc Kạn (province 006 of the identifier)."""

TODAY = date(2026, 11, 2)


class _Place:
    """A place that stands: every code means itself."""

    status = "current"
    candidates: Sequence[Any] = ()
    since = None
    decree = None

    def __init__(self, code: str) -> None:
        self.code = self.name = code
        self.place = self


class _NothingHeld:
    """A state that holds nothing beyond who files."""

    def find(self, register: str, key: tuple[Any, ...]) -> None:
        return None

    def record(self, register: str, identifier: str) -> None:
        return None

    def records(self, register: str) -> list[Mapping[str, Any]]:
        return []

    def place(self, code: str, on: date) -> _Place:
        return _Place(code)

    def value(self, indicator: str, unit: str, moment: str | datetime) -> None:
        return None

    def calendar(self) -> Any:
        raise LookupError("no form of this formula counts working days")


CIVIL = "civil_registration"


@cache
def formula(name: str = CIVIL) -> Formula:
    """Return a formula that ships."""
    read = _shelf().checked(shipped_folders()[name])
    assert read.formula is not None, [str(issue) for issue in read.issues]
    return read.formula


@cache
def _shelf() -> Shelf:
    return Shelf(shipped_folders().values())


def issues(name: str) -> tuple[Issue, ...]:
    """Return what there is to say of a formula that ships, beside what it requires."""
    return tuple(_shelf().checked(shipped_folders()[name]).issues)


def required(name: str) -> dict[str, Formula]:
    """Return the formulas that a formula requires, by name."""
    return {other: formula(other) for other in formula(name).requires}


@cache
def _form(procedure: str, owner: str) -> tuple[CompiledForm, dict[str, Any]]:
    declared = formula(owner).procedures[procedure]
    names = FormulaNames(formula(owner), required(owner))
    compiled = compile_form(
        declared.form,
        names.environment("form", procedure=declared),
        field_type=names.field_type,
        row_type=names.row_of,
        rules=declared.valid_if,
        message=declared.message,
    )
    return compiled, {setting.name: setting.default for setting in formula(owner).settings}


def fill(procedure: str, answers: Mapping[str, Any], *, channel: str = "online", of: str = CIVIL) -> Evaluation:
    """Return the form of ``procedure`` as it stands with ``answers`` on 2 November 2026."""
    compiled, settings = _form(procedure, of)
    names = {
        "applicant": MOTHER,
        "filer": MOTHER,
        "setting": settings,
        "case": {"channel": channel},
        "agency": {},
        "today": TODAY,
        "now": datetime(2026, 11, 2, 2, tzinfo=UTC),
    }
    return evaluate(compiled, answers, names, _NothingHeld())


def sample(tried: str, /, *, of: str = CIVIL, **changes: Any) -> dict[str, Any]:
    """Return the answers of a sample, with parts of groups changed: ``child={"born_on": …}``; None takes one away."""
    answers: dict[str, Any] = json.loads(json.dumps(dict(formula(of).samples[tried].form)))
    for key, change in changes.items():
        value = {**answers.get(key, {}), **change} if isinstance(change, dict) else change
        if isinstance(value, dict):
            value = {part: inner for part, inner in value.items() if inner is not None}
        if value is None:
            answers.pop(key, None)
        else:
            answers[key] = value
    return answers


def wrong(evaluation: Evaluation) -> set[str]:
    """Return the paths at which something stands in the way of filing."""
    return {problem.path for problem in evaluation.problems}
