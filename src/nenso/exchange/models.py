"""Lookups that agencies lend each other: what is open, who was granted what, each one asked, and what proves it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from nenso.agencies.models import Agency
from nenso.formulas.models import Edition
from nenso.runtime.aggregates import Root
from nenso.runtime.fields import PathsField
from nenso.runtime.ids import uuid7


class Service(models.Model):
    """A lookup that a register declares, opened by ``owner`` for its records and those of agencies below it.

    ``register`` is ``formula.name``; what it answers is that of ``edition`` for as long as it is open. ``rate`` is how
    many lookups a grant has in a minute unless the grant says otherwise.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    register = models.CharField(max_length=120)
    lookup = models.CharField(max_length=80)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    rate = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "register", "lookup"],
                condition=models.Q(closed_at=None),
                name="exchange_service_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.register}.{self.lookup}"


class Grant(Root):
    """``consumer`` may use a service for some purposes and fields, from–until; asked, then granted or refused.

    ``state``: ``asked granted refused revoked``. ``here``: the consumer's cases run in this install, so a lookup names
    one of them; else it names a reference of the consumer's own.
    """

    storage = "root"

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    consumer = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    fields = ArrayField(models.CharField(max_length=120))
    purposes = ArrayField(models.CharField(max_length=80))
    rate = models.PositiveIntegerField()
    here = models.BooleanField(default=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    why = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decision = models.TextField(default="")
    agency_paths = PathsField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["service", "consumer", "state"], name="exchange_grant_between"),
            models.Index(fields=["consumer", "-asked_at"], name="exchange_grant_of_consumer"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} → {self.consumer_id} ({self.state})"


class Usage(models.Model):
    """How many lookups a grant had in one minute (of the epoch)."""

    storage = "directory"

    pk = models.CompositePrimaryKey("grant_id", "minute")
    grant_id = models.UUIDField(editable=False)
    minute = models.BigIntegerField(editable=False)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.grant_id} {self.minute}: {self.count}"


class Message(models.Model):
    """One lookup that was asked: ``id`` is ours (X-Road-Request-Id), ``message`` the client's (X-Road-Id).

    ``outcome`` is ``answered`` or the code of the refusal; ``persons`` are those of the records that were found. Where
    both sides' entries stand in the journal: stream and number. Hashes are SHA-256.
    """

    storage = "directory"

    id = models.UUIDField(primary_key=True, editable=False)
    message = models.CharField(max_length=100)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    grant_id = models.UUIDField(null=True)
    owner = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    consumer = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    who = models.CharField(max_length=200)
    purpose = models.CharField(max_length=80)
    reference = models.CharField(max_length=100)
    fields = ArrayField(models.CharField(max_length=120))
    outcome = models.CharField(max_length=40)
    records = ArrayField(models.UUIDField(), default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    request_hash = models.BinaryField(max_length=32)
    answer_hash = models.BinaryField(max_length=32, null=True)
    owner_stream = models.UUIDField()
    owner_seq = models.BigIntegerField()
    consumer_stream = models.UUIDField()
    consumer_seq = models.BigIntegerField()
    agency_paths = PathsField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-id"], name="exchange_message_owner"),
            models.Index(fields=["consumer", "-id"], name="exchange_message_consumer"),
            models.Index(fields=["service", "-id"], name="exchange_message_service"),
            models.Index(fields=["message"], name="exchange_message_client"),
            GinIndex(fields=["persons"], name="exchange_message_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.outcome}"


class Objection(Root):
    """A person objects to lookups of a service about themselves; the owner upholds it or not, with reasons.

    While ``upheld``, the service answers nothing about the person to ``consumer``.
    """

    storage = "root"

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    consumer = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    person = models.UUIDField()
    why = models.TextField()
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "consumer", "person"],
                condition=models.Q(upheld=None),
                name="exchange_objection_open_once",
            )
        ]
        indexes = [models.Index(fields=["person", "service", "consumer"], name="exchange_objection_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.service_id}"


class ClientCertificate(models.Model):
    """The public certificate by which an agency's own system is known: in mutual TLS, or as signer of its tokens."""

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, unique=True)
    certificate = models.BinaryField()
    name = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.fingerprint[:16]}"


class Batch(models.Model):
    """An agency's signature over its lookups of some transactions, chained to its batch before; time-stamped if set.

    ``root`` is the Merkle tree hash (RFC 6962) over its entries in order of (stream, seq); ``signature`` a detached
    CMS object over ``hash``.
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("agency_id", "number")
    agency_id = models.UUIDField(editable=False)
    number = models.BigIntegerField(editable=False)
    at = models.DateTimeField()
    first = models.BigIntegerField()
    until = models.BigIntegerField()
    entries = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    signature = models.BinaryField()
    token = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.number}"


from nenso.exchange.opendata.tables import OpenRelease  # noqa: E402 - tables of this room beside their use

__all__ = ["Batch", "ClientCertificate", "Grant", "Message", "Objection", "OpenRelease", "Service", "Usage"]
