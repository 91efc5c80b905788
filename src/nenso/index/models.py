"""The tables of the index: what was measured, the sums it is made of, and what was published of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nenso.runtime.aggregates import Root
from nenso.runtime.fields import PathField
from nenso.runtime.ids import uuid7


class Source(models.Model):
    """One way to sum up a fact, shared by every measure with the same rows: fact, date, agency and place of a row.

    ``digest`` is the SHA-256 of its statement: another one is summed anew. ``open_from``: days from here on are kept
    one by one, earlier ones by month. ``horizon``: transactions before it are counted (``xid8``).
    """

    storage = "directory"

    name = models.CharField(max_length=300, unique=True)
    digest = models.CharField(max_length=64)
    open_from = models.DateField()
    horizon = models.BigIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Partial(models.Model):
    """The sums of a source for one agency, place and day or month; ``agency`` and ``place`` of zeros: none."""

    storage = "directory"

    pk = models.CompositePrimaryKey("source", "bucket", "agency", "place")
    source = models.IntegerField()
    bucket = models.DateField()
    agency = models.UUIDField()
    place = models.UUIDField()
    parts = ArrayField(models.FloatField())

    def __str__(self) -> str:
        return f"{self.source} {self.bucket}"


class Naming(models.Model):
    """The names of indicators in the order in which measurements list what these came to: said once for all of them."""

    storage = "directory"

    names = ArrayField(models.TextField())

    def __str__(self) -> str:
        return ", ".join(self.names)


class Measurement(models.Model):
    """What the indicators of a formula came to for one unit in one period; a place in each array is an indicator.

    ``edition`` is the SHA-256 of the edition that declares them, ``naming`` tells their names, ``kind`` what the unit
    is (``agency`` or ``place``; an agency's value counts those below it, a province's those of its communes).
    ``numbers``: the values, None where there is nothing to divide by. ``version`` counts how often one of them changed.
    Written by the measuring job alone; one row for all of them, so that a day of a nation is written in a second.
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("period", "formula", "kind", "unit")
    period = models.CharField(max_length=10)
    formula = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    unit = models.UUIDField()
    edition = models.CharField(max_length=64)
    naming = models.IntegerField()
    numerators = ArrayField(models.FloatField(null=True))
    denominators = ArrayField(models.FloatField(null=True))
    numbers = ArrayField(models.FloatField(null=True))
    computed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.formula} {self.period} {self.unit}"


class Value(models.Model):
    """A measured value, a row for each as a view shows them: numerator, denominator and what they come to.

    ``indicator`` is ``formula.name``; ``missing``: why there is no value (``not_applicable``: nothing to divide by).
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("indicator", "period", "kind", "unit")
    indicator = models.CharField(max_length=160)
    period = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    unit = models.UUIDField()
    edition = models.CharField(max_length=64)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    missing = models.CharField(max_length=20, default="")
    computed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.unit}"


class ReportedValue(models.Model):
    """What was decided of an indicator in a case of a unit and period: the value, and the way back to it.

    ``own``: what the unit had given itself; ``numerator`` of ``denominator``: the points granted, of those it can give.
    ``entry`` of ``case``, row ``place`` of its table, is where it stands. ``indicator`` is ``formula.name``.
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("period", "unit", "indicator")
    period = models.CharField(max_length=10)
    unit = models.UUIDField()
    indicator = models.CharField(max_length=160)
    procedure = models.CharField(max_length=120)
    edition = models.CharField(max_length=64)
    own = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField()
    case = models.UUIDField()
    entry = models.UUIDField()
    place = models.PositiveSmallIntegerField()
    locked_at = models.DateTimeField()
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.unit}"


