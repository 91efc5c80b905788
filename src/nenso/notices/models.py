"""The table of notices: an outbox, written in the transaction of what it tells about."""

from django.db import models

from nenso.runtime.clock import now
from nenso.runtime.ids import uuid7


class Recipient(models.TextChoices):
    """Whom a notice is for."""

    PERSON = "person", "Người dân"
    ACCOUNT = "account", "Tài khoản"
    AGENCY = "agency", "Cơ quan"


class Channel(models.TextChoices):
    """How it reaches them: in Nenso itself, by e-mail, or by text message where there is a telephone and no e-mail."""

    INBOX = "inbox", "Hộp thư trong hệ thống"
    EMAIL = "email", "Thư điện tử"
    SMS = "sms", "Tin nhắn điện thoại"


class State(models.TextChoices):
    """Where a notice stands; one in the inbox is sent when it is written, and delivered when it is read.

    E-mail is sent when the server took it; delivered only when something says so; returned when the server took it and
    it came back; failed when it never left.
    """

    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    DELIVERED = "delivered", "Đã nhận"
    FAILED = "failed", "Không gửi được"
    RETURNED = "returned", "Bị trả lại"


class Notice(models.Model):
    """One message to one recipient by one channel (thông báo), in Vietnamese and English.

    ``kind`` is what happened (``case.asked``); ``dedupe_key`` lets the same thing be told only once. ``error`` is what
    the last attempt met, for whoever runs the install.
    """

    storage = "root"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient_kind = models.CharField(max_length=10, choices=Recipient)
    recipient = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=100)
    subject = models.JSONField()
    text = models.JSONField()
    case_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    dedupe_key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - unique where there is one

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notices_notice_of_recipient"),
            models.Index(fields=["case_id"], name="notices_notice_of_case"),
            models.Index(
                fields=["recipient", "-id"], condition=models.Q(channel="inbox", read_at=None), name="notices_unread"
            ),
            models.Index(fields=["id"], condition=models.Q(state="waiting", attempts=0), name="notices_not_tried_yet"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_kind} {self.recipient}"
