"""Corrections as whoever reads them may: of each field what stood and what was asked for instead, masked as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nenso.registers.correcting import WAITING
from nenso.registers.models import Record, RecordCorrection, RecordRevision
from nenso.registers.sight import MASK, Sight, masked


@dataclass(frozen=True)
class Change:
    """What a correction asks of one field; None: nothing stands there, or nothing should."""

    name: str
    before: Any
    after: Any


def changes_of(
    record: Record, corrections: Iterable[RecordCorrection], sight: Sight, *, whole: bool = False
) -> dict[RecordCorrection, list[Change]]:
    """Return of each correction its changes as ``sight`` allows, inside ``acting()``; at most one query.

    Before is what stands now while the correction waits, and what stood when it was asked for once it is decided.
    ``whole``: masked fields were looked at just now, for a stated purpose.
    """
    found = list(corrections)
    decided = any(one.state not in WAITING for one in found)
    history = list(RecordRevision.objects.filter(record=record).order_by("-seq")) if decided else []
    hidden = frozenset() if whole else sight.masked
    return {one: list(_changes(one, _stood(record, one, history), sight, hidden)) for one in found}


def _stood(record: Record, correction: RecordCorrection, history: list[RecordRevision]) -> Mapping[str, Any]:
    stood: Mapping[str, Any] = record.data
    if correction.state not in WAITING:
        stood = next((one.data for one in history if one.at <= correction.asked_at), {})
    return stood


def _changes(
    correction: RecordCorrection, stood: Mapping[str, Any], sight: Sight, hidden: frozenset[str]
) -> Iterable[Change]:
    for name, after in correction.changes.items():
        yield Change(name, *(_seen(name, value, sight, hidden) for value in (stood.get(name), after)))


def _seen(name: str, value: Any, sight: Sight, hidden: frozenset[str]) -> Any:
    if value in (None, "", [], {}):
        return None
    if name not in sight.shown:
        return MASK
    return masked(value) if name in hidden else value
