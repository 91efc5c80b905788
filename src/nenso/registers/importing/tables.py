"""Imports and the rows of theirs that are kept aside until somebody mends them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nenso.runtime.aggregates import Root
from nenso.runtime.fields import PathsField
from nenso.runtime.ids import uuid7


class Import(Root):
    """A table on its way into a register: what it is, how its columns are taken, how far it has come.

    ``load`` names what is written, so that the same file in the same register is known again. ``at_row`` is the last
    row of the file that is dealt with, ``place`` how many were; from there it goes on after a stop.
    """

    class State(models.TextChoices):
        """Where it stands."""

        MAPPING = "mapping"
        CHECKING = "checking"
        CHECKED = "checked"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    storage = "root"

    register = models.CharField(max_length=120)
    edition = models.ForeignKey("formulas.Edition", models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, default="")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    rows = models.PositiveIntegerField(null=True)
    columns = models.JSONField()
    preview = models.JSONField()
    mapping = models.JSONField()
    sure = models.JSONField(default=list)
    existing = models.CharField(max_length=10, default="update")
    load = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    at_row = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list)
    failure = models.JSONField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    agency_paths = PathsField(default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-id"], name="import_of_agency"),
            models.Index(fields=["sha256", "register", "agency"], name="import_of_file"),
        ]

    def __str__(self) -> str:
        return f"{self.filename} → {self.register}"


class ImportRow(models.Model):
    """A row that could not be taken in: its cells as they stood, what is wrong, and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        MENDED = "mended"
        DROPPED = "dropped"

    storage = "part"

    pk = models.CompositePrimaryKey("of_id", "id")
    of = models.ForeignKey(Import, models.PROTECT, related_name="+", db_index=False, db_column="import_id")
    id = models.UUIDField(default=uuid7, editable=False)
    row = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    cells = models.JSONField()
    values = models.JSONField()
    problems = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    why = models.CharField(max_length=300, default="")
    account = models.UUIDField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "row"], name="import_row_once")]
        indexes = [models.Index(fields=["of", "row"], condition=models.Q(state="open"), name="import_row_open")]

    def __str__(self) -> str:
        return f"{self.row} {self.state}"
