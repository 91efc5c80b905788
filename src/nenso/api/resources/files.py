"""Files of a case: given, and handed out to who may see the case."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form
from ninja.files import UploadedFile

from nenso.api.answers import answer
from nenso.api.keys import key_of
from nenso.api.routing import STREAM, Resource
from nenso.api.shapes.acts import FileGiven
from nenso.api.shapes.base import Code, Name
from nenso.api.signing_in import actor_of
from nenso.cases.intake.giving import Given, file_of_case, give_file
from nenso.files.models import CaseFile
from nenso.web.callers import WHO_SEES_THE_CASE, WHO_WORKS_ON_THE_CASE
from nenso.web.files import file_answer

resource = Resource("files")


@resource.post(
    "/cases/{case}/files",
    may=WHO_WORKS_ON_THE_CASE,
    scope="files:write",
    returns=FileGiven,
    status=201,
    key=True,
)
def give_case_file(
    request: HttpRequest, case: Code, file: File[UploadedFile], document: Form[Name], replaces: Form[UUID | None] = None
) -> HttpResponse:
    """Give a case a file: what the applicant is asked for, or what an officer adds at an open step."""
    given = Given(file, file.name or "", file.content_type or "")
    made = give_file(actor_of(request), case, document, given, key=key_of(request), replaces=replaces)
    return answer(file_body(made), status=201)


@resource.get("/cases/{case}/files/{file}", may=WHO_SEES_THE_CASE, scope="cases:read", returns=STREAM)
def read_file(request: HttpRequest, case: Code, file: UUID) -> HttpResponseBase:
    """The bytes of a file, to be saved and never run; the look is journalled."""
    opened = file_of_case(actor_of(request), case, file)
    return file_answer(opened)


def file_body(file: CaseFile) -> dict[str, Any]:
    """Return what is told of a file."""
    return {
        "id": file.id,
        "document": file.document,
        "filename": file.filename,
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "state": file.state,
    }
