"""Handing out a file to whoever may see its case."""

import logging
from collections.abc import Sequence
from typing import BinaryIO, NamedTuple
from uuid import UUID

from django.utils.http import content_disposition_header

from nenso.files.errors import FileInfected, FileLost, FileQuarantined, FileUnknown
from nenso.files.models import CaseFile
from nenso.files.storing import open_content
from nenso.journal.recording import record
from nenso.runtime.acting import Actor, acting

logger = logging.getLogger(__name__)


class OpenFile(NamedTuple):
    """The bytes, to be read and closed by the caller, and the headers to send with them."""

    stream: BinaryIO
    headers: dict[str, str]


def open_file(
    actor: Actor, case_id: UUID, file_id: UUID, *, agency_path: str | None = None, persons: Sequence[UUID] = ()
) -> OpenFile:
    """Open a file of a case for ``actor``; the look is journalled in the case's stream.

    Raises :class:`FileUnknown` when there is none or the case is not the actor's to see (the database decides),
    :class:`FileQuarantined` and :class:`FileInfected` for what the scanner has not cleared, :class:`FileLost`.
    """
    with acting(actor):
        file = CaseFile.objects.filter(case_id=case_id, id=file_id).first()
        if file is None:
            raise FileUnknown(file=str(file_id))
        if file.state == "quarantined":
            raise FileQuarantined(filename=file.filename)
        if file.state == "refused":
            raise FileInfected(filename=file.filename, signature="")
        try:
            stream = open_content(file.sha256)
        except OSError as error:
            logger.exception("a content is not in the store", extra={"sha256": file.sha256, "case": str(case_id)})
            raise FileLost(filename=file.filename) from error
        body = {"file": file.id, "document": file.document, "sha256": file.sha256}
        record(case_id, "file.opened", body, agency_path=agency_path, persons=persons)
    return OpenFile(stream, headers_of(file))


def headers_of(file: CaseFile) -> dict[str, str]:
    """Return headers that make a browser save the file and never run or sniff it, nor any cache keep it."""
    return {
        "Content-Type": file.media_type,
        "Content-Length": str(file.size),
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=file.filename)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
