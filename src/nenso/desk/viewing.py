"""Files of a case to be looked at: pages as pictures that we drew, pictures as they are, nothing that runs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.cases.intake.giving import file_of_case
from nenso.cases.queries.working import AtWork, case_at_work
from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.files.errors import FileUnknown
from nenso.files.storing import open_content
from nenso.results.drawing import sheet_of
from nenso.results.errors import NotDrawn
from nenso.web.callers import WHO_SEES_THE_CASE
from nenso.web.pages import PageRequest, page

PDF = "application/pdf"
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
LOOK_SECONDS = 3600
_SALT = "nenso.desk.look"


@dataclass(frozen=True)
class _Look:
    content: bytes
    file: dict[str, Any]


@require_safe
@page(may=WHO_SEES_THE_CASE)
def viewer(request: PageRequest, case: str, file: UUID) -> HttpResponse:
    """Show a file page by page; the look is journalled once."""
    found = case_at_work(request.actor, case)
    look = _opened(request, found, file)
    media_type, sheets = look.file["media_type"], 1 if look.file["media_type"] in PICTURES else 0
    if media_type == PDF:
        try:
            sheets = sheet_of(look.content, look.file["sha256"], 1).sheets
        except NotDrawn:
            sheets = 0
    told = {
        "case": found.view,
        "file": look.file,
        "sheets": sheets,
        "look": signing.dumps([str(request.actor.account), str(file)], salt=_SALT),
    }
    return desk_page(request, standing_of(request), "desk/viewer.html", told)


@require_safe
@page(may=WHO_SEES_THE_CASE)
def sheet(request: PageRequest, case: str, file: UUID, sheet: int) -> HttpResponse:
    """Answer one page of a file as a picture; who did not come from the viewer is journalled anew."""
    found = case_at_work(request.actor, case)
    look = _seen(request, found, file) or _opened(request, found, file)
    if look.file["media_type"] in PICTURES:
        return _picture(look.content, look.file["media_type"])
    if look.file["media_type"] != PDF:
        raise NotDrawn
    return _picture(sheet_of(look.content, look.file["sha256"], sheet).png, "image/png")


def _file(case: AtWork, file: UUID) -> dict[str, Any]:
    found = next((one for one in case.view["files"] if one["id"] == str(file)), None)
    if found is None:
        raise FileUnknown(file=str(file))
    return dict(found)


def _opened(request: PageRequest, case: AtWork, file: UUID) -> _Look:
    known = _file(case, file)
    opened = file_of_case(request.actor, case.row["id"], file)
    with opened.stream as stream:
        return _Look(stream.read(), known)


def _seen(request: PageRequest, case: AtWork, file: UUID) -> _Look | None:
    """Return the file again for whom the viewer has just shown it to."""
    try:
        told = signing.loads(request.GET.get("xem", ""), salt=_SALT, max_age=LOOK_SECONDS)
    except signing.BadSignature:
        return None
    if told != [str(request.actor.account), str(file)]:
        return None
    known = _file(case, file)
    with open_content(known["sha256"]) as stream:
        return _Look(stream.read(), known)


def _picture(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
