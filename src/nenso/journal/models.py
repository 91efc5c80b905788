"""The tables of the journal: what happened, and the anchors that hold it fast. Written once, never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nenso.runtime.fields import PathField, TransactionIdField


class JournalEntry(models.Model):
    """One thing that happened, chained to the entry before it in its stream (a case, a person, a register record).

    ``account`` and ``person`` acted, or ``system`` did (a job, a command, a procedure); ``persons`` are whom it
    concerns and who may therefore read it; ``transaction`` tells the anchor which entries are complete. Sealed as
    :mod:`nenso.journal.chain` says.
    """

    storage = "part"

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.UUIDField(editable=False)
    seq = models.BigIntegerField(editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=100)
    body = models.JSONField()
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    system = models.CharField(max_length=100, null=True)  # noqa: DJ001 - sealed as null: nobody but a person acted
    agency_path = PathField(null=True)
    persons = ArrayField(models.UUIDField(), default=list)
    request = models.CharField(max_length=100, null=True)  # noqa: DJ001 - sealed as null: no request was there
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    transaction = TransactionIdField(editable=False)

    class Meta:
        db_table = "journal_entry"
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="journal_entry_counts_from_one"),
        ]
        indexes = [models.Index(fields=["transaction"], name="journal_entry_transaction")]

    def __str__(self) -> str:
        return f"{self.stream}/{self.seq} {self.kind}"


class JournalAnchor(models.Model):
    """A Merkle root over every entry of the transactions from ``first`` until before ``until``, chained by ``hash``.

    ``token`` is the RFC 3161 time stamp on ``hash``, where an authority is configured.
    """

    storage = "directory"

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    first = models.BigIntegerField()
    until = models.BigIntegerField()
    entries = models.BigIntegerField()
    streams = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    token = models.BinaryField(null=True)

    class Meta:
        db_table = "journal_anchor"

    def __str__(self) -> str:
        return f"anchor {self.number}"


class JournalHead(models.Model):
    """Where one stream stood when an anchor was made: what lets a cut tail or a missing stream be named."""

    storage = "directory"

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.UUIDField(editable=False)
    seq = models.BigIntegerField(editable=False)
    hash = models.BinaryField(max_length=32)
    anchor = models.BigIntegerField()

    class Meta:
        db_table = "journal_head"

    def __str__(self) -> str:
        return f"{self.stream}/{self.seq} in anchor {self.anchor}"
