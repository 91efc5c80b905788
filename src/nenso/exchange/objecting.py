"""A person objects to being looked up (phản đối), and the owner decides, with reasons."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.exchange.errors import NothingToObjectTo, ObjectionUnknown, ReasonNeeded
from nenso.exchange.models import Message, Objection
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise

MOST_SHOWN = 100


def lookups_about_me(actor: Actor) -> list[Message]:
    """Return the latest lookups that found something about whoever acts, the newest first."""
    if actor.person is None:
        return []
    with acting(actor):
        about = Message.objects.filter(persons__contains=[actor.person], outcome="answered")
        return list(about.select_related("owner", "consumer", "service__edition").order_by("-id")[:MOST_SHOWN])


def my_objections(actor: Actor) -> list[Objection]:
    """Return the objections of whoever acts, the newest first."""
    if actor.person is None:
        return []
    with acting(actor):
        own = Objection.objects.filter(person=actor.person).select_related("service__owner", "consumer")
        return list(own.order_by("-id")[:MOST_SHOWN])


def object_to(actor: Actor, lookup: UUID, why: str) -> Objection:
    """Object to the service and consumer of a lookup about oneself; the same one open already is returned.

    Raises ``NothingToObjectTo``, ``ReasonNeeded``.
    """
    with acting(actor):
        message = Message.objects.filter(id=lookup, persons__contains=[actor.person]).first() if actor.person else None
    if message is None or actor.person is None:
        raise NothingToObjectTo
    if not why.strip():
        raise ReasonNeeded
    made = Objection(
        id=uuid7(),
        service_id=message.service_id,
        consumer_id=message.consumer_id,
        person=actor.person,
        why=normalise(why),
        at=clock.now(),
    )
    with acting(actor.by_way_of("exchange.objections")):
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            return Objection.objects.get(
                service=made.service_id, consumer=made.consumer_id, person=made.person, upheld=None
            )
        _say(made, "exchange.objected", made.why)
    return made


def answer_objection(actor: Actor, objection: UUID, *, upheld: bool, answer: str) -> Objection:
    """Decide on an objection, by administrators of the owner; raises ``ObjectionUnknown``, ``NotAdministrator``."""
    with acting(actor.by_way_of("exchange.objections")):
        found = Objection.objects.select_related("service__owner").filter(id=objection).first()
    if found is None:
        raise ObjectionUnknown
    with acting(actor):
        must_administer(found.service.owner)
    if not answer.strip():
        raise ReasonNeeded
    if (found.upheld, found.answer) == (upheld, normalise(answer)):
        return found
    with acting(actor.by_way_of("exchange.objections")):
        found.upheld, found.answer = upheld, normalise(answer)
        found.answered_at, found.answered_by = clock.now(), actor.account
        found.save()
        _say(found, "exchange.objection_upheld" if upheld else "exchange.objection_refused", found.answer)
    return found


def objections_at(actor: Actor, owner: Agency) -> list[Objection]:
    """Return the objections that ``owner`` decides on, the open ones first, to whoever sits there."""
    with acting(actor):
        listed = Objection.objects.filter(service__owner=owner)
        listed = listed.select_related("service__owner", "service__edition", "consumer")
        return list(listed.order_by(F("answered_at").desc(nulls_first=True), "-id")[:MOST_SHOWN])


def _say(objection: Objection, kind: str, why: str) -> None:
    body = {"objection": str(objection.id), "service": str(objection.service), "why": why}
    record(objection.id, kind, body, agency_path=objection.service.owner.path, persons=[objection.person])
