"""What an agency's administrators, or those above it, see of its lookups: grants, who asked, objections, certificates.

They need not sit at the agency, so that the row-level rules of who sits there do not show it to them: whether they
administer it is asked first, then it is read by way of the exchange.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.agencies.succeeding import predecessors_of
from nenso.exchange.errors import MessageUnknown
from nenso.exchange.evidencing import evidence_of, lookups_of, message_by_id
from nenso.exchange.granting import grants_of
from nenso.exchange.models import ClientCertificate, Grant, Message, Objection, Service
from nenso.exchange.objecting import objections_at
from nenso.exchange.services import Lent, lent, open_services
from nenso.registers.known import registers_in_force
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import fold

BY_WAY = "exchange"
"""The use through which lookups are read (the policies name it)."""


def services_of(agency: Agency) -> list[Service]:
    """Return the lookups that an agency has open."""
    return [one for one in open_services() if one.owner_id == agency.id]


def services_like(words: str, *, most: int) -> list[Service]:
    """Return open lookups of the country whose title, register or owner has these words, with diacritics or not."""
    found = []
    for one in open_services():
        lends = lent(one)
        titles = (lends.lookup.title, lends.declared.declaration.title)
        told = " ".join([one.owner.name, *(text.in_language(language) for text in titles for language in ("vi", "en"))])
        if fold(words.strip()) in fold(told):
            found.append(one)
    return found[:most]


def lookups_declared() -> Iterator[Lent]:
    """Yield every lookup that a register in force declares."""
    for known in registers_in_force():
        for lookup in known.declared.declaration.lookups:
            yield Lent(known.declared, lookup)


def grants_at(actor: Actor, agency: Agency) -> tuple[list[Grant], list[Grant]]:
    """Return the grants that an agency gave or is asked for, and those that it has or asks for, the newest first.

    Raises ``NotAdministrator``.
    """
    found = grants_of(_administering(actor, agency), agency)
    return [one for one in found if one.service.owner_id == agency.id], [
        one for one in found if one.consumer_id == agency.id
    ]


def objections_open(actor: Actor, agency: Agency) -> list[Objection]:
    """Return the objections that an agency has to answer, the newest first; raises ``NotAdministrator``."""
    return [one for one in objections_at(_administering(actor, agency), agency) if one.upheld is None]


def looked_up(actor: Actor, agency: Agency, *, since: datetime, before: UUID | None, limit: int) -> list[Message]:
    """Return the latest lookups that an agency asked or answered since a moment; raises ``NotAdministrator``."""
    found = lookups_of(_administering(actor, agency), agency, before=before, limit=limit)
    return [one for one in found if one.at >= since]


def evidence_at(actor: Actor, agency: Agency, wanted: UUID) -> dict[str, Any]:
    """Return the evidence of a lookup that an agency, or one it goes on for, asked or answered.

    Raises ``NotAdministrator``, ``MessageUnknown``.
    """
    reader = _administering(actor, agency)
    message = message_by_id(reader, wanted)
    with acting(reader):
        ours = {agency.id, *predecessors_of(agency.id)}
    if not ours & {message.owner_id, message.consumer_id}:
        raise MessageUnknown
    return evidence_of(reader, wanted)


def certificates_of(agency: Agency) -> list[ClientCertificate]:
    """Return the certificates of an agency's systems, inside ``acting()``, the newest first; revoked ones too."""
    return list(ClientCertificate.objects.filter(agency=agency).order_by("-id"))


def _administering(actor: Actor, agency: Agency) -> Actor:
    with acting(actor):
        must_administer(agency)
    return actor.by_way_of(BY_WAY)
