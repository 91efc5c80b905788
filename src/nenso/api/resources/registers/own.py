"""What registers hold about the caller."""

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import read_answer
from nenso.api.resources.registers.giving import record_given
from nenso.api.routing import Resource
from nenso.api.shapes.registers import RecordPage
from nenso.api.signing_in import actor_of
from nenso.registers.editing import declared_for
from nenso.registers.relations import about_me
from nenso.web.callers import SIGNED_IN

resource = Resource("registers")


@resource.get("/me/records", may=SIGNED_IN, scope="account:read", returns=RecordPage)
def list_own_records(request: HttpRequest) -> HttpResponse:
    """The current records of any register that are about the caller."""
    actor = actor_of(request)
    items = [record_given(actor, declared_for(one), one) for one in about_me(actor)]
    return read_answer(request, {"items": items, "next": None})
