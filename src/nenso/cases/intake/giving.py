"""Giving a case a file (nộp giấy tờ): to one's draft, when asked for more, or by who works on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from nenso.cases.engine.flow import ASKED
from nenso.cases.engine.loading import ENDED, load
from nenso.cases.engine.offering import Offered
from nenso.cases.engine.rights import ENGINE
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.ending import AlreadyEnded
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.errors.supplements import DocumentUnknown, NothingAsked
from nenso.cases.intake.drafts import draft_of
from nenso.cases.intake.field_files import field_of, step_of
from nenso.cases.models import Status
from nenso.cases.queries.overview import Row, case_row, offered_by_row
from nenso.cases.queries.possible import possible
from nenso.cases.queries.sight import Sight, sight_of
from nenso.files.attaching import attach, files_of
from nenso.files.errors import CaseFull
from nenso.files.models import CaseFile
from nenso.files.opening import OpenFile, open_file
from nenso.files.storing import store
from nenso.journal.recording import record
from nenso.language.declarations.fields import Field
from nenso.language.declarations.forms import Document
from nenso.language.issues import nearest
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config

MEGABYTE = 1_000_000
MOST_FILES = 500
"""Files that one case may have, those replaced by others too."""


@dataclass(frozen=True)
class Given:
    """A file as it comes in: its bytes, the name and media type that the sender said."""

    stream: BinaryIO | Iterable[bytes]
    filename: str
    media_type: str = ""


def give_file(
    actor: Actor, wanted: str, document: str, given: Given, *, key: str = "", replaces: UUID | None = None
) -> CaseFile:
    """Store a file and attach it to the case with this code or key, as (part of) ``document``.

    ``form.<field>`` is a field of the form that takes files, ``step.<step>.<field>`` one that an act there asks; the
    answer to it names the keys of its files.

    Every refusal that needs no look at the bytes comes before they are read. Raises
    ``CaseUnknown``, :class:`DocumentUnknown`, :class:`NotYourTurn`, :class:`NothingAsked`,
    :class:`AlreadyEnded` and the problems of :mod:`nenso.files`.
    """
    row = case_row(actor, wanted)
    offered = offered_by_row(row)
    _must_be_open(actor, row, offered, step_of(document))
    _must_have_room(row)
    declared = _document(offered, document)
    limit = int(declared.max_mb * MEGABYTE) if declared.max_mb else None
    blob = store(
        given.stream,
        filename=given.filename,
        limit=limit,
        accept=[str(extension) for extension in declared.accept],
        declared=given.media_type,
    )
    return attach(
        actor,
        UUID(row["id"]),
        document,
        blob,
        given.filename,
        client_key=key,
        replaces=replaces,
        agency_path=row["agency"]["path"],
        persons=[UUID(person) for person in row["persons"]],
    )


def given_files(actor: Actor, case: UUID) -> list[CaseFile]:
    """Return the files of a case that stand, as far as ``actor`` sees it."""
    with acting(actor):
        return [file for file in files_of(case) if file.replaced_by is None]


def file_of_case(actor: Actor, wanted: str, file: UUID) -> OpenFile:
    """Open a file of the case with this code or key, for its applicant and who works on it; the look is journalled.

    What an act brought is only for who works on it.

    Raises ``CaseUnknown`` and what :func:`~nenso.files.opening.open_file` raises.
    """
    row = case_row(actor, wanted)
    sight = sight_of(actor, row, offered_by_row(row))
    of_an_act = any(one["id"] == str(file) and step_of(one["document"]) for one in row["files"])
    if not (sight.works or (sight.owns and not of_an_act)):
        raise CaseUnknown
    persons = [UUID(person) for person in row["persons"]]
    return open_file(actor, UUID(row["id"]), file, agency_path=row["agency"]["path"], persons=persons)


def _document(offered: Offered, name: str) -> Document | Field:
    """Return the component, or the field of the form, that a file is given for."""
    if (field := field_of(offered, name)) is not None:
        return field
    known = {str(document.name): document for document in offered.procedure.documents}
    if name not in known:
        raise DocumentUnknown(document=name, nearest=nearest(name, known) or "—")
    return known[name]


def _must_be_open(actor: Actor, row: Row, offered: Offered, step: str) -> None:
    """Refuse where no file may come now; for an act at ``step``, from all but who may do it."""
    sight = sight_of(actor, row, offered)
    if row["status"] == Status.DRAFT and not step:
        return
    if row["status"] in ENDED:
        raise AlreadyEnded
    can = [(one["kind"], one["step"]) for one in possible(actor, row, offered, sight)]
    if step:
        if ("act", step) not in can:
            raise NotYourTurn(who=step)
        return
    if sight.works and any(kind in {"act", "supply"} for kind, _ in can):
        return
    if not sight.owns:
        raise NotYourTurn(who="người nộp hồ sơ")
    if not any(task["kind"] == ASKED and task["closed_at"] is None for task in row["tasks"]):
        raise NothingAsked


def _must_have_room(row: Row) -> None:
    files = row["files"] or ()
    held, limit = sum(one["size"] for one in files), config().case_files_limit
    if len(files) >= MOST_FILES or held >= limit:
        raise CaseFull(
            number=len(files), held_mb=round(held / MEGABYTE, 1), most=MOST_FILES, limit_mb=round(limit / MEGABYTE, 1)
        )


def take_back(actor: Actor, draft: UUID, file: UUID) -> str:
    """Take a file of one's draft away again; return which document it was, "" when it is gone already.

    Raises ``CaseUnknown``, ``NotADraft``.
    """
    with acting(actor):
        draft_of(draft, lock=True)
        found = CaseFile.objects.filter(case_id=draft, id=file).first()
        if found is None:
            return ""
        found.delete()
        return str(found.document)


def take_back_supplied(actor: Actor, case: UUID, file: UUID) -> str:
    """Take back a file that ``actor`` (the applicant, or who takes it in at the counter) gave a case since more was
    asked for and that is not sent yet; the journal keeps that it was there. What it had replaced stands again.

    Returns which document it was, "" when there is no such file (any more). Raises ``CaseUnknown``,
    :class:`NothingAsked`.
    """
    row = case_row(actor, str(case))
    offered = offered_by_row(row)
    sight = sight_of(actor, row, offered)
    if not sight.owns and not (sight.works and _at_counter(actor, row, offered, sight)):
        raise CaseUnknown
    with acting(actor):
        asked = next((task for task in load(case).open_tasks if task.kind == ASKED), None)
        if asked is None:
            raise NothingAsked
        found = not_yet_sent(actor, files_of(case), asked.opened_at)
        taken = next((one for one in found if one.id == file), None)
        if taken is None:
            return ""
        with acting(actor.by_way_of(ENGINE)):
            CaseFile.objects.filter(case_id=case, replaced_by=file).update(replaced_by=None)
        CaseFile.objects.filter(id=file).delete()
        body = {"file": str(file), "document": taken.document, "filename": taken.filename, "sha256": taken.sha256}
        persons = [UUID(person) for person in row["persons"]]
        record(case, "file.taken_back", body, agency_path=row["agency"]["path"], persons=persons)
    return str(taken.document)


def _at_counter(actor: Actor, row: Row, offered: Offered, sight: Sight) -> bool:
    """Return whether ``actor`` may take in at the counter what the applicant was asked for."""
    return any(one["kind"] == "supply" for one in possible(actor, row, offered, sight))


def not_yet_sent(actor: Actor, files: Iterable[CaseFile], asked_at: datetime) -> list[CaseFile]:
    """Return those of a case's files that stand and that ``actor`` gave since more was asked for at ``asked_at``."""
    return [one for one in files if one.replaced_by is None and one.at >= asked_at and one.uploaded_by == actor.account]
