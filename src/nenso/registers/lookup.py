"""What a register's expressions may look up when a record is written outside a case: by an officer, a load, a job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from nenso.people.models import Person
from nenso.registers.finding import as_value, current
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.ids import key_in
from nenso.territory.calendar import Calendar
from nenso.territory.calendars import calendar_for
from nenso.territory.models import Place
from nenso.territory.queries import Resolution, resolve

MOST_LOADED = 1_000


@dataclass
class RegisterLookup:
    """Reads with the rights of whoever acts; places are kept. ``formula``: whose registers bare names mean."""

    formula: str
    agency_path: str | None = None
    places: dict[str, Resolution] = field(default_factory=dict)

    def know_places(self) -> None:
        """Keep every place of today's map at once, for what asks about thousands of records."""
        today = clock.today()
        for place in Place.objects.filter(valid_until=None).select_related("parent"):
            self.places[place.code] = Resolution("current", place.code, today, place)

    def find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        """Return the current record of ``register`` with this key, or None."""
        if register == "persons":
            return _person(Person.objects.filter(identifier=str(key[0])).first())
        found = current(self._full(register), key)
        return as_value(found) if found is not None else None

    def record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        """Return the record of ``register`` with this id (of ``places``: this code)."""
        if register == "places":
            place = self.place(identifier, clock.today()).place
            return None if place is None else {"id": place.code, "code": place.code, "full_name": place.full_name}
        key = key_in(identifier)
        if key is None:
            return None
        if register == "persons":
            return _person(Person.objects.filter(pk=key).first())
        found = Record.objects.filter(pk=key).defer("terms").first()
        return as_value(found) if found is not None else None

    def records(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return the current records of a register that whoever acts may see."""
        found = Record.objects.filter(register=self._full(register), ended_at=None).defer("terms").order_by("-id")
        return [as_value(record) for record in found[:MOST_LOADED]]

    def seen(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return the same: nobody but whoever acts is here."""
        return self.records(register)

    def place(self, code: str, on: date) -> Resolution:
        """Return what a place code means on a day."""
        found = self.places.get(code)
        if found is None:
            found = self.places[code] = resolve(code, on)
        return found

    def value(self, indicator: str, unit: str, moment: str | datetime) -> float | None:
        """Return None: values of indicators come with the index."""
        del indicator, unit, moment
        return None  # the answer, not the end

    def calendar(self) -> Calendar:
        """Return the calendar of the agency at work."""
        return calendar_for(self.agency_path)

    def _full(self, register: str) -> str:
        return register if "." in register else f"{self.formula}.{register}"


def _person(person: Person | None) -> Mapping[str, Any] | None:
    if person is None:
        return None
    facts = {"id": str(person.id), "identifier": person.identifier or "", "full_name": person.full_name}
    return {**facts, "born_on": person.born_on, "sex": person.sex, "died_on": person.died_on}
