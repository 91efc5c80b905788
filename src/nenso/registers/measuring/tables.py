"""What was measured: which rules, of each record which hold, what has to be mended, counts by agency and day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nenso.language.declarations.quality import MEASURES
from nenso.runtime.aggregates import Root


class QualityRule(models.Model):
    """A rule of a register as it was last measured. ``place``: its bit in :class:`QualityState`, null once retired.

    ``says``: measure, kind, fields, weight, texts and terms, as JSON, so that pages need no edition.
    """

    storage = "reference"

    id = models.AutoField(primary_key=True)
    register = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    measure = models.CharField(max_length=10, choices=[(one, one) for one in MEASURES])
    place = models.PositiveSmallIntegerField(null=True)
    order = models.PositiveSmallIntegerField(default=0)
    says = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "name"], name="quality_rule_once")]

    def __str__(self) -> str:
        return f"{self.register}: {self.name}"


class QualityRun(Root):
    """One measuring of a register: when, by which rules (``digest``), of how many records, in how many seconds.

    ``whole``: every record by every rule; else what changed, and the rules that depend on others or on the day.
    """

    storage = "directory"

    register = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    whole = models.BooleanField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    records = models.PositiveBigIntegerField()
    measured = models.PositiveBigIntegerField()
    failures = models.PositiveBigIntegerField()
    seconds = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["register", "-id"], name="quality_run_of_register")]

    def __str__(self) -> str:
        return f"{self.register} {self.ended_at:%Y-%m-%d}"


class QualityState(models.Model):
    """What is known of one record: the revision that was measured, and two sets of rules as bits.

    ``assessed``: rules that say something about it; ``failed``: those of them that it breaks. ``word`` is 0; it is
    there for registers of more rules than one number has bits. No foreign key: a load of millions would check each.
    """

    storage = "part"

    pk = models.CompositePrimaryKey("record_id", "word")
    record_id = models.UUIDField()
    word = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField()
    agency_id = models.UUIDField()
    assessed = models.BigIntegerField()
    failed = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.record_id)


class QualityFailure(models.Model):
    """A record that breaks a rule: since when that is known, and until when it is to be mended."""

    storage = "part"

    pk = models.CompositePrimaryKey("record_id", "rule_id")
    record_id = models.UUIDField()
    rule_id = models.PositiveIntegerField()
    agency_id = models.UUIDField()
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rule_id", "agency_id", "due_at", "record_id"], name="quality_failure_of_agency"),
            models.Index(fields=["rule_id", "due_at", "record_id"], name="quality_failure_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.rule_id}"


class Counted(models.Model):
    """Records of an agency that a rule assessed, and those that broke it.

    ``readers``: the agency and those above it by key, whose posts may read it; ``public`` where the register is open.
    """

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(QualityRule, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    assessed = models.BigIntegerField()
    failed = models.BigIntegerField()
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        abstract = True


class QualityCount(Counted):
    """As it stands."""

    storage = "directory"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "agency"], name="quality_count_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.agency_id}"


class QualityDay(Counted):
    """As it stood at the end of a day; a day without a row stood as the one before."""

    storage = "directory"

    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "agency", "day"], name="quality_day_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.agency_id} {self.day}"


class QualityExpectation(models.Model):
    """How many records an agency is expected to hold of a period (``2026``, ``2026-Q3``, ``2026-08``; empty:
    all that it holds), and who says so.

    ``name``: what a rule calls it: ``{expected: births_reported}``.
    """

    storage = "directory"

    id = models.BigAutoField(primary_key=True)
    register = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)
    expected = models.PositiveBigIntegerField()
    found = models.PositiveBigIntegerField(null=True)
    source = models.CharField(max_length=200, default="")
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "name", "agency", "period"], name="quality_expectation_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period}: {self.expected}"
