"""Which agency decides, and which may take the case in (thẩm quyền, phi địa giới)."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from nenso.agencies.codes import code_of
from nenso.agencies.errors import AgencyUnknown, NoAgencyServes
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id, agency_serving, ancestor_of_kind, home_of
from nenso.cases.errors.filing import MayNotFile, NoCompetentAgency, NotReceivedHere
from nenso.language.declarations.procedures import Procedure
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.territory.models import Place
from nenso.territory.queries import Resolution, resolve

KEPT_SECONDS = 60
"""How long a process goes on with what a place means or which agency serves it."""

PROVINCE = "province"
AT_COUNTER = frozenset({"clerk", "officer", "head", "leader", "registrar"})
"""Who may write a case down for whoever stands at the counter of their agency."""


def resolved(code: str, on: date) -> Resolution:
    """Return what a place code means on a day."""
    return _resolved(code, on, int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=20_000)
def _resolved(code: str, on: date, _minute: int) -> Resolution:
    return resolve(code, on)


def serving(code: str, kinds: tuple[str, ...]) -> Agency:
    """Return the agency of one of ``kinds`` that serves the place with ``code`` today.

    Raises :class:`NoCompetentAgency`.
    """
    return _serving(code, kinds, clock.today(), int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=20_000)
def _serving(code: str, kinds: tuple[str, ...], on: date, minute: int) -> Agency:
    place = _resolved(code, on, minute).place
    if place is None:
        raise NoCompetentAgency(place=code)
    for kind in kinds:
        try:
            return agency_serving(place, kind)
        except NoAgencyServes:
            continue
    raise NoCompetentAgency(place=code)


@lru_cache(maxsize=20_000)
def _agency(key: UUID, _minute: int) -> Agency:
    return home_of(agency_by_id(key))


def agency_with(key: UUID) -> Agency:
    """Return the agency with ``key``; a unit is its agency."""
    return _agency(key, int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=20_000)
def _code(key: UUID, on: date, minute: int) -> str:
    return code_of(_agency(key, minute), on=on).value


def code_for(agency: Agency) -> str:
    """Return the code that the agency's cases are numbered with today."""
    return _code(agency.id, clock.today(), int(monotonic() // KEPT_SECONDS))


def competent_agency(found: Any, kinds: tuple[str, ...], chosen: Agency | None) -> Agency:
    """Return who decides: what the declaration's ``competent`` gave (a place, an agency), else the agency chosen.

    Raises :class:`NoCompetentAgency`.
    """
    if isinstance(found, Mapping) and "path" in found:
        return agency_with(UUID(str(found["id"])))
    code = found.get("code") if isinstance(found, Mapping) else found
    if code:
        try:
            return agency_with(UUID(str(code)))
        except (ValueError, AgencyUnknown):
            return serving(str(code), kinds)
    if chosen is None:
        raise NoCompetentAgency(place="")
    return chosen


def must_be_at_counter(actor: Actor, agency: Agency) -> None:
    """Refuse who does not take cases in at ``agency``. Raises :class:`MayNotFile`."""
    if not actor.system and not actor.roles_at(agency.id) & AT_COUNTER:
        raise MayNotFile(audience="cán bộ tiếp nhận")


def must_receive(receiving: Agency, competent: Agency, procedure: Procedure) -> None:
    """Refuse an agency that may not take in what ``competent`` decides. Raises :class:`NotReceivedHere`."""
    if receiving.id == competent.id or procedure.receive_at == "any":
        return
    if procedure.receive_at == PROVINCE:
        own, other = ancestor_of_kind(receiving, PROVINCE), ancestor_of_kind(competent, PROVINCE)
        if own is not None and other is not None and own.id == other.id:
            return
    raise NotReceivedHere(receiving=receiving.name, agency=competent.name)


def place_of(agency: Agency, found: Any) -> Place | None:
    """Return the place of a case: what ``competent`` named, when it is a place, else the agency's own."""
    code = found.get("code") if isinstance(found, Mapping) else found
    if isinstance(code, str) and code.isdigit():
        return resolved(code, clock.today()).place
    return agency.place
