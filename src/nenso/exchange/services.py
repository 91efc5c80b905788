"""Lookups that owners open (dịch vụ tra cứu): declared by a register, opened by an agency for its records and those
below it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.exchange.errors import LookupUndeclared, ServiceOpen, ServiceUnknown
from nenso.exchange.models import Service
from nenso.formulas.library import edition_named, formula_of, required_by
from nenso.formulas.models import Edition
from nenso.journal.recording import record
from nenso.language.declarations.registers import PublishedLookup
from nenso.language.names import FormulaNames
from nenso.registers.declared import Declared
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

RATE = 600
"""Lookups in a minute, unless the owner says otherwise."""


@dataclass(frozen=True)
class Lent:
    """What a service lends, as its edition declares it."""

    declared: Declared
    lookup: PublishedLookup

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names it can answer."""
        names = [item.name for item in self.lookup.fields]
        if names == ["all"]:
            return tuple(field.name for field in self.declared.declaration.fields)
        return tuple(names)


def open_service(actor: Actor, owner: Agency, register: str, lookup: str, *, rate: int = RATE) -> Service:
    """Open a lookup of ``register`` (``civil_registration.births``), as the newest edition declares it, at ``owner``.

    For its administrators; opened alike already, it is answered as it stands. Raises ``NotAdministrator``,
    ``LookupUndeclared``, ``ServiceOpen``.
    """
    with acting(actor):
        must_administer(owner)
    edition = edition_named(register.partition(".")[0])
    service = Service(owner=owner, register=register, lookup=lookup, edition=edition, rate=rate, opened_at=clock.now())
    lent(service)
    with acting(actor.by_way_of("exchange.open")):
        try:
            with transaction.atomic():
                service.save(force_insert=True)
        except IntegrityError:
            there = Service.objects.get(owner=owner, register=register, lookup=lookup, closed_at=None)
            if (there.edition_id, there.rate) == (edition.id, rate):
                return there
            raise ServiceOpen(owner=owner.name) from None
        body = {"service": str(service), "edition": edition.name, "rate": rate}
        record(service.id, "exchange.opened", body, agency_path=owner.path)
    return service


def close_service(actor: Actor, service_id: UUID) -> Service:
    """Close a service: from now it answers nobody; its grants stay as they were. Closing twice is closing once.

    Raises ``ServiceUnknown``, ``NotAdministrator``.
    """
    service = service_by_id(service_id)
    with acting(actor):
        must_administer(service.owner)
    with acting(actor.by_way_of("exchange.close")):
        if Service.objects.filter(id=service.id, closed_at=None).update(closed_at=clock.now()):
            record(service.id, "exchange.closed", {"service": str(service)}, agency_path=service.owner.path)
    return service_by_id(service_id)


def service_by_id(service_id: UUID) -> Service:
    """Return a service, open or not; raises ``ServiceUnknown``."""
    found = Service.objects.select_related("owner", "edition").defer("edition__files").filter(id=service_id).first()
    if found is None:
        raise ServiceUnknown(service=str(service_id))
    return found


def open_services() -> list[Service]:
    """Return every open service, those of one register together."""
    services = Service.objects.select_related("owner", "edition").defer("edition__files").filter(closed_at=None)
    return list(services.order_by("register", "lookup", "owner__path"))


def lent(service: Service) -> Lent:
    """Return what ``service`` lends; raises ``LookupUndeclared`` when its edition declares no such lookup."""
    return _lent(_Ready(service.edition), service.register, service.lookup)


class _Ready:
    """An edition, the same for the same content."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __hash__(self) -> int:
        return hash(self.edition.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ready) and self.edition.digest == other.edition.digest


@cache
def _lent(ready: _Ready, register: str, lookup: str) -> Lent:
    formula, required = formula_of(ready.edition), required_by(ready.edition)
    declaration = formula.registers.get(register.rpartition(".")[2])
    found = next((one for one in declaration.lookups if one.name == lookup), None) if declaration else None
    if declaration is None or found is None:
        raise LookupUndeclared(register=register, lookup=lookup)
    return Lent(Declared(register, declaration, FormulaNames(formula, required)), found)


def told(service: Service, language: str = "vi") -> Mapping[str, Any]:
    """Return what people and programs are told of a service: titles in ``language``."""
    lends = lent(service)
    return {
        "id": str(service.id),
        "owner": {"id": str(service.owner_id), "name": service.owner.name, "path": service.owner.path},
        "from_register": service.register,
        "lookup": service.lookup,
        "title": lends.lookup.title.in_language(language),
        "by": list(lends.lookup.by),
        "fields": list(lends.field_names),
        "purposes": {str(code): text.in_language(language) for code, text in lends.lookup.purposes.items()},
        "basis": lends.lookup.basis.in_language(language),
        "rate": service.rate,
        "edition": service.edition.name,
        "opened_at": service.opened_at,
        "closed_at": service.closed_at,
    }
