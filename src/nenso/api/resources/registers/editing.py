"""Records changed straight through, where their register lets it."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import answer
from nenso.api.resources.registers.frame import ONE, WRITE, once
from nenso.api.resources.registers.giving import record_given
from nenso.api.routing import Resource
from nenso.api.shapes.registers import EditAsked, RecordGiven, RegisterName
from nenso.api.signing_in import actor_of
from nenso.registers.editing import declared_for, edit
from nenso.registers.looking import seen
from nenso.web.callers import WHO_WORKS_ON_THE_CASE

resource = Resource("registers")


@resource.post(
    f"{ONE}/edits",
    may=WHO_WORKS_ON_THE_CASE,
    scope=WRITE,
    returns=RecordGiven,
    key=True,
    example={"changes": {"notes": "Đã cải chính"}, "reason": "Theo quyết định số 12"},
)
def edit_record(request: HttpRequest, book: RegisterName, record: UUID, body: EditAsked) -> HttpResponse:
    """Change what the register lets the caller change straight through; the same changes again change nothing."""
    actor = actor_of(request)
    edited = partial(edit, actor, book, record, body.changes, body.reason, revision=body.revision)
    once(request, "edit", record, body, edited)
    found = seen(actor, book, record)
    return answer(record_given(actor, declared_for(found), found))
