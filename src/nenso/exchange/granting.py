"""Grants (cấp quyền tra cứu): an agency asks for a service, its owner grants or refuses, and may revoke at any time."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.cases.engine.idempotency import claimed_before
from nenso.exchange.errors import (
    GrantDays,
    GrantEmpty,
    GrantRate,
    GrantState,
    GrantTerms,
    GrantUnknown,
    ReasonNeeded,
    ServiceUnknown,
)
from nenso.exchange.models import Grant, Service
from nenso.exchange.services import lent, service_by_id
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise

EXCHANGE = Actor(system="exchange", scope=("vn",), readers=frozenset())
"""Who reads grants for those who may; a lookup is written by this one in the name of who asked."""


@dataclass(frozen=True)
class Terms:
    """What a grant allows: fields and purposes of the service, from–until (aware), lookups in a minute."""

    fields: Collection[str]
    purposes: Collection[str]
    valid_from: datetime
    valid_until: datetime
    rate: int | None = None
    here: bool = True


def ask_for(
    actor: Actor, service_id: UUID, consumer: Agency, terms: Terms, why: str, *, key: str | None = None
) -> Grant:
    """Ask the owner of a service for a grant to ``consumer``, by its administrators; the same ``key`` again is once.

    Raises ``NotAdministrator``, ``ServiceUnknown``, ``ReasonNeeded``, ``KeyReused`` and, of terms that cannot be,
    ``GrantTerms``, ``GrantEmpty``, ``GrantDays``, ``GrantRate``.
    """
    service = service_by_id(service_id)
    if service.closed_at is not None:
        raise ServiceUnknown(service=str(service))
    with acting(actor):
        must_administer(consumer)
    if not why.strip():
        raise ReasonNeeded
    grant = Grant(
        id=uuid7(),
        service=service,
        consumer=consumer,
        state="asked",
        why=normalise(why),
        asked_at=clock.now(),
        asked_by=actor.account,
        agency_paths=[service.owner.path, consumer.path],
    )
    _take(grant, service, terms)
    asked = {"use": "exchange.ask", "service": str(service_id), "consumer": str(consumer.id), "why": why}
    with acting(actor.by_way_of("exchange.grants")):
        earlier = claimed_before(actor, key, asked | asdict(terms), grant.id)
        if earlier is not None:
            return grant_by_id(earlier)
        grant.save(force_insert=True)
        _say(grant, "exchange.grant_asked", consumer.path)
    return grant


def grant(actor: Actor, grant_id: UUID, *, terms: Terms | None = None, decision: str = "") -> Grant:
    """Grant what was asked, or ``terms`` instead; by administrators of the owner.

    Raises ``GrantUnknown``, ``NotAdministrator``, ``GrantState``, ``ReasonNeeded`` and, of other terms, what
    :func:`ask_for` does.
    """
    return _decide(actor, grant_id, ("asked",), "granted", decision, terms)


def refuse(actor: Actor, grant_id: UUID, decision: str) -> Grant:
    """Refuse what was asked, with the reason; raises as :func:`grant`."""
    return _decide(actor, grant_id, ("asked",), "refused", decision, None)


def revoke(actor: Actor, grant_id: UUID, decision: str) -> Grant:
    """End a grant now, with the reason; raises as :func:`grant`."""
    return _decide(actor, grant_id, ("granted",), "revoked", decision, None)


def grants_of(actor: Actor, agency: Agency) -> list[Grant]:
    """Return the grants that ``agency`` gave or asked for, the newest first, to whoever sits there or audits it."""
    with acting(actor):
        grants = Grant.objects.select_related("service__owner", "service__edition", "consumer")
        grants = grants.defer("service__edition__files")
        between = grants.filter(consumer=agency) | grants.filter(service__owner=agency)
        return list(between.order_by("-id")[:500])


def grant_by_id(grant_id: UUID, *, lock: bool = False) -> Grant:
    """Return a grant that whoever acts may see; raises ``GrantUnknown``."""
    grants = Grant.objects.select_for_update(of=("self",)) if lock else Grant.objects
    found = grants.select_related("service__owner", "service__edition", "consumer").filter(id=grant_id).first()
    if found is None:
        raise GrantUnknown
    return found


def _decide(
    actor: Actor, grant_id: UUID, from_states: Collection[str], state: str, decision: str, terms: Terms | None
) -> Grant:
    with acting(actor.by_way_of("exchange.grants")):
        owner = grant_by_id(grant_id).service.owner  # who administers it from above does not sit there
    with acting(actor):
        must_administer(owner)
    if state != "granted" and not decision.strip():
        raise ReasonNeeded
    with acting(actor.by_way_of("exchange.grants")):
        found = grant_by_id(grant_id, lock=True)
        if found.state == state:
            return found
        if found.state not in from_states:
            raise GrantState(state=found.state)
        if terms is not None:
            _take(found, found.service, terms)
        found.state = state
        found.decided_at, found.decided_by = clock.now(), actor.account
        found.decision = normalise(decision)
        found.save()
        _say(found, f"exchange.grant_{state}", found.service.owner.path)
    return found


def _take(grant: Grant, service: Service, terms: Terms) -> None:
    lends = lent(service)
    unknown = [*set(terms.fields) - set(lends.field_names), *set(terms.purposes) - set(lends.lookup.purposes)]
    if unknown:
        raise GrantTerms(what=", ".join(sorted(unknown)))
    if not terms.fields or not terms.purposes:
        raise GrantEmpty
    if terms.valid_until <= terms.valid_from:
        raise GrantDays
    rate = service.rate if terms.rate is None else terms.rate
    if not 1 <= rate <= service.rate:
        raise GrantRate(most=service.rate)
    grant.fields = [name for name in lends.field_names if name in set(terms.fields)]
    grant.purposes = [code for code in lends.lookup.purposes if code in set(terms.purposes)]
    grant.valid_from, grant.valid_until = terms.valid_from, terms.valid_until
    grant.rate, grant.here = rate, terms.here


def _say(grant: Grant, kind: str, path: str) -> None:
    body: dict[str, Any] = {
        "service": str(grant.service),
        "consumer": grant.consumer.path,
        "fields": grant.fields,
        "purposes": grant.purposes,
        "from": grant.valid_from,
        "until": grant.valid_until,
        "rate": grant.rate,
        "why": grant.decision or grant.why,
    }
    record(grant.id, kind, body, agency_path=path)
