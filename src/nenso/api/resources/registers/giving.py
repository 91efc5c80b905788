"""Records as programs are given them."""

from typing import Any

from nenso.api.answers import agency_brief
from nenso.registers.declared import Declared
from nenso.registers.models import Record
from nenso.registers.sight import sight_of
from nenso.runtime.acting import Actor, acting


def records_given(actor: Actor, declared: Declared, records: list[Record]) -> list[dict[str, Any]]:
    """Return records as ``actor`` may see them now."""
    return [record_given(actor, declared, one) for one in records]


def record_given(actor: Actor, declared: Declared, record: Record, stood: Record | None = None) -> dict[str, Any]:
    """Return a record as ``actor`` may see it now, or as it ``stood``."""
    with acting(actor):
        sight = sight_of(actor, declared, record)
    record = stood or record
    agency = record.agency
    return {
        "id": record.id,
        "register_name": record.register,
        "label": sight.called(declared, record),
        "number": record.number,
        "agency": agency_brief(agency),
        "place": record.place.code if record.place is not None else None,
        "data": sight.of(record.data),
        "masked": sorted(sight.masked & record.data.keys()),
        "revision": record.revision,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "ended_at": record.ended_at,
        "merged_into": record.merged_into,
        "source_case": record.source_case,
    }
