"""Leave to read a register under a grant, given and taken back by the administrators of the agency that keeps it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from nenso.api.answers import agency_brief, read_answer
from nenso.api.resources.administering import administered, once
from nenso.api.routing import Resource
from nenso.api.shapes.registers import GrantAsked, GrantEnded, RecordGrants, RegisterName
from nenso.api.signing_in import actor_of
from nenso.registers.errors import GrantFieldsMissing
from nenso.registers.lending import Wanted, end_lending, lend, lent_by
from nenso.registers.models import RecordGrant
from nenso.web.callers import ADMINISTRATORS

resource = Resource("registers")
READ, WRITE = "agency:read", "agency:write"


@resource.get("/agencies/{agency}/record-grants", may=ADMINISTRATORS, scope=READ, returns=RecordGrants)
def list_grants_given(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Who may read which of an agency's registers under a grant, ended and taken back ones too, the newest first."""
    found = administered(request, agency)
    return read_answer(request, {"items": [grant_given(one) for one in lent_by(actor_of(request), found)]})


@resource.post(
    "/agencies/{agency}/registers/{book}/grants",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={
        "fields": ["child_name"],
        "role": "officer",
        "at": "vn.p19",
        "purpose": "Chi trả trợ cấp",
        "until": "2027-12-31",
        "why": "Công văn 12/UBND",
    },
)
def give_grant(request: HttpRequest, agency: UUID, book: RegisterName, body: GrantAsked) -> HttpResponseBase:
    """Let a role read records of an agency and those below it, for a purpose and a time; the list tells its id."""
    actor, found = actor_of(request), administered(request, agency)
    if not (body.fields or body.all_fields):
        raise GrantFieldsMissing
    fields = () if body.all_fields else tuple(str(one) for one in body.fields)
    wanted = Wanted(book, fields, body.role, body.at, body.purpose, body.until, body.why)
    asked = {"register": book, **body.model_dump(mode="json")}
    return once(request, "record_grant", agency, asked, lambda: lend(actor, found, wanted))


@resource.post(
    "/agencies/{agency}/record-grants/{grant}/end",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"why": "Hết nhu cầu"},
)
def end_grant(request: HttpRequest, agency: UUID, grant: UUID, body: GrantEnded) -> HttpResponseBase:
    """Take a grant back now, with a reason."""
    actor, found = actor_of(request), administered(request, agency)
    asked = {"grant": str(grant), **body.model_dump(mode="json")}
    return once(request, "record_grant_end", agency, asked, lambda: end_lending(actor, found, grant, body.why))


def grant_given(one: RecordGrant) -> dict[str, Any]:
    """Return a grant as the API gives it."""
    return {
        "id": one.id,
        "register_name": one.register,
        "agency": agency_brief(one.agency),
        "fields": one.fields,
        "purpose": one.purpose,
        "given_at": one.given_at,
        "until": one.until,
        "taken_at": one.taken_at,
        "case": one.case_id,
    }
