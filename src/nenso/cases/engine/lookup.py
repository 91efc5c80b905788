"""What expressions may look up while a case is filed or acted on: with the rights of the filer and of the procedure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency, Post
from nenso.agencies.officials import official_record
from nenso.agencies.posts import posts_around
from nenso.agencies.queries import agencies_around
from nenso.cases.engine.names import agency_record, enterprise_record, identity, person_record, place_record
from nenso.cases.engine.offering import Offered
from nenso.cases.intake.routing import resolved
from nenso.language.declarations.registers import Register
from nenso.people.errors import PersonUnknown
from nenso.people.lookups import find_person, in_post
from nenso.people.models import Enterprise, Person
from nenso.registers.finding import as_value, current
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendar import Calendar
from nenso.territory.queries import Resolution

ROOT = "vn"
MOST_LOADED = 1_000
MOST_CASES = 200
AGENCIES = "agencies"
CASES = "cases"
INDICATORS = "indicators"
OFFICIALS = "officials"


def as_procedure(actor: Actor, procedure: str) -> Actor:
    """Return ``actor`` with the rights of a procedure: what it declares it may do, whoever acts."""
    return replace(actor, system=f"procedure:{procedure}", scope=(ROOT,))


@dataclass
class CaseLookup:
    """The lookup of one filing or act; what it found is kept for its length."""

    actor: Actor
    offered: Offered
    agency: Agency
    working: Calendar
    case_id: UUID | None = None
    kept: dict[tuple[str, ...], Mapping[str, Any] | None] = field(default_factory=dict)
    choosable: dict[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        """Return the current record of ``register`` with this key, or None when there is none to be seen."""
        kept = ("find", register, *map(str, key))
        if kept not in self.kept:
            self.kept[kept] = self._find(register, key)
        return self.kept[kept]

    def record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        """Return the record of ``register`` with this id (of ``places``: this code)."""
        kept = ("record", register, identifier)
        if kept not in self.kept:
            self.kept[kept] = self._record(register, identifier)
        return self.kept[kept]

    def value(self, indicator: str, unit: str, moment: str | datetime) -> float | None:
        """Return None: values of indicators come with the index."""
        del indicator, unit, moment
        return None  # the answer, not the end

    def calendar(self) -> Calendar:
        """Return the calendar of the agency at work."""
        return self.working

    @property
    def today(self) -> date:
        """The date it is in Viet Nam."""
        return clock.today()

    def place(self, code: str, on: date) -> Resolution:
        """Return what a place code means on a day: places are public, and kept for a minute in the process."""
        return resolved(code, on)

    def records(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return the current records of a declared register, as the procedure may read them.

        It reads all of its own formula's; another's only where their read rules name it. Of ``indicators`` those of its
        own formula and of what that requires, as the edition of the case has them.
        """
        if register == INDICATORS:
            return tuple(self.offered.indicators.values())
        declared = self.offered.register(register)
        if declared is None:
            return ()
        name, declaration = declared
        own = self.offered.is_own(name)
        with acting(as_procedure(self.actor, self.offered.name) if own else self._reader(name, declaration)):
            found = list(Record.objects.filter(register=name, ended_at=None).order_by("-id")[:MOST_LOADED])
        return [as_value(record) for record in found]

    def seen(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return the current records of a register that whoever acts may see, to choose from.

        Of ``officials`` those at the agencies where whoever acts sits, and below them; of ``agencies`` those of their
        province before all others; of cases the newest at the same agency.
        """
        if register not in self.choosable:
            self.choosable[register] = self._seen(register)
        return self.choosable[register]

    def _seen(self, register: str) -> Sequence[Mapping[str, Any]]:
        if register == OFFICIALS:
            with acting(as_procedure(self.actor, self.offered.name)):
                return [official_record(post) for post in posts_around(self.actor.seats, MOST_LOADED)]
        if register == AGENCIES:
            near = [self.agency.path, *(seat.path for seat in self.actor.seats)]
            return [one for one in map(agency_record, agencies_around(near, MOST_LOADED)) if one is not None]
        if register.partition(".")[0] == CASES:
            return self._cases(register)
        declared = self.offered.register(register)
        if declared is None:
            return ()
        with acting(self.actor):
            found = list(Record.objects.filter(register=declared[0], ended_at=None).order_by("-id")[:MOST_LOADED])
        return [as_value(record) for record in found]

    def _find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        if register == "persons":
            return self._person_with(str(key[0]))
        if register == "enterprises":
            return enterprise_record(Enterprise.objects.filter(tax_code=str(key[0])).select_related("place").first())
        declared = self.offered.register(register)
        if declared is None:
            return self._record(register, str(key[0]))
        name, declaration = declared
        with acting(self._reader(name, declaration)):
            found = current(name, key)
        return as_value(found) if found is not None else None

    def _reader(self, name: str, register: Register) -> Actor:
        """Return the procedure when the register lets it look up, otherwise whoever acts.

        Only who holds a post sees by it what is not theirs: who files chooses the key, and would read of anybody.
        """
        opened = in_post(self.actor) and self.offered.is_named_by(name, register)
        return as_procedure(self.actor, self.offered.name) if opened else self.actor

    def _case(self, register: str, key: UUID) -> Mapping[str, Any] | None:
        """Return another case as whoever acts may see it; nothing when it is of another procedure."""
        from nenso.cases.engine.around import case_of

        found, full = case_of(self.actor, key), self._procedure(register)
        return found if found and (not full or found["procedure"] == full) else None

    def _cases(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return other cases as whoever acts may see them, called by their code and label."""
        from nenso.cases.engine.around import newest_cases

        procedure = self._procedure(register)
        found = newest_cases(self.actor, self.agency.id, procedure, but=self.case_id, most=MOST_CASES)
        return [one | {"label": f"{one['code']} · {one['title']}"} for one in found]

    def _procedure(self, register: str) -> str:
        """Return the full name of the procedure that ``cases.…`` tells, empty where it tells none."""
        name = register.removeprefix(CASES).removeprefix(".")
        return name if not name or "." in name else f"{self.offered.formula.name}.{name}"

    def _official(self, key: UUID) -> Mapping[str, Any] | None:
        """Return a post: whom a declaration names to act is the procedure's to know, not a secret of the filer's."""
        with acting(as_procedure(self.actor, self.offered.name)):
            posts = Post.objects.filter(pk=key).select_related("account", "agency__place")
            post = posts.first()
        return official_record(post) if post is not None else None

    def _person_with(self, identifier: str) -> Mapping[str, Any] | None:
        """Return the filer's own person; another only to who holds a post, and journalled."""
        own = None
        if self.actor.person is not None:
            own = Person.objects.filter(identifier=identifier, pk=self.actor.person).select_related("place").first()
        if own is not None or not in_post(self.actor):
            return person_record(own)
        try:
            return person_record(find_person(self.actor, identifier, purpose=self.offered.name, case_id=self.case_id))
        except PersonUnknown:
            return None

    def _record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        if register == INDICATORS:
            return self.offered.indicators.get(identifier)
        if register == "places":
            return place_record(self.place(identifier, clock.today()).place)
        key = identity(identifier)
        if key is None:
            return None
        if register == CASES or register.startswith(f"{CASES}."):
            return self._case(register, key)
        if register == AGENCIES:
            return agency_record(Agency.objects.filter(pk=key).select_related("place").first())
        if register == OFFICIALS:
            return self._official(key)
        if register == "persons":
            return person_record(Person.objects.filter(pk=key).select_related("place").first())
        if register == "enterprises":
            return enterprise_record(Enterprise.objects.filter(pk=key).select_related("place").first())
        declared = self.offered.register(register)
        within = {"register": declared[0]} if declared is not None else {}
        found = Record.objects.filter(pk=key, **within).first()
        return as_value(found) if found is not None else None
