"""Reading records: the current one by key, or as it stood at a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.registers.declared import joined_key
from nenso.registers.described import Described
from nenso.registers.errors import RecordUnknown
from nenso.registers.models import Record, RecordRevision


def current(register: str, key: Sequence[Any]) -> Record | None:
    """Return the current record of ``register`` (``civil_registration.births``) with this key, if it may be seen."""
    return Record.objects.filter(register=register, key=joined_key(key), ended_at=None).first()


def record_by_id(record_id: UUID, *, lock: bool = False) -> Record:
    """Return a record by its key; raise :class:`RecordUnknown`. ``lock``: until the transaction ends."""
    records = Record.objects.select_for_update(of=("self",)) if lock else Record.objects
    found = records.filter(pk=record_id).first()
    if found is None:
        raise RecordUnknown
    return found


def as_of(record_id: UUID, moment: datetime) -> RecordRevision | None:
    """Return the revision of a record that was in force at ``moment``, or None when there was none."""
    revisions = RecordRevision.objects.filter(record_id=record_id, valid_from__lte=moment).order_by("-seq")
    found = revisions.first()
    return found if found is not None and (found.valid_until is None or found.valid_until > moment) else None


def as_value(record: Described) -> Mapping[str, Any]:
    """Return a record as expressions see it: its fields by name, ``id``, ``agency``, times, printed ``code``.

    A field called ``code``, such as the number of a household, is what it says.
    """
    return {
        "code": record.number,
        **record.data,
        "id": str(record.id),
        "agency": str(record.agency_id),
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }
