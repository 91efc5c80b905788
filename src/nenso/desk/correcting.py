"""What an officer may put right in what was filed (đính chính): the fields that a step ``corrects``, sent with its act.

They stand in the form of the step under names of their own (``corrected.…``), so that none is taken for a field of the
step. What is masked is not asked, what the state holds is not corrected here, and only what was changed is sent on.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import QueryDict

from nenso.cases.acts.revising import at_path
from nenso.cases.queries.working import AtWork, worked_filed
from nenso.language.declarations.fields import Field
from nenso.language.evaluation import Stage
from nenso.runtime.acting import Actor
from nenso.web.forms.answers import ASKS, read_answers
from nenso.web.forms.controls import Control, Drawing

PREFIX = "corrected."
NOT_CORRECTED = frozenset({"files", "signature", "consent", "content", "slot"})


def correction_controls(actor: Actor, case: AtWork, step: str, typed: QueryDict, *, told: bool) -> list[Control]:
    """Return the boxes of the filed fields that ``step`` may amend, with what was typed in them."""
    fields = fields_within(case, step)
    if not fields:
        return []
    given = read_answers(fields, without_prefix(typed), case.row["form"]).form
    stage: Stage = "filing" if told else "draft"
    drawn = Drawing(worked_filed(actor, case, given, stage=stage), given, told).controls(fields)
    return list(_renamed(drawn, set(case.view["masked"])))


def corrections_sent(case: AtWork, step: str, sent: QueryDict) -> dict[str, Any]:
    """Return path → new value of each filed field that was changed."""
    filed, asked = case.row["form"], without_prefix(sent)
    new = read_answers(fields_within(case, step), asked, filed).form
    paths = [path for path in asked.getlist(ASKS) if path not in set(case.view["masked"])]
    return {
        path: at_path(new, path) for path in paths if (at_path(new, path) or None) != (at_path(filed, path) or None)
    }


def paths_sent(sent: QueryDict) -> set[str]:
    """Return which fields of the case stood in boxes of corrections, by their paths in its form."""
    return set(without_prefix(sent).getlist(ASKS))


def without_prefix(sent: QueryDict) -> QueryDict:
    """Return what was sent for the corrections alone, under the names that the fields have in the form of the case."""
    found = QueryDict(mutable=True)
    for name in sent:
        if name.startswith(PREFIX):
            found.setlist(name.removeprefix(PREFIX), sent.getlist(name))
    found.setlist(ASKS, [one.removeprefix(PREFIX) for one in sent.getlist(ASKS) if one.startswith(PREFIX)])
    return found


def fields_within(case: AtWork, step: str) -> list[Field]:
    """Return the fields of the case's form that ``step`` corrects, groups with only what of them may be."""
    declared = case.offered.procedure.steps.get(step)
    names = [str(name) for name in declared.corrects] if declared is not None else []
    pages = case.offered.procedure.form.pages
    return list(_within([one for page in pages for one in page.fields], names)) if names else []


def _within(fields: Iterable[Field], names: list[str], way: str = "") -> Iterator[Field]:
    for one in fields:
        path = f"{way}{one.name}"
        whole = any(path == name or path.startswith(f"{name}.") for name in names)
        if whole and one.type != "group":
            if one.type not in NOT_CORRECTED and one.compute is None:
                yield one
        elif one.type == "group" and (whole or any(name.startswith(f"{path}.") for name in names)):
            inner = tuple(_within(one.fields, names, f"{path}."))
            if inner:
                yield one.model_copy(update={"fields": inner})


def _renamed(controls: Iterable[Control], masked: set[str]) -> Iterator[Control]:
    for control in controls:
        held = control.kind == "held" or bool(control.held)
        if control.path in masked or held or any(path.startswith(f"{control.path}[") for path in masked):
            continue
        control.fields = list(_renamed(control.fields, masked))
        control.rows = [list(_renamed(row, masked)) for row in control.rows]
        if control.kind != "group" or control.fields:
            control.path = f"{PREFIX}{control.path}"
            yield control
