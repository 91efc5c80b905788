"""One's own notices: listed in the reader's language, noted as read."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import answer, read_answer
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.routing import Resource
from nenso.api.shapes.base import Line
from nenso.api.shapes.notices import NoticeRead, Notices
from nenso.api.signing_in import actor_of
from nenso.notices.reading import own_notices
from nenso.notices.telling import mark_read
from nenso.web.callers import OWNER_ONLY, SIGNED_IN

resource = Resource("notices")


@resource.get("/me/notices", may=SIGNED_IN, scope="account:read", returns=Notices)
def list_notices(
    request: HttpRequest,
    unread: bool = False,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """One's own notices, and those of the agencies where one holds a post; newest first."""
    of = ["notices", unread]
    own = own_notices(actor_of(request), unread=unread, after=after_of(cursor, of=of), limit=limit)
    return read_answer(request, {"items": own.items, "unread": own.unread, "next": cursor_of(own.after, of=of)})


@resource.post("/me/notices/{notice}/read", may=OWNER_ONLY, scope="account:write", returns=NoticeRead)
def read_notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Note that a notice was read; again is the same."""
    found = mark_read(actor_of(request), notice)
    return answer({"id": found.id, "read_at": found.read_at})
