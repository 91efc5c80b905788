"""Asking the applicant for more (yêu cầu bổ sung) and what comes back.

Asked once, complete: each missing or wrong thing is named with its reason, in one notice (Decree 118/2025/NĐ-CP Art.
17(2a) as amended by 309/2026/NĐ-CP). A second request may name only what came, or changed, since the first. The clock
stands still meanwhile.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from nenso.cases.acts.revising import at_path, checked, put, revise
from nenso.cases.acts.slips import said_mark
from nenso.cases.engine import flow
from nenso.cases.engine.once import once
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.writing import write
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.errors.supplements import (
    AskedAlready,
    MarkUnknown,
    NotAskedFor,
    NothingAsked,
    NothingMarked,
    StillMissing,
)
from nenso.cases.intake.field_files import unknown_files
from nenso.cases.models import Case, Entry, Status, Task
from nenso.files.attaching import files_of
from nenso.language.issues import nearest
from nenso.language.paths import without_indexes
from nenso.runtime.acting import Actor
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise, normalise_all

SUPPLY = "supply"
FIELD, DOCUMENT = "field", "document"


def ask(turn: Turn, task: Task, entry: Entry, marks: Sequence[Mapping[str, str]]) -> None:
    """Ask the applicant for what is marked; the case comes back to the step of ``task``.

    A mark is ``{"field" | "document": name, "why": text}``. Raises :class:`NothingMarked`, :class:`MarkUnknown`,
    :class:`AskedAlready`.
    """
    entry.marks = [_mark(turn, mark) for mark in marks]
    if not entry.marks:
        raise NothingMarked
    _once_only(turn, entry.marks)
    flow.stop_clock(turn, Status.ASKED)
    turn.set(asks=turn.case.asks + 1)
    turn.add(
        Task(
            id=uuid7(),
            case_id=turn.case.id,
            step=task.step,
            round=task.round,
            kind=flow.ASKED,
            party=flow.APPLICANT,
            account=None,
            opened_at=turn.at,
        )
    )


def _mark(turn: Turn, mark: Mapping[str, str]) -> dict[str, str]:
    procedure = turn.offered.procedure
    known = {
        FIELD: {node.path for node in turn.offered.form.nodes()},
        DOCUMENT: {str(document.name) for document in procedure.documents},
    }
    kind = next((kind for kind in (FIELD, DOCUMENT) if mark.get(kind)), "")
    if not kind or not str(mark.get("why") or "").strip():
        raise NothingMarked
    name = str(mark[kind])
    if name not in known[kind] and not (kind == FIELD and _in_a_row(turn, name, known[FIELD])):
        raise MarkUnknown(item=name, nearest=nearest(name, known[kind]) or "—")
    return {kind: name, "why": normalise(str(mark["why"]))}


def _in_a_row(turn: Turn, name: str, known: Set[str]) -> bool:
    """Return whether ``name`` is a field of a row that was filed (``members[1].full_name``)."""
    row, _, field_name = name.rpartition(".")
    return bool(field_name) and ".".join(without_indexes(name)) in known and at_path(turn.case.form, row) is not None


def _once_only(turn: Turn, marks: Sequence[Mapping[str, str]]) -> None:
    """Refuse to ask now for what could have been asked for the first time."""
    if not turn.case.asks:
        return
    supplied = {item for entry in turn.loaded.entries if entry.kind == SUPPLY for item in entry.data.get("items", [])}
    late = [name for mark in marks if (name := mark.get(FIELD) or mark[DOCUMENT]) not in supplied]
    if late:
        raise AskedAlready(items=", ".join(late))


@dataclass(frozen=True)
class Supply:
    """What the applicant gives: changed ``form`` values by path, ``paper`` handed over, a ``note``.

    Files are attached to the case beforehand, under the document that was asked for.
    """

    form: Mapping[str, Any] = field(default_factory=dict)
    paper: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    note: str = ""


def asked_now(entries: Sequence[Entry]) -> list[dict[str, str]]:
    """Return the marks of the latest request, whether answered or not."""
    return next((entry.marks for entry in reversed(entries) if entry.marks), [])


def supply(actor: Actor, case_id: UUID, given: Supply, *, key: str) -> Case:
    """Give what was asked for, all of it, and let the case go back to the step that asked; its clock runs again.

    Only what was asked for can be changed. Raises :class:`NothingAsked`, :class:`NotYourTurn`, :class:`NotAskedFor`,
    :class:`StillMissing`, :class:`FormInvalid`.
    """
    asked = {"form": given.form, "paper": given.paper, "note": given.note}
    with once(actor, case_id, asked, key) as work:
        if work.again:
            return work.loaded.case
        turn = turn_on(actor, work.loaded)
        task = next((task for task in turn.loaded.open_tasks if task.kind == flow.ASKED), None)
        if task is None:
            raise NothingAsked
        _must_be_own(turn)
        _take_in(turn, given, work.entry_id, task)
        turn.close(task, SUPPLY)
        flow.start_clock(turn)
        flow.reopen(turn, task.step)
        flow.settle(turn)
        turn.said.append(("case.supplied", {"entry": str(work.entry_id), **flow.facts(turn)}))
        work.session.commit(*write(turn))
        return turn.case


def _must_be_own(turn: Turn) -> None:
    """The applicant or filer supplies; at the counter an officer who takes cases in does it for them."""
    own = {party.party_id for name in ("applicant", "filer") for party in turn.parties.get(name, [])}
    at_counter = any(
        f"clerk@{agency}" in turn.actor.readers for agency in (turn.case.agency_id, turn.case.receiving_id)
    )
    if turn.actor.person not in own and not (own & turn.actor.represents) and not at_counter and not turn.actor.system:
        raise NotYourTurn(who="người nộp hồ sơ")


def _take_in(turn: Turn, given: Supply, entry_id: UUID, task: Task) -> None:
    marks = asked_now(turn.loaded.entries)
    fields = {mark[FIELD] for mark in marks if FIELD in mark}
    documents = {mark[DOCUMENT] for mark in marks if DOCUMENT in mark}
    changes = normalise_all(dict(given.form))
    if set(changes) - fields or set(given.paper) - documents:
        raise NotAskedFor(items="; ".join(said_mark(turn, mark) for mark in marks))
    handed = _handed(turn, documents, given.paper)
    given_now = {*changes, *handed}
    missing = [mark for mark in marks if mark.get(FIELD, mark.get(DOCUMENT)) not in given_now]
    if missing:
        raise StillMissing(
            items="; ".join(said_mark(turn, mark) for mark in missing),
            paths=[mark.get(FIELD) or mark[DOCUMENT] for mark in missing],
        )
    _must_hold_files(turn, changes)
    before = {path: at_path(turn.case.form, path) for path in changes}
    revise(turn, checked(turn, changes), why=SUPPLY, documents=handed)
    turn.enter(
        id=entry_id,
        kind=SUPPLY,
        step=task.step,
        round=task.round,
        action=SUPPLY,
        reason=normalise(given.note),
        data={"items": sorted({*changes, *handed}), "before": before, "after": changes, "documents": handed},
    )


def _must_hold_files(turn: Turn, changes: Mapping[str, Any]) -> None:
    """Refuse an answer that names a file that the case was not given. Raises :class:`FormInvalid`."""
    lists = {path: answer for path, answer in changes.items() if isinstance(answer, list)}
    if not lists:
        return
    form: dict[str, Any] = {}
    for path, answer in lists.items():
        put(form, path, answer)
    unknown = tuple(unknown_files(turn.offered.form, form, files_of(turn.case.id)))
    if unknown:
        raise FormInvalid(count=len(unknown), problems=[one.as_json() for one in unknown])


def _handed(turn: Turn, documents: set[str], paper: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Any]]:
    """Return what came since the request, by document."""
    asked_at = next(entry.at for entry in reversed(turn.loaded.entries) if entry.marks)
    found: dict[str, dict[str, Any]] = {name: {"paper": dict(counts)} for name, counts in paper.items()}
    for file in files_of(turn.case.id) if documents else ():
        if file.document in documents and file.at >= asked_at and file.replaced_by is None:
            facts = {"id": str(file.id), "filename": file.filename, "sha256": file.sha256, "size": file.size}
            found.setdefault(file.document, {}).setdefault("files", []).append(facts)
    return found
