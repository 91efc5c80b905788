"""Signed results, and the keys that sign them."""

from django.db import models

from nenso.agencies.models import Agency
from nenso.people.models import Account
from nenso.runtime import clock
from nenso.runtime.aggregates import CasePart
from nenso.runtime.ids import uuid7


class State(models.TextChoices):
    """Where a result stands; only a drafted one may still change."""

    DRAFTED = "drafted", "Dự thảo"
    SIGNED = "signed", "Đã ký"
    SUPERSEDED = "superseded", "Đã được thay thế"
    REVOKED = "revoked", "Đã thu hồi"


class SignedResult(CasePart):
    """A document that a case results in (kết quả giải quyết thủ tục hành chính).

    ``declared`` is its name in the procedure, ``name`` what people call it; ``number`` as printed. ``sha256`` is the
    file as it stands, in the store of files. ``signers``: one object for each signature, in order: ``field kind name
    organisation fingerprint at``. ``token`` is the short public word in the QR code: who has it may verify the
    document, no more. ``superseded_by`` is the id of the result that replaced this one.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    case_code = models.CharField(max_length=60, blank=True)
    declared = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    template = models.CharField(max_length=200)
    number = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    signers = models.JSONField(default=list)
    token = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    superseded_by = models.UUIDField(null=True, blank=True)
    successor = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="results_result_id"),
            models.Index(fields=["token"], name="results_result_token"),
            models.Index(fields=["sha256"], name="results_result_sha256"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=State.DRAFTED) | models.Q(signed_at__isnull=False),
                name="results_result_signed_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()


class SigningKey(models.Model):
    """Who may sign with which key: an agency's seal (``account`` empty) or a person who signs for the agency.

    The private key is with the plug-in; here is only how it finds it (``reference``) and the public certificate.
    ``active_from``: it signs from then on; empty, as soon as its certificate is valid.
    """

    storage = "directory"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    plugin = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    certificate = models.BinaryField()
    fingerprint = models.CharField(max_length=64, unique=True)
    holder_name = models.CharField(max_length=300)
    organisation = models.CharField(max_length=300)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    active_from = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.holder_name} {self.fingerprint[:12]}"
