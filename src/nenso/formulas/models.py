"""Published editions of formulas and who adopted them, both readable by all; and catalogues that are taken in."""

from django.db import models

from nenso.runtime import clock
from nenso.runtime.ids import uuid7


class Edition(models.Model):
    """One published version of a formula: never changed, known by the SHA-256 of its files.

    ``files``: path to text. ``requires``: formula to range of versions, as declared; ``requires_digests``: the very
    editions that it was checked with, direct and indirect, which it keeps. ``agency``: whose publisher published it;
    empty when the install itself did (what ships, the terminal). A formula belongs to whoever published it first.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    formula = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    title = models.JSONField()
    files = models.JSONField()
    requires = models.JSONField(default=dict)
    requires_digests = models.JSONField(default=list)
    effective = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["formula", "version"], name="edition_version_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """``civil_registration@1.4.0``"""
        return f"{self.formula}@{self.version}"


class Transcript(models.Model):
    """What the files of an edition say, as :mod:`nenso.language.transcripts` writes it down: read instead of the files.

    Made from the files alone, so it may be thrown away and made again (:func:`nenso.formulas.library.transcribe`).
    ``said`` is text and not a JSON column, for the order of keys counts.
    """

    storage = "reference"

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="transcript")
    said = models.TextField()

    def __str__(self) -> str:
        return str(self.edition_id)


class Manuscript(models.Model):
    """A formula that is being written (bản thảo): the publishers of ``agency`` read and change it, nobody else.

    ``files``: path to text. ``formula``, ``version`` and ``title`` are what its ``formula.yaml`` says. ``base``: the
    edition it began from. ``revision`` grows with every change. ``trial``: what its samples came to when they were run
    last, see :mod:`nenso.cases.samples.trials`.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    formula = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    title = models.JSONField(default=dict)
    base = models.CharField(max_length=121, default="")
    files = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    client_key = models.CharField(max_length=80)
    begun_at = models.DateTimeField()
    begun_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200, default="")
    trial = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "client_key"], name="manuscript_begun_once")]

    def __str__(self) -> str:
        return f"{self.formula}@{self.version}"


class Adoption(models.Model):
    """An agency offers what an edition declares, from–until.

    It covers the agency itself when its kind may offer, and every agency below it whose kind may: one adoption by a
    province puts a procedure on line in all of its communes. The nearest adoption up the tree is the one in force.
    ``decided_at``: when it was adopted, which may be before ``valid_from``.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    formula = models.CharField(max_length=80)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    adaptation = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    adopted_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "formula"], condition=models.Q(valid_until=None), name="adoption_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.formula} – {self.agency_id}"


class Suspension(models.Model):
    """An agency takes in no new cases of a procedure for a time (tạm dừng tiếp nhận), nor does anybody below it.

    ``procedure``: its full name. ``reason``: what people are told. ``resumed_at``: since when it is taken in again.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=160)
    reason = models.CharField(max_length=500)
    suspended_at = models.DateTimeField(default=clock.now)
    suspended_by = models.UUIDField(null=True)
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "procedure"],
                condition=models.Q(resumed_at=None),
                name="formulas_suspended_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure} – {self.agency_id}"


class CatalogueImport(models.Model):
    """A table of the national database that a publisher takes in: how far it is, what it came to.

    ``formulas``: the names of its drafts in order; ``done``: how many of them the running phase has behind it.
    ``report`` is what :meth:`nenso.formulas.catalogue.report.Report.as_json` says. ``within``: paths of the agencies at
    which it is to be offered. ``problem``: why it stopped, in vi and en.
    """

    storage = "directory"

    class State(models.TextChoices):
        """Reading and publishing run by jobs; from ``stopped`` it goes on where it was."""

        READING = "reading", "Đang đọc"
        READ = "read", "Đã đọc"
        PUBLISHING = "publishing", "Đang công bố"
        PUBLISHED = "published", "Đã công bố"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    account = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    formulas = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    within = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["agency", "-id"], name="formulas_catalogue_latest")]

    def __str__(self) -> str:
        return self.name


class CatalogueFile(models.Model):
    """One table of an import as it was uploaded: ``procedures``, ``documents``, ``channels`` or ``steps``."""

    storage = "directory"

    pk = models.CompositePrimaryKey("taken_id", "table")
    taken = models.ForeignKey(CatalogueImport, models.CASCADE, related_name="uploads", db_index=False)
    table = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