class ProcedureLevel(models.Model):
    """At which level an edition offers a procedure: ``whole`` (toàn trình) or ``part`` (một phần).

    ``code``: its national code; '' of what is no administrative procedure.
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("edition", "procedure")
    edition = models.UUIDField()
    procedure = models.CharField(max_length=120)
    level = models.CharField(max_length=10)
    code = models.CharField(max_length=60, default="")

    def __str__(self) -> str:
        return f"{self.procedure}: {self.level}"


class DeclaredProcedure(models.Model):
    """What an edition, with an ``adaptation`` (the key of nothing: none), declares of a procedure that is measured.

    ``kinds``: which agencies may offer it. ``financial``: it has something to pay. ``lacking``: which of the seven
    parts that people are to be told are not declared. ``population``: its form is filled in from the person's record.
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("edition", "adaptation", "procedure")
    edition = models.UUIDField()
    adaptation = models.UUIDField()
    procedure = models.CharField(max_length=120)
    title = models.TextField()
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    kinds = ArrayField(models.TextField())
    financial = models.BooleanField()
    lacking = models.CharField(max_length=100)
    population = models.BooleanField()

    def __str__(self) -> str:
        return self.procedure


class WorkingDay(models.Model):
    """How many working days of the country's calendar there were from the first of this table to ``day``."""

    storage = "directory"

    day = models.DateField(primary_key=True)
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class Report(models.Model):
    """The report of a publication as PDF/A, signed by the seal of the agency that published, one in each language.

    ``sha256`` is the file.

    It is seen by whoever sees the publication. ``holder`` and ``fingerprint``: in whose name, by which certificate.
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("publication", "language")
    publication = models.ForeignKey("Publication", models.PROTECT, related_name="reports", db_index=False)
    language = models.CharField(max_length=2)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    holder = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.publication_id} {self.language} {self.sha256[:12]}"


class Publication(Root):
    """Scores and ranks of a scorecard in one period, frozen: ``content`` is what was published, byte for byte.

    ``digest`` is its SHA-256, ``inputs`` that of the values it was computed from; the database refuses another pair.
    ``state``: ``draft``, ``published`` or, of a draft that is not wanted any more, ``put_away``, then nobody sees it.
    Until ``embargo_until`` a published one is not shown. A correction names the publication it ``corrects`` and says
    what changed.
    """

    storage = "root"

    indicator = models.CharField(max_length=160)
    edition = models.CharField(max_length=64)
    period = models.CharField(max_length=10)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    agency_path = PathField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    inputs = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="draft")
    computed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    embargo_until = models.DateTimeField(null=True)
    corrects = models.UUIDField(null=True)
    changed = models.CharField(max_length=1000, default="")

    class Meta:
        indexes = [
            models.Index(fields=["indicator", "period", "-id"], name="index_publication_of"),
            models.Index(fields=["agency"], name="index_publication_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period} {self.digest[:12]}"


class PublicationExtract(models.Model):
    """What of a publication is read most, beside its bytes: ``overview`` (JSON, zlib) and all of it ``packed`` (gzip).

    Seen by whoever sees the publication; see :mod:`nenso.index.extracts`.
    """

    storage = "directory"

    publication = models.UUIDField(primary_key=True)
    overview = models.BinaryField()
    packed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.publication)


class PublicationUnit(models.Model):
    """One unit of a publication by itself: the ``scores`` of its parts, the ``values`` behind them (JSON, zlib)."""

    storage = "directory"

    pk = models.CompositePrimaryKey("publication", "unit")
    publication = models.UUIDField()
    unit = models.CharField(max_length=200)
    scores = models.BinaryField()
    values = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.publication} {self.unit}"


class Undertaking(models.Model):
    """Work on a publication that takes long: a ``draft`` to be computed or a ``report`` to be typeset and signed.

    ``asked``: what was asked for; ``key``: the client's own, once for each account. ``state``: ``waiting``,
    ``running``, ``done`` or ``stopped``, then ``problem`` says why in vi and en. ``publication``: what it came to, or
    is of.
    """

    storage = "directory"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    agency_path = PathField()
    asked = models.JSONField()
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="waiting")
    problem = models.JSONField(default=dict)
    publication = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asked_by", "key"], name="index_undertaking_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
