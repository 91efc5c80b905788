"""Records read under a grant, and the grants."""

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import answer, read_answer
from nenso.api.resources.leave import grant_given
from nenso.api.resources.registers.frame import READ
from nenso.api.routing import Resource
from nenso.api.shapes.registers import GrantedLookAsked, GrantedLookGiven, GrantedName, RecordGrants, RegisterName
from nenso.api.signing_in import actor_of
from nenso.registers.granting import grants_seen
from nenso.registers.under import Wanted as WantedUnder
from nenso.registers.under import look_under
from nenso.web.callers import OWNER_ONLY, SIGNED_IN

resource = Resource("registers")


@resource.get("/registers/{book}/grants", may=SIGNED_IN, scope=READ, returns=RecordGrants)
def list_record_grants(request: HttpRequest, book: GrantedName) -> HttpResponse:
    """Grants to read a register, or cases (``cases.…``), that the caller was given or whose agency gave them."""
    items = [grant_given(one) for one in grants_seen(actor_of(request), book)]
    return read_answer(request, {"items": items})


@resource.post(
    "/registers/{book}/granted-looks",
    may=OWNER_ONLY,
    scope=READ,
    returns=GrantedLookGiven,
    example={"by": {"child_id": "019326000451"}, "purpose": "Chi trả trợ cấp", "fields": ["child_name"]},
)
def look_under_a_grant(request: HttpRequest, book: RegisterName, body: GrantedLookAsked) -> HttpResponse:
    """A record by its key, under a grant or the consent of its people; each look is logged and shown to them."""
    wanted = WantedUnder(body.by, body.purpose, body.fields, body.reference)
    read = look_under(actor_of(request), book, wanted)
    return answer({"id": read.id, "label": read.label, "data": read.data})
