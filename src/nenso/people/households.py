"""Households: who lives with whom, from when until when."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from nenso.journal.recording import record
from nenso.people.errors import HouseholdUnknown
from nenso.people.lookups import writer
from nenso.people.models import Household, HouseholdMember
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise_all


def form_household(
    actor: Actor, head: UUID, *, place: UUID | None = None, address: dict[str, Any] | None = None
) -> Household:
    """Return a new household with ``head`` (chủ hộ) as its first member; by a post or a procedure."""
    household = Household(place_id=place, address=normalise_all(address or {}))
    with acting(writer(actor, "people.households")):
        household.save(force_insert=True)
        record(household.id, "household.formed", {"head": str(head)}, persons=[head])
        join_household(actor, household.id, head, relation="head")
    return household


def join_household(
    actor: Actor, household: UUID, person: UUID, *, relation: str, since: date | None = None
) -> HouseholdMember:
    """Return the new membership of ``person``; raises ``HouseholdUnknown``."""
    with acting(writer(actor, "people.households")):
        if not Household.objects.filter(id=household).exists():
            raise HouseholdUnknown
        member = HouseholdMember(
            household_id=household, person_id=person, relation=relation, since=since or clock.today()
        )
        member.save(force_insert=True)
        record(household, "household.joined", {"person": str(person), "relation": relation}, persons=[person])
    return member


def leave_household(actor: Actor, household: UUID, person: UUID, *, on: date | None = None) -> None:
    """End the membership of ``person``; ``on`` (default today) is the first day no longer.

    Raises ``HouseholdUnknown``.
    """
    with acting(writer(actor, "people.households")):
        current = HouseholdMember.objects.filter(household_id=household, person_id=person, until__isnull=True)
        if not current.update(until=on or clock.today()):
            raise HouseholdUnknown
        record(household, "household.left", {"person": str(person)}, persons=[person])


def own_household(actor: Actor) -> list[dict[str, Any]]:
    """Return who lives with the actor today: ``household person full_name born_on relation since``, the head first."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nenso_household_members()")
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
