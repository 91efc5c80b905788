"""The process of a procedure as cards (cấu hình trực quan, CN09): steps added, moved, taken out; who, and until when.

Everything is a form of its own and works without scripts; what would break the process is refused and names the step.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from nenso.cases.queries.describing import UNITS
from nenso.cases.queries.words import ROLES, text_of
from nenso.desk.publishing.branches import by_field, otherwise, rows_of, target_sent, unfinished
from nenso.desk.publishing.frame import publisher_of, publishing_page
from nenso.formulas.errors import FileChanged, FileUnknown, ProcessRefused
from nenso.formulas.models import Manuscript
from nenso.formulas.processes import Edit, change_process, tried_change
from nenso.formulas.writing import checked, manuscript_of, mark_of
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.steps import TARGETS
from nenso.language.declarations.times import Duration
from nenso.language.process import (
    StepChange,
    StepLine,
    Target,
    added_step,
    changed_step,
    moved_step,
    removed_step,
    steps_in,
    used_in,
)
from nenso.runtime.problems import Problem
from nenso.runtime.text import fold, one_line, whole
from nenso.web.callers import PUBLISHERS
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import said, t

MOST_ACTIONS = 12
ENDS = {
    "applicant": {"vi": "Yêu cầu người dân bổ sung", "en": "Ask the applicant"},
    "done": {"vi": "Kết thúc: xong", "en": "End: done"},
    "refused": {"vi": "Kết thúc: không tiếp nhận", "en": "End: refused"},
    "stopped": {"vi": "Kết thúc: dừng xử lý", "en": "End: stopped"},
    "stay": {"vi": "Ở lại bước này", "en": "Stay at this step"},
}


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=PUBLISHERS, example={"do": "up", "step": "sign", "seen": "0"})
def process(request: PageRequest, manuscript: UUID, path: str) -> HttpResponseBase:
    """Show the steps of a procedure or flow; change one of them, or say why it cannot be changed so."""
    standing = publisher_of(request)
    found = manuscript_of(request.actor, manuscript)
    if path not in found.files:
        raise FileUnknown(path=path)
    problem, issues, status, step = "", [], 200, request.POST.get("step", "")
    line = next((one for one in steps_in(found.files[path]) if one.name == step), None)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            wrong = _must_be_whole(request.POST, line)
            change_process(request.actor, manuscript, path, _edit(request.POST), seen=request.POST.get("seen", ""))
        except ProcessRefused as error:
            problem, status, issues = error.text(spoken()), error.status, error.facts["issues"]
            wrong = error.facts.get("fields") or by_field(issues, request.POST, line)
        except FileChanged as error:
            problem, status = error.text(spoken()), error.status
        except Problem as error:
            problem, status = error.text(spoken()), error.status
        else:
            messages.success(request, t("Đã lưu quy trình.", "The process was saved."))
            return redirect("desk-manuscript-process", manuscript=manuscript, path=path)
    text = found.files[path]
    formula = checked(request.actor, found.files).formula
    lines = steps_in(text)
    told = {
        "manuscript": found,
        "path": path,
        "seen": mark_of(text),
        "steps": lines,
        "uses": _used(found, used_in(text)),
        "targets": _targets(lines, found, path),
        "receivers": dict(_receivers(formula)),
        "units": {unit: words for unit, words in UNITS.items() if unit != "same_day"},
        "known": _known(formula, path),
        "problem": problem,
        "issues": issues,
        "wrong": wrong,
        "step": step,
        "typed": request.POST if problem else {},
        "ends": ENDS,
        "rows_of": rows_of,
        "otherwise": otherwise,
    }
    return publishing_page(request, standing, "process.html", told, status=status)


@require_POST
@page(may=PUBLISHERS, example={"do": "change", "step": "sign"})
def check(request: PageRequest, manuscript: UUID, path: str) -> HttpResponseBase:
    """Tell what a change of a step that is being filled in would break, field by field; nothing is saved."""
    standing = publisher_of(request)
    found = manuscript_of(request.actor, manuscript)
    step = request.POST.get("step", "")
    line = next((one for one in steps_in(found.files.get(path, "")) if one.name == step), None)
    issues: list[dict[str, Any]] = []
    wrong = unfinished(request.POST, line) if line is not None else {}
    if line is not None and not wrong:
        _, new = tried_change(request.actor, found, path, _edit(request.POST))
        issues = [one.as_json() for one in new]
        wrong = by_field(issues, request.POST, line)
    told = {"manuscript": found, "one": line, "issues": issues, "wrong": wrong, "rows_of": rows_of}
    return publishing_page(request, standing, "process_checked.html", told)


def _must_be_whole(sent: QueryDict, line: StepLine | None) -> dict[str, str]:
    """Raise :class:`ProcessRefused` with ``fields`` when a branch lacks its condition or where it leads."""
    missing = unfinished(sent, line) if line is not None and sent.get("do") == "change" else {}
    if missing:
        raise ProcessRefused(issues=[], fields=missing)
    return missing


def _known(formula: Formula | None, path: str) -> list[tuple[str, str]]:
    """Return what conditions may ask of the form of the procedure in a file: as it is written, and its label."""
    procedure = formula.procedures.get(path.rpartition("/")[2].removesuffix(".yaml")) if formula is not None else None
    if procedure is None or not path.startswith("procedures/"):
        return []
    return [
        (f"form.{field.name}", said(text_of(field.label, str(field.name))))
        for field in procedure.form.fields
        if field.type != "content"
    ]


def _edit(sent: QueryDict) -> Edit:
    """Return what a form asks for as a change of the file's text."""
    step = sent.get("step", "")
    match sent.get("do"):
        case "up" | "down" as way:
            return lambda text: moved_step(text, step, up=way == "up")
        case "remove":
            return lambda text: removed_step(text, step)
        case "add":
            title = one_line(sent.get("title", ""))[:200]
            name, by, within = _named(title, step), sent.get("by", ""), _within(sent)
            return lambda text: added_step(text, name(text), after=step, title=title, by=by, within=within)
        case _:
            return lambda text: changed_step(text, step, _change(text, step, sent))


