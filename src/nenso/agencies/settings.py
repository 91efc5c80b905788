"""What an agency decided, or the nearest one above it: dated, kept in memory for seconds."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Q, QuerySet

from nenso.agencies.administering import must_administer
from nenso.agencies.errors import SettingChanged, SettingInThePast, SettingTerm
from nenso.agencies.models import Agency, AgencySetting
from nenso.agencies.queries import upwards
from nenso.journal.recording import record
from nenso.people.changes import announce, listener, pending, subscribe
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.fields import Depth
from nenso.runtime.ids import uuid7
from nenso.runtime.statements import Prepared
from nenso.runtime.text import normalise, normalise_all

KEPT_SECONDS = 15.0
MOST_KEPT = 10_000

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('setting:' || %s, 0))"

_HOLDING = Prepared(
    "settings_holding",
    "SELECT s.name, s.value FROM agencies_agencysetting s JOIN agencies_agency a ON a.id = s.agency_id"
    " WHERE a.path = ANY($1::text[]::ltree[]) AND s.valid_from <= $2 AND (s.valid_until IS NULL OR s.valid_until > $2)"
    " ORDER BY nlevel(a.path)",
)

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


def decisions_on(agency: Agency, *, on: date | None = None) -> dict[str, AgencySetting]:
    """Return by name what holds for ``agency`` on a day (default today), each as it was decided and by whom."""
    return {one.name: one for one in _in_force(agency.path, on or clock.today()).select_related("agency")}


def decisions_of(agency: Agency, name: str) -> list[AgencySetting]:
    """Return everything that ``agency`` itself decided about ``name``: what is to come, what holds, what was."""
    return list(AgencySetting.objects.filter(agency=agency, name=name).order_by("-valid_from"))


def decide_setting(
    actor: Actor,
    agency: Agency,
    name: str,
    value: Any,
    *,
    since: date | None = None,
    until: date | None = None,
    basis: str = "",
    seen: str | None = None,
) -> AgencySetting:
    """Return the setting of ``agency`` that holds from ``since`` (default today) on; what it said before ends then.

    With ``until``, the first day no longer, what was decided for that day holds again from then on; without, whatever
    was decided for later is replaced too. What applied before today stays as it was. ``basis``: what it rests on (số
    nghị quyết). ``seen``: the key of the latest decision that whoever decides has read, empty for none.

    For administrators of the agency or above, and procedures. Raises ``NotAdministrator``, ``SettingInThePast``,
    ``SettingTerm``, ``SettingChanged``.
    """
    since = since or clock.today()
    if since < clock.today() and not actor.system:
        raise SettingInThePast
    if until is not None and until <= since:
        raise SettingTerm
    with acting(actor):
        must_administer(agency)
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME, [f"{agency.id}:{name}"])
        own = AgencySetting.objects.filter(agency=agency, name=name)
        latest = own.order_by("-id").first()
        if seen is not None and seen != (str(latest.id) if latest is not None else ""):
            raise SettingChanged
        _make_room(own, since, until)
        decided = AgencySetting(
            agency=agency,
            name=name,
            value=normalise_all(value),
            valid_from=since,
            valid_until=until,
            basis=normalise(basis),
            decided_by=actor.account,
        )
        decided.save(force_insert=True)
        body = {"name": name, "value": decided.value, "since": since.isoformat(), "basis": decided.basis}
        body |= {"until": until.isoformat()} if until is not None else {}
        record(agency.id, "agency.setting_decided", body, agency_path=agency.path)
        announce("settings", str(agency.id))
    return decided


def _make_room(own: QuerySet[AgencySetting], since: date, until: date | None) -> None:
    """End what holds on ``since`` and take away what was to begin later, before ``until``; from then on it goes on."""
    overlapping = own.filter(Q(valid_until=None) | Q(valid_until__gt=since))
    if until is not None:
        overlapping = overlapping.filter(valid_from__lt=until)
        after = overlapping.filter(Q(valid_until=None) | Q(valid_until__gt=until)).first()
        if after is not None:
            after.pk, after.valid_from = uuid7(), until
            after._state.adding = True  # noqa: SLF001 - the same decision again, from a later day
    else:
        after = None
    overlapping.filter(valid_from__gte=since).delete()
    overlapping.filter(valid_from__lt=since).update(valid_until=since)
    if after is not None:
        after.save(force_insert=True)


def _in_force(path: str, on: date) -> QuerySet[AgencySetting]:
    """Return what is decided at ``path`` or above on a day, the nearest last."""
    decided = AgencySetting.objects.filter(agency__path__in=upwards(path), valid_from__lte=on)
    return decided.exclude(valid_until__lte=on).order_by(Depth("agency__path"))


def _read(path: str, on: date) -> dict[str, Any]:
    (rows,) = send(_HOLDING(upwards(path), on))
    return {name: orjson.loads(value) for name, value in rows}
