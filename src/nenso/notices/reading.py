"""One's own notices: those of the person, of the account, and of the agencies where one holds a post; newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from nenso.notices.delivering import NO_ADDRESS, NOTICES
from nenso.notices.models import Channel, Notice, Recipient
from nenso.notices.texting import in_language
from nenso.runtime.acting import Actor, acting

MOST = 100
_LONGEST_REASON = 120


@dataclass(frozen=True)
class Own:
    """A page of notices in the reader's language, how many are unread in all, after what the next page begins."""

    items: list[dict[str, Any]]
    unread: int
    after: list[str] | None


def own_notices(actor: Actor, *, unread: bool = False, after: Sequence[str] | None = None, limit: int = 20) -> Own:
    """Return the notices in the actor's inbox, only the unread ones if wished; in two statements."""
    limit = min(limit, MOST)
    with acting(actor):
        mine = Notice.objects.filter(_own(actor), channel=Channel.INBOX)
        waiting = mine.filter(read_at=None).count()
        mine = mine.filter(read_at=None) if unread else mine
        mine = mine.filter(pk__lt=UUID(after[0])) if after else mine
        found = list(mine.order_by("-id")[: limit + 1])
    last = [str(found[limit - 1].id)] if len(found) > limit else None
    return Own([_shown(notice, actor.language) for notice in found[:limit]], waiting, last)


def told_about(case_id: UUID) -> list[dict[str, Any]]:
    """Return the messages about a case, newest first, to who was shown to work on it: what was sent, what reached.

    Of a message only what it told (``kind``, ``subject``), to what kind of recipient, by which channel, ``state`` (sent
    is not delivered), when, and the mail server's code: the text stays with its recipient. Who has no address for a
    channel was not written to by it.
    """
    with acting(NOTICES):
        found = Notice.objects.filter(case_id=case_id).exclude(error=NO_ADDRESS).order_by("-id")[:MOST]
        return [
            {
                "kind": notice.kind,
                "recipient": notice.recipient_kind,
                "channel": notice.channel,
                "subject": notice.subject,
                "state": notice.state,
                "at": notice.sent_at or notice.created_at,
                "delivered_at": notice.delivered_at,
                "why": notice.error[:_LONGEST_REASON],
            }
            for notice in found
        ]


def _own(actor: Actor) -> Q:
    own = Q(recipient_kind=Recipient.AGENCY, recipient__in=[seat.agency for seat in actor.seats])
    for kind, key in ((Recipient.PERSON, actor.person), (Recipient.ACCOUNT, actor.account)):
        own |= Q(recipient_kind=kind, recipient=key) if key is not None else Q()
    return own


def _shown(notice: Notice, language: str) -> dict[str, Any]:
    return {
        "id": notice.id,
        "kind": notice.kind,
        "subject": in_language(notice.subject, language),
        "text": in_language(notice.text, language),
        "case": notice.case_id,
        "created_at": notice.created_at,
        "read_at": notice.read_at,
    }
