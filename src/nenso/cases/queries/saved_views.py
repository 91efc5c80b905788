"""Queues with their filters that somebody keeps under a name, theirs alone."""

from typing import Any
from uuid import UUID

from nenso.cases.errors.seeing import ViewsFull
from nenso.cases.models import SavedView
from nenso.cases.queries.queues import QUEUES
from nenso.runtime import clock
from nenso.runtime.acting import Actor, NobodyActs, acting
from nenso.runtime.text import one_line

MOST_VIEWS = 20
LONGEST_NAME = 80


def views_of(actor: Actor) -> list[SavedView]:
    """Return the views that the actor keeps, by name."""
    with acting(actor):
        return list(SavedView.objects.filter(account=_account(actor)).order_by("name")[:MOST_VIEWS])


def keep_view(actor: Actor, name: str, queue: str, filters: dict[str, Any]) -> None:
    """Keep a queue of :data:`QUEUES` with ``filters`` under ``name``; the same name again is the new one.

    Raises ``ViewsFull``. Without a name or queue nothing is kept.
    """
    name = one_line(name)[:LONGEST_NAME]
    if not name or queue not in QUEUES:
        return
    with acting(actor):
        own = SavedView.objects.filter(account=_account(actor))
        if own.filter(name=name).update(queue=queue, filters=filters, at=clock.now()):
            return
        if own.count() >= MOST_VIEWS:
            raise ViewsFull(most=MOST_VIEWS)
        SavedView.objects.create(account=_account(actor), name=name, queue=queue, filters=filters, at=clock.now())


def drop_view(actor: Actor, name: str) -> None:
    """Forget a view; one that is not there is forgotten already."""
    with acting(actor):
        SavedView.objects.filter(account=_account(actor), name=one_line(name)[:LONGEST_NAME]).delete()


def _account(actor: Actor) -> UUID:
    if actor.account is None:
        raise NobodyActs
    return actor.account
