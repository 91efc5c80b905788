"""Agencies that go on in the stead of others (kế thừa): said once, by a command; what they keep follows elsewhere.

After a reorganisation most pairs follow from the map: the agency of a place that became part of one other place is
succeeded by the agency of the same kind there. Where a place was divided, people say which.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from nenso.agencies.errors import NotAdministrator, SucceededAlready, SuccessionWrong
from nenso.agencies.models import Agency, AgencySuccession
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.models import Place, PlaceChange

USE = "agencies.succeed"


@dataclass(frozen=True)
class Pair:
    """``new`` is to go on in the stead of ``old`` since ``effective``, by ``basis``."""

    old: Agency
    new: Agency
    effective: date
    basis: str


@dataclass(frozen=True)
class Undecided:
    """An agency of a place that ended, of which the map does not say who goes on: ``candidates``, perhaps none."""

    old: Agency
    candidates: tuple[str, ...]


def succeed(actor: Actor, pair: Pair) -> AgencySuccession:
    """Say that an agency goes on in another's stead; the other stands no more. Saying it again changes nothing.

    For commands. Raises ``NotAdministrator``, ``SuccessionWrong``, ``SucceededAlready``.
    """
    if not actor.system:
        raise NotAdministrator(agency=pair.new.name)
    old, new = pair.old, pair.new
    if old.pk == new.pk or old.kind != new.kind or _over(new, clock.today()):
        raise SuccessionWrong(old=old.name, new=new.name)
    with acting(actor):
        there = AgencySuccession.objects.filter(old=old).order_by("id").select_related("new").first()
        if there is not None and there.new_id != new.pk:
            raise SucceededAlready(old=old.name, new=there.new.name)
        if there is not None:
            return there
        made = AgencySuccession(old=old, new=new, effective=pair.effective, basis=pair.basis[:300])
        made.save(force_insert=True)
        for before in AgencySuccession.objects.filter(new=old):
            AgencySuccession.objects.get_or_create(
                old_id=before.old_id, new=new, defaults={"effective": pair.effective, "basis": pair.basis[:300]}
            )
        if old.valid_until is None:
            Agency.objects.filter(pk=old.pk).update(valid_until=pair.effective)
        body = {"from": old.path, "to": new.path, "effective": pair.effective, "basis": pair.basis}
        record(old.id, "agency.succeeded", body, agency_path=new.path)
    return made


def predecessors_of(agency: UUID) -> list[UUID]:
    """Return the keys of the agencies that ``agency`` goes on for."""
    return list(AgencySuccession.objects.filter(new=agency).values_list("old_id", flat=True))


def in_stead_of(agencies: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return who stands today in the stead of each of ``agencies``: itself, or the last that goes on for it.

    Inside ``acting()``.
    """
    asked = {one: one for one in agencies}
    pairs = AgencySuccession.objects.filter(old__in=list(asked), new__successors=None).values_list("old_id", "new_id")
    return asked | dict(pairs) if asked else asked


def by_territory(on: date) -> tuple[list[Pair], list[Undecided]]:
    """Return the pairs that follow from how places became others by ``on``, and whom that leaves undecided."""
    waiting = Agency.objects.filter(place__valid_until__lte=on, successors=None).select_related("place")
    pairs, undecided = list[Pair](), list[Undecided]()
    for old in waiting.order_by("path"):
        if old.place is None:
            continue
        ends = _what_became_of(old.place, on)
        found = [(new, change) for place, change in ends for new in _same_kind(old, place)]
        if len(ends) == 1 and len(found) == 1:
            new, change = found[0]
            pairs.append(Pair(old, new, change.effective, change.decree))
        else:
            undecided.append(Undecided(old, tuple(sorted(place.path_name for place, _ in ends))))
    return pairs, undecided


def _what_became_of(place: Place, on: date) -> list[tuple[Place, PlaceChange]]:
    """Return the places of ``on`` that ``place`` became, wholly or in part, each with the last change."""
    found: dict[UUID, tuple[Place, PlaceChange]] = {}
    steps: list[Iterable[PlaceChange]] = [_changes(place, on)]
    while steps:
        for change in steps.pop():
            if change.new.valid_until is None or change.new.valid_until > on:
                found[change.new_id] = (change.new, change)
            else:
                steps.append(_changes(change.new, on))
    return list(found.values())


def _changes(place: Place, on: date) -> list[PlaceChange]:
    moved = PlaceChange.objects.filter(old=place, effective__lte=on, kind__in=("whole", "split"))
    return list(moved.exclude(new=place).select_related("new"))


def _same_kind(old: Agency, place: Place) -> list[Agency]:
    standing = Agency.objects.filter(kind=old.kind, place=place, is_unit=old.is_unit)
    return list(standing.filter(Q(valid_until=None) | Q(valid_until__gt=clock.today())).exclude(pk=old.pk))


def _over(agency: Agency, on: date) -> bool:
    return agency.valid_until is not None and agency.valid_until <= on
