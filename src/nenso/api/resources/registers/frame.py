"""What the routes of registers share: where a record stands, what they ask for, how a write is done once."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from nenso.api.keys import key_of
from nenso.api.shapes.base import Asked
from nenso.api.signing_in import actor_of
from nenso.cases.engine.idempotency import carried_out

READ, WRITE = "registers:read", "registers:write"
ONE = "/registers/{book}/records/{record}"


def once(request: HttpRequest, name: str, of: UUID, body: Asked, use: Callable[[], object]) -> None:
    """Carry a write out that its key has not asked for before; raises what :func:`carried_out` does."""
    asked = {"use": f"record.{name}", "of": str(of), "asked": body.model_dump(mode="json")}
    carried_out(actor_of(request), key_of(request), asked, use)
