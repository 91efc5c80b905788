"""Sending what waits in the outbox."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from nenso.notices.channels import channel
from nenso.notices.errors import DeliveryFailed
from nenso.notices.models import Channel, Notice, Recipient, State
from nenso.people.models import Account, Person
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now
from nenso.runtime.config import config

logger = logging.getLogger(__name__)

NOTICES = Actor(system="notices", readers=frozenset())
"""Who sends: the only one, besides its recipient, that the policies let see a notice."""

NO_ADDRESS = "no address"
MOST_IN_A_ROUND = 200
MOST_ATTEMPTS = 10
_RATE = timedelta(hours=1)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def deliver_notice(notice_id: UUID) -> datetime | None:
    """Try to send one notice; return when to try again, or ``None`` when it was sent or given up.

    A crash after sending and before saying so sends it twice, with the same Message-ID, by which mail programs know it.
    """
    with acting(NOTICES):
        notice = Notice.objects.select_for_update().filter(id=notice_id, state=State.WAITING).first()
        if notice is None:
            return None
        notice.attempts += 1
        address, language = address_of(notice)
        if not address and config().sms_url and (number := number_of(notice)):
            notice.channel, address = Channel.SMS, number
        again = None
        if not address:
            notice.state, notice.error = State.FAILED, NO_ADDRESS
        elif notice.channel == Channel.SMS and _too_many(notice):
            again = now() + _RATE
            notice.attempts -= 1
        else:
            try:
                channel(notice.channel).send(notice, address, language)
            except DeliveryFailed as error:
                again = _later(notice, error)
            else:
                notice.state, notice.sent_at, notice.error = State.SENT, now(), ""
        notice.save(update_fields=["channel", "state", "attempts", "sent_at", "error"])
    return again


def not_tried_yet() -> list[UUID]:
    """Return the notices that wait for their first attempt, oldest first, as many as one round takes."""
    with acting(NOTICES):
        waiting = Notice.objects.filter(state=State.WAITING, attempts=0).order_by("id")
        return list(waiting.values_list("id", flat=True)[:MOST_IN_A_ROUND])


def note_delivery(notice_id: UUID, *, delivered: bool, error: str = "") -> bool:
    """Note what was reported of a message that was sent: that it was delivered, or came back.

    Returns whether that was new. ``notice_id`` is the name in its Message-ID. A notice of the inbox, one that is not
    sent, or was delivered before, stays as it is.
    """
    with acting(NOTICES):
        sent = Notice.objects.filter(id=notice_id, state=State.SENT).exclude(channel=Channel.INBOX)
        if delivered:
            return bool(sent.update(state=State.DELIVERED, delivered_at=now()))
        return bool(sent.update(state=State.RETURNED, error=error[:500]))


def address_of(notice: Notice) -> tuple[str, str]:
    """Return the e-mail address of the recipient (empty: none known) and the language they read."""
    by = "id" if notice.recipient_kind == Recipient.ACCOUNT else "person_id"
    accounts = Account.objects.filter(**{by: notice.recipient}, is_active=True).order_by("id")
    account = accounts.exclude(email=None).exclude(email="").values_list("email", "language").first()
    if account:
        return account[0] or "", account[1]
    if notice.recipient_kind == Recipient.PERSON:
        return Person.objects.filter(id=notice.recipient).values_list("email", flat=True).first() or "", "vi"
    return "", "vi"


def number_of(notice: Notice) -> str:
    """Return the telephone of the recipient; empty: none known."""
    by = "id" if notice.recipient_kind == Recipient.ACCOUNT else "person_id"
    accounts = Account.objects.filter(**{by: notice.recipient}, is_active=True).exclude(phone="").order_by("id")
    number = accounts.values_list("phone", flat=True).first() or ""
    if not number and notice.recipient_kind == Recipient.PERSON:
        number = Person.objects.filter(id=notice.recipient).values_list("phone", flat=True).first() or ""
    return number


def _too_many(notice: Notice) -> bool:
    """Return whether as many text messages as may be left to the recipient within the last hour."""
    sent = Notice.objects.filter(recipient=notice.recipient, channel=Channel.SMS, sent_at__gt=now() - _RATE)
    return sent.count() >= config().sms_per_hour


def _later(notice: Notice, error: DeliveryFailed) -> datetime | None:
    notice.error = str(error)[:500]
    if error.final or notice.attempts >= MOST_ATTEMPTS:
        notice.state = State.FAILED
        logger.error("a notice was given up", extra={"notice": str(notice.id), "error": notice.error})
        return None
    wait: timedelta = min(_FIRST_WAIT * 2 ** (notice.attempts - 1), _LONGEST_WAIT)
    return now() + wait
