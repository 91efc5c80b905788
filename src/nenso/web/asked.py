"""What the applicant of a case is asked for now, as pages ask for it: each answer at a field of its own kind, each
paper with its files (bổ sung hồ sơ)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from nenso.cases.engine.flow import ASKED
from nenso.cases.errors.supplements import NothingAsked
from nenso.cases.intake.giving import given_files, not_yet_sent
from nenso.cases.queries.overview import Row, offered_by_row
from nenso.language.declarations.fields import Field
from nenso.language.evaluation import Evaluation
from nenso.language.field_problems import FieldProblem
from nenso.language.paths import without_indexes
from nenso.runtime.acting import Actor
from nenso.runtime.problems import Problem
from nenso.web.forms.answers import read_field
from nenso.web.forms.controls import Control, Drawing
from nenso.web.given import take_files
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest


class Asked:
    """The items of the latest request of a case (``row``, and ``view`` of it): ``fields`` by path, ``papers`` by name.

    ``form``: the answers that stand, as whoever looks may see them. ``new``: the keys of the files that ``actor`` gave
    since. Raises :class:`NothingAsked`.
    """

    def __init__(self, actor: Actor, row: Row, view: Mapping[str, Any], form: Mapping[str, Any]) -> None:
        if not any(one["kind"] == "supply" for one in view["actions"]):
            raise NothingAsked
        self.key = UUID(row["id"])
        self.view, self.form, self.offered = view, form, offered_by_row(row)
        nodes = {node.path: node.field for node in self.offered.form.nodes()}
        asked_at = datetime.fromisoformat(next(task["opened_at"] for task in row["tasks"] if _waits(task)))
        self.files = given_files(actor, self.key)
        new = not_yet_sent(actor, self.files, asked_at)
        self.new, self.given = {str(file.id) for file in new}, {file.document for file in new}
        marks = [mark for mark in view["asked"] if mark["kind"] == "field"]
        self.papers = [mark["name"] for mark in view["asked"] if mark["kind"] == "document"]
        declared = {mark["name"]: nodes.get(".".join(without_indexes(mark["name"]))) for mark in marks}
        self.fields: dict[str, Field] = {path: field for path, field in declared.items() if field is not None}

    def read(self, sent: QueryDict) -> dict[str, Any]:
        """Return the answers to what is asked, by path, as they were ``sent``."""
        return {path: read_field(field, path, sent, self.form) for path, field in self.fields.items()}

    def take_papers(self, request: PageRequest) -> tuple[set[str], dict[str, str]]:
        """Give the case the papers that came; return of which something came, and of which what was wrong."""
        taken, wrong = set[str](), dict[str, str]()
        for name in self.papers:
            try:
                if take_files(request, self.key, name, of=name):
                    taken.add(name)
            except Problem as problem:
                wrong[name] = problem.text(spoken())
        return taken, wrong

    def controls(
        self, values: Mapping[str, Any], problems: Iterable[FieldProblem], wrong: Mapping[str, str]
    ) -> dict[str, Control]:
        """Return each field as it is drawn, by path: ``values`` as they were just written, and what is wrong."""
        worked = Evaluation(self.offered.form, dict(self.form), frozenset(), tuple(problems), (), {}, {})
        drawing = Drawing(worked, self.form, told=True, files=self.files, wrong=wrong)
        drawing.written = values
        return {path: drawing.control(field, path) for path, field in self.fields.items()}


def _waits(task: Mapping[str, Any]) -> bool:
    return task["kind"] == ASKED and task["closed_at"] is None


def problems_told(problem: Problem | None) -> list[FieldProblem]:
    """Return what a refusal says of single fields, without what is only a hint."""
    told = problem.facts.get("problems") or () if problem is not None else ()
    return [FieldProblem(one["path"], one["code"], one["vi"], one["en"]) for one in told if not one.get("soft")]
