"""One case as whoever asks may see it: where it stands in words, who holds it, what is asked, what can be done.

Applicant, filer and mandate see the form, documents, results, where it waits, with whom and until when; a party the
same without documents; who works on it everything, with sensitive answers masked until looked at
(:mod:`nenso.cases.queries.looking`). Notes that officers write for each other stay with them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.cases.acts.consulting import consultations_of
from nenso.cases.acts.directing import directives_of
from nenso.cases.acts.revising import CORRECTED
from nenso.cases.engine.flow import APPLICANT, ASKED
from nenso.cases.engine.loading import ENDED, load
from nenso.cases.engine.offering import Offered
from nenso.cases.engine.turning import turn_on
from nenso.cases.errors.drafts import NotADraft
from nenso.cases.intake.field_files import step_of
from nenso.cases.models import Status
from nenso.cases.queries import reading
from nenso.cases.queries.listing import sealed_in
from nenso.cases.queries.overview import Row, case_row, label_of, labels_of, offered_by_row, sensitive_of
from nenso.cases.queries.possible import possible
from nenso.cases.queries.sight import Sight, masked, sight_of
from nenso.cases.queries.words import ALWAYS, SYSTEM, Words, party_of, role_of, status_of, text_of
from nenso.language.paths import without_indexes
from nenso.people.masking import masked_identifier
from nenso.results.checking import verify_url
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

View = dict[str, Any]
"""Plain JSON."""

_TIMES = ("created_at", "filed_at", "accepted_at", "due_at", "waiting_since", "finished_at", "delivered_at")
_AMONG_OFFICERS = frozenset(
    {"claim", "give_back", "assign", "comment", "directive", "noted", "answer", "closed", "consult", "opinion"}
)
_SAID_TO_APPLICANT = frozenset({"supply", "withdraw", "extend", "deliver", "message"})


def view_case(actor: Actor, wanted: str) -> View:
    """Return the case with this code or key as ``actor`` may see it; raise ``CaseUnknown``."""
    row = case_row(actor, wanted)
    offered = offered_by_row(row)
    return shaped(actor, row, offered, sight_of(actor, row, offered))


def shaped(actor: Actor, row: Row, offered: Offered, sight: Sight) -> View:
    """Return a case that was read as ``actor`` may see it."""
    view = _head(row, offered)
    if not sight.any:
        return view | _opened(actor, row)
    can = possible(actor, row, offered, sight)
    if sight.works:
        view["directives"] = directives_of(row["entries"])
        view["consultations"] = consultations_of(row["entries"])
    view |= {"children": [around_view(one) for one in row["children"]]}
    view |= {name: around_view(row[name]) for name in ("parent", "about") if row[name]}
    return view | _where(row, offered, sight) | _content(row, offered, sight) | {"actions": can}


def _head(row: Row, offered: Offered) -> View:
    procedure = offered.procedure
    return {
        "id": row["id"],
        "code": row["code"],
        "procedure": {
            "name": offered.name,
            "code": procedure.code,
            "title": text_of(procedure.title, offered.name),
            "edition": offered.edition_name,
        },
        "status": status_of(row["status"]),
        "agency": row["agency"],
        "receiving": row["receiving"],
        "place": row["place"],
        "channel": row["channel"],
        "version": row["version"],
        **{name: row[name] for name in _TIMES},
        "late": _late(row),
        "sealed_until": sealed_in(row),
        "sealed": row["sealed"],
    }


def _late(row: Row) -> bool:
    """Whether the time is over: the clock stands still while the applicant is waited for."""
    due = datetime.fromisoformat(row["due_at"]) if row["due_at"] else None
    if due is None or row["status"] in {Status.REFUSED, Status.WITHDRAWN, Status.STOPPED}:
        return False
    until = row["finished_at"] or row["waiting_since"]
    return (datetime.fromisoformat(until) if until else clock.now()) > due


def _opened(actor: Actor, row: Row) -> View:
    """Return what read rules open to somebody who has no part in the case."""
    with acting(actor):
        turn = turn_on(actor, load(UUID(row["id"]), lock=False))
        return {"opened": reading.opened_parts(actor, turn)}


def _where(row: Row, offered: Offered, sight: Sight) -> View:
    """Return who holds the case, since when and until when, and what comes next: sent back is not next, what is
    asked for comes to the step that asked.
    """
    open_tasks = [task for task in row["tasks"] if task["closed_at"] is None]
    steps = offered.procedure.steps
    asked = {task["step"] for task in open_tasks if task["kind"] == ASKED}
    following = asked | {
        target
        for task in open_tasks
        if task["step"] not in asked
        for action in steps[task["step"]].actions.values()
        for target in action.targets
        if target in steps
    }
    order = list(steps)
    reached = min((order.index(task["step"]) + (task["step"] not in asked) for task in open_tasks), default=1)
    onward = [name for name in order[reached:] if name in following]
    return {
        "label": row["label"],
        "held_by": [_holder(task, row, offered, sight) for task in open_tasks],
        "next": [{"step": name, "title": text_of(steps[name].title, name)} for name in onward],
        "expected_at": None if row["status"] in ENDED else row["due_at"],
    }


def _holder(task: dict[str, Any], row: Row, offered: Offered, sight: Sight) -> View:
    step = offered.procedure.steps[task["step"]]
    party = task["party"]
    known = (one["actor"] for one in row["entries"] if task["account"] and one["account"] == task["account"])
    return {
        "step": task["step"],
        "title": text_of(step.title, task["step"]),
        "kind": task["kind"],
        "role": task["role"],
        "party": party,
        "who": who_has(party, task["role"], offered),
        "agency": {"id": task["agency"], "name": task["agency_name"]} if task["agency"] else None,
        "officer": task["officer"] or next(known, None),
        "account": task["account"] if sight.works else None,
        "since": task["opened_at"],
        "due_at": task["due_at"],
    }


def who_has(party: str, role: str, offered: Offered) -> Words:
    """Return what is said of who has an open step: the party or the role whose turn it is, else the system."""
    if party:
        return party_of(party, offered.procedure)
    return role_of(role, offered.formula) if role else SYSTEM


def around_view(row: Row) -> View:
    """Return where a case around this one stands, without what is in it."""
    offered = offered_by_row(row)
    shown = {key: value for key, value in row.items() if key not in {"edition", "adaptation"}}
    title = text_of(offered.procedure.title, offered.name)
    procedure = {"name": offered.name, "code": offered.procedure.code, "title": title}
    return shown | {"procedure": procedure, "status": status_of(row["status"]), "late": _late(row)}


def _content(row: Row, offered: Offered, sight: Sight) -> View:
    form, hidden = (row["form"], []) if sight.owns or not sight.works else masked(row["form"], sensitive_of(row))
    view: View = {
        "form": form,
        "masked": hidden,
        "parties": [_party(party, offered) for party in row["parties"]],
        "mandate": row["mandate"],
        "asked": _asked(row),
        "results": [_result(one) for one in row["results"] if sight.works or one["state"] != "drafted"],
        "payments": row["payments"],
        "history": list(_history(row, offered, sight)),
        "documents": {},
        "files": [],
        "slips": [],
        "records": row["records"] if sight.works else [],
    }
    if sight.owns or sight.works:
        files = [one for one in row["files"] if sight.works or not step_of(one["document"])]
        view |= {"documents": row["documents"], "files": files, "slips": row["slips"]}
    return view


def _party(party: dict[str, Any], offered: Offered) -> View:
    return {
        "name": party["name"],
        "title": party_of(party["name"], offered.procedure),
        "kind": party["kind"],
        "display": party["display"],
        "identifier": masked_identifier(party["identifier"]),
        "mandate": party["mandate"],
    }


def _result(result: dict[str, Any]) -> View:
    shown = {key: value for key, value in result.items() if key != "token"}
    return shown | {"verify": verify_url(result["token"]) if result["token"] else ""}


def _asked(row: Row) -> list[View]:
    """Return what the applicant is waited for: each field and document, and what is wrong with it."""
    if row["status"] != Status.ASKED:
        return []
    return marked(row, next((entry["marks"] for entry in reversed(row["entries"]) if entry["marks"]), []))


def marked(row: Row, marks: Iterable[Mapping[str, str]]) -> list[View]:
    """Return what was marked in a case, by what it is called, each with what is wrong with it."""
    labels = labels_of(row)
    shown = []
    for mark in marks:
        kind = "field" if "field" in mark else "document"
        label = label_of(labels, kind, mark[kind])
        shown.append({"kind": kind, "name": mark[kind], "label": label, "why": mark["why"]})
    return shown


def _history(row: Row, offered: Offered, sight: Sight) -> Iterator[View]:
    """Yield what happened, in plain words; to others than officers without their notes."""
    if row["filed_at"]:
        first = next((one for one in row["parties"] if one["name"] == "filer"), None)
        by = first["display"] if first else row["receiving"]["name"]
        yield _line(0, row["filed_at"], ALWAYS["file"], by)
    for entry in row["entries"]:
        if entry["kind"] == "message" and not (sight.works or sight.owns):
            continue
        if entry["kind"] in _AMONG_OFFICERS and not sight.works:
            continue
        yield _entry(entry, row, offered, sight)


def _entry(entry: dict[str, Any], row: Row, offered: Offered, sight: Sight) -> View:
    step = offered.procedure.steps.get(entry["step"])
    action = step.actions.get(entry["action"]) if step is not None else None
    words = text_of(action.label, entry["action"]) if action is not None and action.label else None
    words = words or ALWAYS.get(entry["action"]) or text_of(None, entry["action"])
    if step is not None and step.title is not None and entry["kind"] == "act":
        title = text_of(step.title, entry["step"])
        words = {tag: said if title[tag] == said else f"{title[tag]}: {said}" for tag, said in words.items()}
    line = _line(entry["seq"], entry["at"], words, entry["actor"])
    line |= {"step": entry["step"], "action": entry["action"], "kind": entry["kind"]}
    if entry["role"]:
        line["role"] = role_of(entry["role"], offered.formula)
    targets = set(action.targets) if action is not None else set()
    told = entry["kind"] in _SAID_TO_APPLICANT or entry["action"] in _SAID_TO_APPLICANT
    if sight.works or told or entry["marks"] or targets & {APPLICANT, "refused", "stopped"}:
        line |= {"reason": entry["reason"], "marks": entry["marks"]}
    line["corrected"] = _corrected(entry, row, sight)
    if sight.works:
        data = {name: value for name, value in entry["data"].items() if name != CORRECTED}
        if step is not None and entry["kind"] == "act":
            data, _ = masked(data, sensitive_of(row, entry["step"], entry["action"]))
        line["data"] = data
    return line


def _corrected(entry: dict[str, Any], row: Row, sight: Sight) -> list[View]:
    """Return what an act put right in what was filed, to whom it concerns and who works on it; sensitive only named."""
    before = entry["data"].get(CORRECTED) if entry["kind"] == "act" else None
    if not before or not (sight.owns or sight.works):
        return []
    labels, ways = labels_of(row), sensitive_of(row)
    return [
        {
            "path": path,
            "label": label_of(labels, "field", path),
            "was": was if sight.owns or not _is_sensitive(path, ways) else None,
        }
        for path, was in before.items()
    ]


def _is_sensitive(path: str, ways: Iterable[list[str]]) -> bool:
    names = list(without_indexes(path))
    return any(way[: len(names)] == names[: len(way)] for way in ways)


def _line(number: int, at: str, words: Words, by: str) -> View:
    return {"seq": number, "at": at, "text": words, "by": by, "kind": "file", "step": "", "action": "", "marks": []} | {
        "reason": ""
    }


def view_draft(actor: Actor, draft: UUID) -> View:
    """Return a draft; raise ``CaseUnknown``, or :class:`NotADraft` once it is filed."""
    row = case_row(actor, str(draft))
    if row["status"] != Status.DRAFT:
        raise NotADraft
    return {name: row[name] for name in ("id", "procedure", "agency", "channel", "form", "created_at", "version")}
