"""Files that a form brings to a case: sent along with it, or sent beforehand part by part and named by it."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from nenso.cases.intake.field_files import FORM, document_of
from nenso.cases.intake.giving import Given, give_file
from nenso.files.attaching import file_with_key
from nenso.files.errors import FileUnknown
from nenso.files.models import CaseFile
from nenso.files.resuming import taking
from nenso.runtime.problems import Problem
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest
from nenso.web.uploads import PageUpload, refused_of

FILE, UPLOAD = "file", "upload"
PREFIX = f"{FORM}."


def take_files(request: PageRequest, case: UUID, document: str, of: str = "") -> list[CaseFile]:
    """Give a case what came as ``file`` or ``upload`` (``of``: ``file:<of>``, ``upload:<of>``); return these files.

    Sending the form again gives nothing twice. Raises what :func:`~nenso.cases.intake.giving.give_file` and
    :func:`~nenso.files.resuming.taking` raise; what came before the one that is wrong is given.
    """
    ending = f":{of}" if of else ""
    files = request.FILES.getlist(FILE + ending)
    if (refused := refused_of(request, FILE + ending)) is not None:
        raise refused
    found = [_sent(request, case, document, file, number) for number, file in enumerate(files)]
    found += [_named(request, case, document, word) for word in request.POST.getlist(UPLOAD + ending) if word]
    return found


def take_field_files(request: PageRequest, case: UUID, step: str = "") -> tuple[QueryDict, dict[str, str]]:
    """Give a case what came for its fields that take files (``file:form.<path>``, ``upload:form.<path>``), or for
    those of an act at ``step``.

    Returns what was sent with the keys of these files among the answers, and path to what was wrong with a file there.
    """
    sent, wrong = request.POST.copy(), dict[str, str]()
    for name in sorted(_names(request)):
        path = name.removeprefix(PREFIX)
        try:
            given = take_files(request, case, document_of(path, step), of=name)
        except Problem as problem:
            wrong[path] = problem.text(spoken())
            continue
        there = sent.getlist(path)
        sent.setlist(path, [*there, *(str(file.id) for file in given if str(file.id) not in there)])
    return sent, wrong


def _names(request: PageRequest) -> set[str]:
    refused = (one.refused for one in request.upload_handlers if isinstance(one, PageUpload))
    every = [*request.FILES, *request.POST, *(name for names in refused for name in names)]
    return {name.partition(":")[2] for name in every if name.startswith((f"{FILE}:{PREFIX}", f"{UPLOAD}:{PREFIX}"))}


def _sent(request: PageRequest, case: UUID, document: str, file: "UploadedFile[Any]", number: int) -> CaseFile:
    which = sha256(f"{document}/{number}/{file.name}/{file.size}".encode()).hexdigest()[:20]
    given = Given(file, file.name or "", file.content_type or "")
    return give_file(request.actor, str(case), document, given, key=f"{key_of(request)[:70]}-{which}")


def _named(request: PageRequest, case: UUID, document: str, word: str) -> CaseFile:
    try:
        upload = UUID(word)
    except ValueError as error:
        raise FileUnknown(file=word[:60]) from error
    key = f"upload-{upload}"
    with taking(request.actor, upload, f"{case}/{document}") as whole:
        if whole is not None:
            told, stream = whole
            given = Given(stream, told.filename, told.media_type)
            return give_file(request.actor, str(case), document, given, key=key)
    before = file_with_key(request.actor, case, key)
    if before is None:
        raise FileUnknown(file=word)
    return before
