"""Two records made one, and two again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import answer
from nenso.api.resources.registers.frame import ONE, WRITE, once
from nenso.api.resources.registers.giving import record_given
from nenso.api.routing import Resource
from nenso.api.shapes.registers import MergeAsked, PartAsked, RecordGiven, RegisterName
from nenso.api.signing_in import actor_of
from nenso.registers.editing import declared_for
from nenso.registers.looking import seen
from nenso.registers.merging import merge, unmerge
from nenso.web.callers import OWNER_ONLY

resource = Resource("registers")
EXAMPLE = "01935e2a-0000-7000-8000-000000000000"


@resource.post(
    f"{ONE}/merges",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=RecordGiven,
    key=True,
    example={"other": EXAMPLE, "take": ["notes"], "reason": "Nhập hai lần"},
)
def merge_records(request: HttpRequest, book: RegisterName, record: UUID, body: MergeAsked) -> HttpResponse:
    """Let another record go on in this one."""
    actor = actor_of(request)
    once(request, "merge", record, body, lambda: merge(actor, record, body.other, body.take, body.reason))
    found = seen(actor, book, record)
    return answer(record_given(actor, declared_for(found), found))


@resource.post(
    f"{ONE}/parts",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=RecordGiven,
    key=True,
    example={"other": EXAMPLE, "reason": "Là hai người khác nhau"},
)
def part_records(request: HttpRequest, book: RegisterName, record: UUID, body: PartAsked) -> HttpResponse:
    """Make two of what was merged; answers the record that is there again."""
    actor = actor_of(request)
    once(request, "part", record, body, lambda: unmerge(actor, record, body.other, body.reason))
    found = seen(actor, book, body.other)
    return answer(record_given(actor, declared_for(found), found))
