"""How agencies and services are called between systems, as the X-Road REST protocol writes them.

A client is ``VN/GOV/<code of the agency>``, with or without a subsystem; a service
``VN/GOV/<code>/<formula>/<register>.<lookup>``. Parts are percent-encoded; the instance is ``NENSO_EXCHANGE_INSTANCE``.
"""

import time
from dataclasses import dataclass
from urllib.parse import quote, unquote
from uuid import UUID

from nenso.agencies.codes import code_of
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id
from nenso.exchange.errors import ClientOther, ClientWrong, ServiceUnknown
from nenso.exchange.models import Service
from nenso.runtime.acting import Actor
from nenso.runtime.config import config

CLASS = "GOV"
KEPT_SECONDS = 60.0
_LONGEST = 400


@dataclass(frozen=True)
class ServiceName:
    """The parts of a service's identifier, decoded."""

    instance: str
    member_class: str
    member: str
    subsystem: str
    service: str

    def __str__(self) -> str:
        parts = (self.instance, self.member_class, self.member, self.subsystem, self.service)
        return "/".join(quote(part, safe="") for part in parts)


def name_of(service: Service) -> ServiceName:
    """Return how a service is called."""
    formula, _, register = service.register.partition(".")
    member = member_code(service.owner)
    return ServiceName(config().exchange_instance, CLASS, member, formula, f"{register}.{service.lookup}")


def service_named(name: ServiceName) -> Service:
    """Return the open service of that name; raises ``ServiceUnknown``."""
    register, _, lookup = name.service.rpartition(".")
    services = Service.objects.select_related("owner", "edition").defer("edition__files")
    listed = services.filter(register=f"{name.subsystem}.{register}", lookup=lookup, closed_at=None)
    for service in listed.order_by("owner__path"):
        if name == name_of(service):
            return service
    raise ServiceUnknown(service=str(name))


def client_name(agency: Agency) -> str:
    """Return how an agency is called as a client."""
    return "/".join((config().exchange_instance, CLASS, quote(member_code(agency), safe="")))


def consumer_named(actor: Actor, client: str) -> Agency:
    """Return the agency that ``client`` (the header ``X-Road-Client``) names, where whoever acts sits.

    Raises ``ClientWrong``, ``ClientOther``.
    """
    parts = [unquote(part) for part in client.split("/")] if len(client) <= _LONGEST else []
    if len(parts) not in {3, 4} or parts[:2] != [config().exchange_instance, CLASS]:
        raise ClientWrong(form=f"{config().exchange_instance}/{CLASS}/…")
    for seat in actor.seats:
        agency = agency_by_id(seat.agency)
        if not agency.is_unit and member_code(agency) == parts[2]:
            return agency
    raise ClientOther(client=client)


_codes: dict[UUID, tuple[float, str]] = {}


def member_code(agency: Agency) -> str:
    """Return the code of an agency (Decision 20/2020/QĐ-TTg, or what stands in), as of at most a minute ago."""
    kept = _codes.get(agency.id)
    if kept is None or kept[0] < time.monotonic():
        kept = _codes[agency.id] = (time.monotonic() + KEPT_SECONDS, code_of(agency).value)
    return kept[1]


def forget() -> None:
    """Let this process read the codes anew."""
    _codes.clear()
