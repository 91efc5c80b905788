"""What an agency decided, or the nearest one above it: dated, kept in memory for seconds."""

import time
from collections.abc import Mapping
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
MOST_KEPT = 10_000

_kept: dict[tuple[UUID, date], tuple[float, dict[str, Any]]] = {}


def _forget(_key: str) -> None:
    _kept.clear()


subscribe("settings", _forget)


def setting(agency: Agency, name: str, default: Any = None, *, on: date | None = None) -> Any:
    """Return the value of ``name`` for ``agency`` on a day (default today): its own, else its nearest ancestor's."""
    return settings(agency, on=on).get(name, default)


def settings(agency: Agency, *, on: date | None = None) -> Mapping[str, Any]:
    """Return everything that is decided for ``agency`` on a day (default today), by itself or by one above it."""
    key = (agency.id, on or clock.today())
    if pending("settings"):
        return _read(agency.path, key[1])
    kept = _kept.get(key)
    now = time.monotonic()
    if kept is None or kept[0] <= now:
        listener.start()
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        kept = _kept[key] = (now + KEPT_SECONDS, _read(agency.path, key[1]))
    return kept[1]


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


def _read(path: str, on: date) -> dict[str, Any]:
    decided = AgencySetting.objects.filter(agency__path__in=upwards(path), valid_from__lte=on)
    nearest_last = decided.exclude(valid_until__lte=on).order_by(Depth("agency__path"))
    return dict(nearest_last.values_list("name", "value"))
