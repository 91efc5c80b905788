"""One case before an officer: what was filed beside its papers, what can be done, what has been done."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from nenso.agencies.models import Post
from nenso.agencies.posts import posts_at
from nenso.agencies.queries import agency_by_id
from nenso.cases.acts.consulting import STANDS
from nenso.cases.acts.revising import put
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.intake.field_files import FILES, labels_of_fields
from nenso.cases.intake.giving import given_files
from nenso.cases.queries.overview import label_of, labels_of
from nenso.cases.queries.words import CHANNELS, MEANS, PAPERS, SLIPS, text_of
from nenso.cases.queries.working import AtWork, case_at_work, changed_last, stops_of, worked_step
from nenso.desk.correcting import PREFIX, correction_controls, paths_sent
from nenso.desk.frame import desk_page
from nenso.desk.keyboard import letters_for
from nenso.desk.saying import empty_fields, sections_of
from nenso.desk.standing import standing_of
from nenso.language.declarations.fields import Field, every_field
from nenso.language.declarations.steps import Step
from nenso.language.evaluation import Stage
from nenso.notices.reading import told_about
from nenso.notices.words import ARRIVALS, KINDS, RECIPIENTS, WAYS
from nenso.runtime.clock import VIETNAM
from nenso.runtime.problems import Problem
from nenso.web.asked import Asked, problems_told
from nenso.web.callers import WHO_SEES_THE_CASE
from nenso.web.forms.answers import ASKS, read_answers
from nenso.web.forms.controls import Control, Drawing, names_of
from nenso.web.forms.telling import before, sections
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

ASSIGN, DIRECT = "assign", "directive"
APPLICANT = "applicant"


@dataclass
class Again:
    """What was sent and could not be done: the problem, and everything that was typed, to be shown again.

    ``wrong``: path to what was wrong with a file that was just sent.
    """

    problem: Problem | None = None
    typed: QueryDict = field(default_factory=QueryDict)
    looked: Mapping[str, Any] | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)


@require_safe
@page(may=WHO_SEES_THE_CASE)
def show(request: PageRequest, case: str) -> HttpResponse:
    """Show a case to who works on it."""
    return case_page(request, case_at_work(request.actor, case))


def case_page(request: PageRequest, case: AtWork, again: Again | None = None) -> HttpResponse:
    """Answer with the page of a case, after a refusal with what was typed."""
    again = again or Again()
    standing, view = standing_of(request), case.view
    form, hidden = (again.looked, ()) if again.looked is not None else (view["form"], view["masked"])
    changed = changed_last(case)
    turns = list(_turns(request, case, again))
    marked = set(again.typed.getlist("mark"))
    asked = _asked(request, case, again)
    told = {
        "case": view,
        "sections": sections_of(case, form, hidden, changed),
        "others": empty_fields(case, view["form"]),
        "documents": list(_documents(case, changed)),
        "history": list(_history(case)),
        "before": before(case.offered, view["history"]),
        "turns": turns,
        "asks": next((one for one in turns if one["asks"]), None),
        "can": {one["kind"]: one for one in view["actions"] if one["kind"] != "act"},
        "colleagues": _colleagues(request, case),
        "staff": _staff(request, case),
        "asked": asked,
        "stops": stops_of(case),
        "slip_names": SLIPS,
        "means": MEANS,
        "paper_kinds": PAPERS,
        "mark_labels": _mark_labels(case),
        "channels": CHANNELS,
        "typed": again.typed,
        "marked": marked,
        "missing_marked": any(one.startswith("document:") for one in marked),
        "looked": again.looked is not None,
        "me": str(request.actor.account),
        "stands": STANDS,
        "acts": case.acts,
        "told": told_about(case.key),
        "kinds_told": KINDS,
        "recipients": RECIPIENTS,
        "ways": WAYS,
        "arrivals": ARRIVALS,
        "wrong": again.wrong,
        "errors": _errors(again, turns, asked),
        "quicker": again.problem if again.problem is not None and again.problem.code == "cases.changed" else None,
    }
    status = again.problem.status if again.problem else 422 if again.wrong else 200
    return desk_page(request, standing, "desk/case.html", told, status=status)


def _errors(again: Again, turns: Iterable[Mapping[str, Any]], asked: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what is wrong for the head of the page, each with the field that it is about."""
    problem = again.problem
    if problem is None:
        return [{"path": path, "text": text} for path, text in again.wrong.items()]
    language = spoken()
    corrected = paths_sent(again.typed)
    drawn = [control for one in turns for control in (*one["controls"], *one["corrections"])]
    names = dict(names_of([*drawn, *asked["controls"].values()]))
    wrong = []
    for one in problem.facts.get("problems") or ():
        path = f"{PREFIX * (one['path'] in corrected)}{one['path']}"
        text = one.get(language) or one.get("vi") or one.get("message", "")
        wrong.append({"path": path, "text": f"{names[path]}: {text}" if path in names else text})
    return wrong or [
        {"path": "reason" if problem.code == "cases.reason_needed" else "", "text": problem.text(language)}
    ]


def asked_of(request: PageRequest, case: AtWork) -> Asked:
    """Return what the applicant is asked for, to be taken in at the counter; what is masked is asked anew.

    Raises ``NothingAsked`` when nothing is, or whoever looks does not take it in.
    """
    form = deepcopy(case.row["form"])
    for path in case.view["masked"]:
        put(form, path, None)
    return Asked(request.actor, case.row, case.view, form)


