"""Giving a case a file."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from nenso.files.errors import ClientKeyReused, FileInfected, FileUnknown
from nenso.files.models import CaseFile, Scan
from nenso.files.names import clean_name
from nenso.files.storing import Blob, hold
from nenso.journal.recording import record
from nenso.runtime.acting import Actor, acting, current_actor, send, through
from nenso.runtime.statements import insert

USE = "files.attach"
"""By way of what files of cases are written: who sees a case changes none in another way."""


def attach(
    actor: Actor,
    case_id: UUID,
    document: str,
    blob: Blob,
    filename: str,
    *,
    client_key: str = "",
    replaces: UUID | None = None,
    agency_path: str | None = None,
    persons: Sequence[UUID] = (),
) -> CaseFile:
    """Attach a stored content to a case, as (part of) its ``document``; return the file.

    The same ``client_key`` with the same content gives the file that is there already. ``replaces`` is the file of
    the same document that this one takes the place of; it stays readable. ``agency_path`` and ``persons`` go into the
    journal's entry. Raises :class:`ClientKeyReused`, :class:`FileUnknown` (``replaces``), :class:`FileInfected`,
    :class:`~nenso.files.errors.UploadExpired`; whoever may not see the case is refused by the database.
    """
    filename = clean_name(filename)
    with acting(actor):
        if client_key and (existing := _with_key(case_id, client_key, blob, document)):
            return existing
        scanned = hold(blob)
        if scanned == Scan.INFECTED:
            raise FileInfected(filename=filename, signature="")
        made = CaseFile(
            case_id=case_id,
            document=document,
            filename=filename,
            sha256=blob.sha256,
            size=blob.size,
            media_type=blob.media_type,
            scanned=scanned,
            uploaded_by=actor.account,
            attached_by=actor.person,
            client_key=client_key or None,
        )
        try:
            with transaction.atomic():
                send(*through(USE, *insert([made])))
        except IntegrityError:
            if client_key and (existing := _with_key(case_id, client_key, blob, document)):
                return existing
            raise
        if replaces:
            _replace(made, replaces)
        body = {"file": made.id, "document": document, "filename": filename, "sha256": blob.sha256, "size": blob.size}
        if replaces:
            body["replaces"] = replaces
        record(case_id, "file.attached", body, agency_path=agency_path, persons=persons)
    return made


def files_of(case_id: UUID) -> list[CaseFile]:
    """Return the files of a case in the order they came, the replaced ones too; inside ``acting()``."""
    return list(CaseFile.objects.filter(case_id=case_id).order_by("id"))


def file_with_key(actor: Actor, case_id: UUID, client_key: str) -> CaseFile | None:
    """Return the file that a case was given under this key, if any."""
    with acting(actor):
        return CaseFile.objects.filter(case_id=case_id, client_key=client_key).first()


def _with_key(case_id: UUID, client_key: str, blob: Blob, document: str) -> CaseFile | None:
    existing = CaseFile.objects.filter(case_id=case_id, client_key=client_key).first()
    if existing and (existing.sha256, existing.document) != (blob.sha256, document):
        raise ClientKeyReused(client_key=client_key)
    return existing


def _replace(new: CaseFile, old: UUID) -> None:
    standing = CaseFile.objects.filter(case_id=new.case_id, document=new.document, replaced_by=None).exclude(id=new.id)
    with acting(current_actor().by_way_of(USE)):
        if not standing.filter(id=old).update(replaced_by=new.id):
            raise FileUnknown(file=str(old))
