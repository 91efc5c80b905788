"""One record as whoever asks may read it, for pages and routes."""

from uuid import UUID

from nenso.registers.errors import RecordUnknown
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting


def seen(actor: Actor, register: str, record: UUID) -> Record:
    """Return a record of ``register`` as ``actor`` may see it; raise :class:`RecordUnknown`."""
    with acting(actor):
        rows = Record.objects.filter(pk=record, register=register).defer("terms")
        found = rows.select_related("agency", "place", "edition").first()
    if found is None:
        raise RecordUnknown
    return found