def _named(title: str, after: str) -> Any:
    """Return how a new step is called in the file: by its title, with a number where that is taken."""
    word = "_".join("".join(one if one.isascii() and one.isalnum() else " " for one in fold(title)).split())[:34]
    word = word if word[:1].isalpha() else f"step_{word}".rstrip("_")
    del after

    def name(text: str) -> str:
        taken = {line.name for line in steps_in(text)} | set(TARGETS)
        return next(one for one in (word, *(f"{word}_{n}" for n in range(2, 99))) if one not in taken)

    return name


def _within(sent: QueryDict) -> str:
    """Return the time that was filled in as declarations write it, empty for none."""
    amount, unit = whole(sent.get("amount")), sent.get("unit", "")
    if amount is None or unit not in UNITS:
        return ""
    return str(Duration(amount, unit))  # type: ignore[arg-type]  # one of the units just above


def _change(text: str, step: str, sent: QueryDict) -> StepChange:
    """Return what of a step was filled in otherwise than it stands."""
    line = next((one for one in steps_in(text) if one.name == step), None)
    if line is None:
        return StepChange()
    title, by = one_line(sent.get("title", ""))[:200], sent.get("by", "")
    within = _within(sent)
    return StepChange(
        title=title if title and title != line.title else None,
        by=by if line.plain_by and by != line.by and "by" in sent else None,
        within=within if "amount" in sent and _time_differs(line, within) else None,
        actions=dict(_actions(line, sent)),
    )


def _time_differs(line: StepLine, within: str) -> bool:
    if line.within and line.plain_time is None:
        return bool(within)
    return within != line.within


def _actions(line: StepLine, sent: QueryDict) -> Iterable[tuple[str, tuple[str | None, Target | None]]]:
    known = {action.name: action for action in line.actions}
    for number in range(MOST_ACTIONS):
        name = sent.get(f"action-{number}", "")
        label = one_line(sent.get(f"label-{number}", ""))[:120]
        action = known.get(name)
        if action is not None:
            gone = sent.get(f"gone-{number}") == "1"
            new_label = label if label and label != action.label else None
            new_to = "" if gone else target_sent(sent, number, action)
            if new_label is not None or new_to is not None:
                yield name, (new_label, new_to)
        elif not name and label and (to := sent.get(f"to-{number}", "")):
            word = "_".join("".join(one if one.isascii() and one.isalnum() else " " for one in fold(label)).split())
            free = next(one for one in (word or "go", *(f"{word}_{n}" for n in range(2, 99))) if one not in known)
            yield free[:40], (label, to)


def _targets(lines: Iterable[StepLine], found: Manuscript, path: str) -> dict[str, str]:
    """Return the steps an action may lead to, by name: this file's and those of the flow it uses."""
    used = _used(found, used_in(found.files[path]))
    return {line.name: line.title for line in (*used["steps"], *lines)} if used else {x.name: x.title for x in lines}


def _used(found: Manuscript, name: str) -> dict[str, Any] | None:
    path = f"parts/{name}.yaml"
    if not name:
        return None
    return {"name": name, "path": path if path in found.files else "", "steps": steps_in(found.files.get(path, ""))}


def _receivers(formula: Formula | None) -> Iterable[tuple[str, str]]:
    """Yield who may receive a step, by the word of the language."""
    yield "clerk@receiving", str(t("Một cửa nơi tiếp nhận", "Clerk where it is received"))
    for role in ("clerk", "officer", "head", "leader", "registrar", "cashier"):
        yield role, ROLES[role][spoken()]
    yield "applicant", str(t("Người yêu cầu", "Applicant"))
    for name, own in formula.roles.items() if formula is not None else ():
        yield str(name), said(text_of(own.title, str(name)))
