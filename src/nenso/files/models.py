"""The tables of files: contents, kept once by their hash, and what cases hold of them."""

from django.db import models

from nenso.runtime.aggregates import CasePart
from nenso.runtime.clock import now
from nenso.runtime.ids import uuid7


class Scan(models.TextChoices):
    """What the virus scanner said of a content."""

    NONE = "none", "Không quét"
    WAITING = "waiting", "Chờ quét"
    CLEAN = "clean", "Sạch"
    INFECTED = "infected", "Nhiễm mã độc"


class Content(models.Model):
    """Bytes that were stored, by their SHA-256; ``kept`` once something holds them, else swept after two days."""

    storage = "directory"

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE)
    signature = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(default=now)
    kept = models.BooleanField(default=False)

    class Meta:
        db_table = "files_content"
        indexes = [
            models.Index(fields=["touched_at"], condition=models.Q(kept=False), name="files_content_not_kept"),
            models.Index(fields=["touched_at"], condition=models.Q(scan="waiting"), name="files_content_waiting"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Upload(models.Model):
    """A file on its way in, part by part, for whoever began it; ``length`` in bytes, when it is whole.

    ``taken_for``: what took it, once; then its bytes are gone and it only says so, until its day is over.
    """

    storage = "directory"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.UUIDField()
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, blank=True)
    length = models.BigIntegerField()
    client_key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - unique where there is one
    begun_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    taken_for = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "files_upload"
        constraints = [
            models.UniqueConstraint(fields=["account", "client_key"], name="files_upload_client_key_once"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="files_upload_expires")]

    def __str__(self) -> str:
        return f"{self.id}/{self.filename}"


class CaseFile(CasePart):
    """A file that a case holds (tệp đính kèm), as the answer to one of the documents or fields it asks for.

    ``scanned`` follows the content's scan: a file that waits for the scanner is in quarantine, an infected one refused;
    neither is served. ``replaced_by`` is the file that took its place; it stays readable.
    """

    document = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    scanned = models.CharField(max_length=10, choices=Scan, default=Scan.NONE)
    uploaded_by = models.UUIDField(null=True)
    attached_by = models.UUIDField(null=True)
    at = models.DateTimeField(default=now)
    replaced_by = models.UUIDField(null=True)
    client_key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - unique where there is one

    class Meta:
        db_table = "files_casefile"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "client_key"], name="files_casefile_client_key_once"),
        ]
        indexes = [models.Index(fields=["sha256"], name="files_casefile_content")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.filename}"

    @property
    def state(self) -> str:
        """``available``, ``quarantined``, ``refused`` or ``replaced``."""
        if self.scanned == Scan.INFECTED:
            return "refused"
        if self.scanned == Scan.WAITING:
            return "quarantined"
        return "replaced" if self.replaced_by else "available"
