"""Services and grants of an agency go on with its successor; lookups that were kept stay as they were signed."""

from dataclasses import dataclass

from nenso.agencies.models import Agency
from nenso.exchange.models import Grant, Objection, Service
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting


@dataclass(frozen=True)
class Followed:
    """How many services and grants went; of services that the successor has open too, the grants alone."""

    services: int
    grants: int


def follow(actor: Actor, old: Agency, new: Agency) -> Followed:
    """Give the services that ``old`` opened and the grants it was given to ``new``; the second time none is left."""
    with acting(actor):
        services = list(Service.objects.select_for_update(of=("self",)).filter(owner=old).order_by("id"))
        grants = 0
        for service in services:
            grants += _give(service, new)
        for grant in Grant.objects.select_for_update(of=("self",)).filter(consumer=old).order_by("id"):
            grant.consumer = new
            grant.agency_paths = [new.path if path == old.path else path for path in grant.agency_paths]
            grant.save(update_fields=["consumer", "agency_paths"])
            grants += 1
        Objection.objects.filter(consumer=old).update(consumer=new)
        if services or grants:
            body = {"from": old.path, "to": new.path, "services": len(services), "grants": grants}
            record(old.id, "exchange.followed", body, agency_path=new.path)
        return Followed(len(services), grants)


def _give(service: Service, new: Agency) -> int:
    """Give a service to ``new``; its grants go to the one that ``new`` has open already, if it has. Return how many."""
    there = None
    if service.closed_at is None:
        same = Service.objects.filter(register=service.register, lookup=service.lookup, closed_at=None)
        there = same.filter(owner=new).first()
    grants = list(Grant.objects.select_for_update(of=("self",)).filter(service=service).select_related("consumer"))
    for grant in grants:
        grant.service = there or service
        grant.agency_paths = [new.path, grant.consumer.path]
        grant.save(update_fields=["service", "agency_paths"])
    if there is not None:
        service.closed_at = clock.now()
    service.owner = new
    service.save(update_fields=["owner", "closed_at"])
    return len(grants)