def _asked(request: PageRequest, case: AtWork, again: Again) -> dict[str, Any]:
    """Return what was asked for as it is drawn: fields with what was typed, files that were given and not sent yet."""
    if not any(one["kind"] == "supply" for one in case.view["actions"]):
        return {"controls": {}, "new": []}
    asked = asked_of(request, case)
    sent = bool(set(again.typed.getlist(ASKS)) & set(asked.fields))
    values, problems = (asked.read(again.typed), problems_told(again.problem)) if sent else ({}, [])
    return {
        "controls": asked.controls(values, problems, again.wrong),
        "new": [file for file in asked.files if str(file.id) in asked.new],
    }


def _mark_labels(case: AtWork) -> dict[str, dict[str, str]]:
    """Return what people call each thing that was asked for in this case."""
    labels = labels_of(case.row)
    marks = [mark for entry in case.row["entries"] for mark in entry["marks"] or ()]
    return {name: label_of(labels, kind, name) for mark in marks for kind, name in mark.items() if kind != "why"}


def _turns(request: PageRequest, case: AtWork, again: Again) -> Iterator[dict[str, Any]]:
    """Yield each open step where whoever looks may act: its form, its actions with their letters."""
    acts = [one for one in case.view["actions"] if one["kind"] == "act"]
    for step in dict.fromkeys(one["step"] for one in acts):
        declared = case.offered.procedure.steps[step]
        own = [one for one in acts if one["step"] == step]
        with_form = next((one["action"] for one in own if declared.actions[one["action"]].form), own[0]["action"])
        fields = case.offered.step_form(step, with_form)
        declared_fields = _fields(declared, own)
        typed = read_answers(declared_fields, again.typed, {}).form
        told = again.problem is not None and again.problem.code == FormInvalid.code
        stage: Stage = "filing" if told else "draft"
        worked = worked_step(request.actor, case, step, with_form, typed, stage=stage) if fields.fields else None
        yield {
            "step": step,
            "title": text_of(declared.title, step),
            "controls": _controls(request, case, Drawing(worked, typed, told, wrong=again.wrong), declared_fields)
            if worked is not None
            else [],
            "files": any(one.type == FILES for one in every_field(declared_fields)),
            "corrections": correction_controls(request.actor, case, step, again.typed, told=told),
            "correcting": any(name.startswith(PREFIX) for name in again.typed),
            "actions": own,
            "letters": letters_for(one["action"] for one in own),
            "asks": next((one for one in own if APPLICANT in one["to"]), None),
            "reasons": [one["label"] for one in own if one["reason"]],
        }


def _history(case: AtWork) -> Iterator[dict[str, Any]]:
    """Yield what happened, each act with what was found: the answers of its form in words."""
    files = {one["id"]: one["filename"] for one in case.view["files"]}
    for line in case.view["history"]:
        step = case.offered.procedure.steps.get(line["step"])
        action = step.actions.get(line["action"]) if step is not None and line["kind"] == "act" else None
        forms = [one for one in (step and step.form, action and action.form) if one]
        fields = [one for form in forms for one in form.fields] if action is not None else []
        told = sections(fields, line.get("data") or {}, files=files)
        yield line | {"found": [one for section in told for one in section.lines]}


def _controls(request: PageRequest, case: AtWork, drawing: Drawing, fields: list[Field]) -> list[Control]:
    """Return the fields of an act as they are drawn; the files that they name are asked for where any takes files."""
    if any(one.type == FILES for one in every_field(fields)):
        drawing.files = given_files(request.actor, case.key)
    return drawing.controls(fields)


def _fields(declared: Step, own: Iterable[Mapping[str, Any]]) -> list[Field]:
    forms = [declared.form, *(declared.actions[one["action"]].form for one in own)]
    return [one for form in forms if form for one in form.fields]


def _documents(case: AtWork, changed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each component of the dossier: what was handed in for it, and what may be asked for; then the files that
    answer fields of the form."""
    given, files = case.view["documents"], case.view["files"]
    for one in case.offered.procedure.documents:
        name = str(one.name)
        own = [file for file in files if file["document"] == name and file["replaced_by"] is None]
        found = given.get(name) or {}
        yield {
            "name": name,
            "label": text_of(one.label, name),
            "hint": text_of(one.hint, "") if one.hint is not None else None,
            "files": own,
            "paper": found.get("paper") or {},
            "held": bool(found.get("held")),
            "given": bool(own or found),
            "changed": name in changed,
        }
    for name, words in labels_of_fields(case.offered).items():
        own = [file for file in files if file["document"] == name and file["replaced_by"] is None]
        if own:
            yield {"name": name, "label": words, "files": own, "given": True, "of_field": True}


def _staff(request: PageRequest, case: AtWork) -> list[Post]:
    """Return who may be given a directive: each who holds a post at the agency that decides, once."""
    if not any(one["kind"] == DIRECT for one in case.view["actions"]):
        return []
    posts = posts_at(request.actor, agency_by_id(UUID(case.row["agency"]["id"])))
    return list({post.account_id: post for post in posts}.values())


def _colleagues(request: PageRequest, case: AtWork) -> list[dict[str, Any]]:
    """Return to whom a step may be handed: who holds its role at its agency today."""
    steps = {one["step"] for one in case.view["actions"] if one["kind"] == ASSIGN}
    found = []
    for held in case.view["held_by"]:
        if held["step"] in steps and held["agency"] is not None:
            found += [
                {"step": held["step"], "account": post.account_id, "name": post.holder_name}
                for post in posts_at(request.actor, agency_by_id(held["agency"]["id"]))
                if post.role == held["role"]
            ]
    return found


def moment_typed(text: str) -> datetime | None:
    """Return the moment that a browser's field for date and time gives, by Viet Nam's clock."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    except ValueError:
        return None
