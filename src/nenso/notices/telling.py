"""Telling someone something: put into the outbox in the transaction of what happened, so that neither is without the
other.
"""

from collections.abc import Sequence
from uuid import UUID

from nenso.notices.errors import NoticeUnknown
from nenso.notices.models import Channel, Notice, Recipient, State
from nenso.notices.tasks import deliver
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now
from nenso.runtime.jobs import JobValue, defer_many
from nenso.runtime.text import normalise_all

Text = dict[str, str]

DEFAULT_CHANNELS = (Channel.INBOX, Channel.EMAIL)


def notify(
    actor: Actor,
    recipients: Sequence[tuple[Recipient, UUID]],
    kind: str,
    subject: Text,
    text: Text,
    *,
    channels: Sequence[Channel] = DEFAULT_CHANNELS,
    case_id: UUID | None = None,
    dedupe_key: str = "",
) -> None:
    """Tell ``recipients`` something; each is written once for each channel (an agency: its inbox only).

    ``subject`` and ``text`` by language (``vi``, and ``en`` where there is one). What was told before under the same
    ``dedupe_key`` (to the same recipient by the same channel) is not told again.
    """
    moment = now()
    subject, text = normalise_all(subject), normalise_all(text)
    notices = [
        Notice(
            recipient_kind=recipient_kind,
            recipient=recipient,
            channel=channel,
            kind=kind,
            subject=subject,
            text=text,
            case_id=case_id,
            state=State.SENT if channel == Channel.INBOX else State.WAITING,
            created_at=moment,
            sent_at=moment if channel == Channel.INBOX else None,
            dedupe_key=f"{dedupe_key}:{channel.value}:{recipient}" if dedupe_key else None,
        )
        for recipient_kind, recipient in dict.fromkeys(recipients)
        for channel in dict.fromkeys(channels)
        if channel == Channel.INBOX or recipient_kind != Recipient.AGENCY
    ]
    with acting(actor):
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        waiting: list[dict[str, JobValue]] = [
            {"notice": str(notice.id)} for notice in notices if notice.state == State.WAITING
        ]
        if waiting:
            defer_many(deliver, waiting)


def mark_read(actor: Actor, notice_id: UUID) -> Notice:
    """Note that a notice was read, the first time; raise :class:`NoticeUnknown` unless it is the actor's own."""
    with acting(actor):
        notice = Notice.objects.filter(id=notice_id, channel=Channel.INBOX).first()
        if notice is None:
            raise NoticeUnknown(notice=str(notice_id))
        if notice.read_at is None:
            notice.read_at = notice.delivered_at = now()
            notice.state = State.DELIVERED
            notice.save(update_fields=["read_at", "delivered_at", "state"])
    return notice
