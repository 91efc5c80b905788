"""What an agency decided, or the nearest one above it: dated, kept in memory for seconds."""

import time
from datetime import date
from typing import Any
from uuid import UUID

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency, AgencySetting
from nenso.agencies.queries import upwards
from nenso.journal.recording import record
from nenso.people.changes import announce, listener, pending, subscribe
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.fields import Depth
from nenso.runtime.text import normalise_all

KEPT_SECONDS = 15.0
MOST_KEPT = 50_000

_NOTHING = object()
_kept: dict[tuple[UUID, str, date], tuple[float, Any]] = {}


def _forget(_key: str) -> None:
    _kept.clear()


subscribe("settings", _forget)


def setting(agency: Agency, name: str, default: Any = None, *, on: date | None = None) -> Any:
    """Return the value of ``name`` for ``agency`` on a day (default today): its own, else its nearest ancestor's."""
    key = (agency.id, name, on or clock.today())
    if pending("settings"):
        value = _read(agency.path, name, key[2])
        return default if value is _NOTHING else value
    kept = _kept.get(key)
    now = time.monotonic()
    if kept is None or kept[0] <= now:
        listener.start()
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        kept = _kept[key] = (now + KEPT_SECONDS, _read(agency.path, name, key[2]))
    return default if kept[1] is _NOTHING else kept[1]


def decide_setting(actor: Actor, agency: Agency, name: str, value: Any, *, since: date | None = None) -> AgencySetting:
    """Return the setting of ``agency`` that holds from ``since`` (default today) on; what it said before ends then.

    For administrators of the agency or above, and procedures. Raises ``NotAdministrator``.
    """
    since = since or clock.today()
    with acting(actor):
        must_administer(agency)
        earlier = AgencySetting.objects.filter(agency=agency, name=name)
        earlier.filter(valid_from__lt=since, valid_until__isnull=True).update(valid_until=since)
        earlier.filter(valid_from__gte=since).delete()
        decided = AgencySetting(agency=agency, name=name, value=normalise_all(value), valid_from=since)
        decided.save(force_insert=True)
        record(
            agency.id,
            "agency.setting_decided",
            {"name": name, "value": decided.value, "since": since.isoformat()},
            agency_path=agency.path,
        )
        announce("settings", str(agency.id))
    return decided


def _read(path: str, name: str, on: date) -> Any:
    decided = AgencySetting.objects.filter(name=name, agency__path__in=upwards(path), valid_from__lte=on)
    nearest = decided.exclude(valid_until__lte=on).order_by(Depth("agency__path").desc()).first()
    return _NOTHING if nearest is None else nearest.value
