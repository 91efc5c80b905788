"""Files that were handed out with sensitive fields unmasked: one row for each, found by each person in it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from nenso.runtime.aggregates import Root
from nenso.runtime.fields import PathsField


class UnmaskedExport(Root):
    """One file without masks: who had it, for what, on which basis, how many records, its SHA-256 (hex).

    ``fields``: those that were unmasked. ``persons``: whom the records with them are about, who read this row; so do
    auditors of the agency. ``id`` is the stream of its journal entry.
    """

    storage = "root"

    register = models.CharField(max_length=120)
    fields = ArrayField(models.CharField(max_length=120), default=list)
    purpose = models.CharField(max_length=500)
    basis = models.CharField(max_length=500)
    format = models.CharField(max_length=10)
    records = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    agency_paths = PathsField(default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["persons"], name="unmasked_export_persons"),
            models.Index(fields=["register", "-id"], name="unmasked_export_of_register"),
        ]

    def __str__(self) -> str:
        return f"{self.register}: {self.records}, {self.purpose}"
