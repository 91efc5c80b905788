"""Records of registers (sổ, cơ sở dữ liệu): one current row each, and every revision it ever had."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from nenso.runtime.aggregates import Root
from nenso.runtime.fields import PathsField
from nenso.runtime.ids import uuid7

REVISIONS = ("written", "loaded", "edited", "corrected", "merged", "unmerged")
"""By what a revision came to be: a procedure, a load, an edit by an officer, a correction asked for, a merge."""


class Record(Root):
    """What a register knows about one thing now; its past is in the revisions.

    ``register`` is ``formula.name``; ``key`` is what the declaration says makes a record unique and findable.
    ``persons``, ``readers`` and ``agency_paths`` say who may read, for the database's policies. ``terms`` find it
    (:mod:`nenso.registers.indexing`). ``merged_into``: the record that went on in its stead. ``archived_at``: since
    when it is kept only to be kept (lưu trữ).
    """

    storage = "root"

    register = models.CharField(max_length=120)
    key = models.CharField(max_length=300, default="")
    edition = models.ForeignKey("formulas.Edition", models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey("territory.Place", models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=80, default="")
    label = models.CharField(max_length=400, default="")
    folded = models.CharField(max_length=400, default="")
    data = models.JSONField()
    terms = SearchVectorField(default="")
    merged_into = models.UUIDField(null=True)
    archived_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    source_case = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    agency_paths = PathsField(default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "key"],
                condition=models.Q(ended_at=None) & ~models.Q(key=""),
                name="record_key_once_among_current",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "register", "id"], name="record_by_agency"),
            models.Index(fields=["register", "id"], name="record_by_register"),
            GinIndex(fields=["terms"], name="record_terms"),
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="record_merged_into"
            ),
            models.Index(
                fields=["source_case"], condition=models.Q(source_case__isnull=False), name="record_from_case"
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.id)


class RecordPart(models.Model):
    """A row that lives with its record: primary key ``(record_id, id)``."""

    storage = "part"

    pk = models.CompositePrimaryKey("record_id", "id")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_index=False)
    id = models.UUIDField(default=uuid7, editable=False)

    class Meta:
        abstract = True


class RecordRevision(RecordPart):
    """The record as it stood from ``valid_from`` until the next one: who wrote it, why, and from which case.

    ``kind``: by what use. ``why``: the procedure, import or rule; ``reason``: in the words of who did.
    """

    seq = models.PositiveIntegerField()
    edition = models.ForeignKey("formulas.Edition", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    kind = models.CharField(max_length=12, default="written", choices=[(kind, kind) for kind in REVISIONS])
    why = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000, default="")
    case_id = models.UUIDField(null=True)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "seq"], name="record_revision_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.why}"


class RecordParty(RecordPart):
    """A person, enterprise or agency of a record, by the name the register gives: ``owner``, ``mother``."""

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    party_id = models.UUIDField(null=True)
    identifier = models.CharField(max_length=20, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["party_id", "record"], condition=models.Q(party_id__isnull=False), name="record_party_known"
            ),
            models.Index(fields=["identifier"], condition=~models.Q(identifier=""), name="record_party_identifier"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.identifier or self.party_id}"


CORRECTION_STATES = ("open", "accepted", "refused", "appealed", "granted", "upheld")
"""Waits; accepted or refused; the refusal is contested (khiếu nại); the appeal granted, or the refusal upheld."""


class RecordCorrection(RecordPart):
    """What a person of a record says is wrong with it, and what was decided; anew, where the refusal was contested."""

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="open", choices=[(one, one) for one in CORRECTION_STATES])
    asked_at = models.DateTimeField()
    person = models.UUIDField()
    account = models.UUIDField(null=True)
    changes = models.JSONField()
    reason = models.CharField(max_length=1000)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decision = models.CharField(max_length=1000, default="")
    appealed_at = models.DateTimeField(null=True)
    appeal = models.CharField(max_length=1000, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.CharField(max_length=1000, default="")

    class Meta:
        indexes = [
            models.Index(fields=["agency", "state", "due_at"], name="record_correction_waiting"),
            models.Index(fields=["person"], name="record_correction_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.reason}"


class MaskedSearches(models.Model):
    """How many searches by a masked field an account made in one day of Viet Nam; what they were is in the journal."""

    storage = "directory"

    pk = models.CompositePrimaryKey("account", "day")
    account = models.UUIDField(editable=False)
    day = models.DateField(editable=False)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.account} {self.day}: {self.count}"


class RecordMerge(RecordPart):
    """Two records were one: ``other`` ended in favour of this one; everything that undoing it needs.

    ``taken``: field to ``[before, after]``, what this record took from the other.
    """

    other = models.UUIDField()
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    reason = models.CharField(max_length=1000)
    taken = models.JSONField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)
    undone_reason = models.CharField(max_length=1000, default="")

    class Meta:
        indexes = [models.Index(fields=["other"], name="record_merge_other")]

    def __str__(self) -> str:
        return f"{self.other} → {self.record_id}"


class RecordGrant(Root):
    """Leave to read records of ``agency`` and those below it, given by an act of a case (``grant``), from–until.

    ``receivers`` (reader tokens) and ``persons`` are to whom; administrators and leaders of the agency see the row too.
    ``fields``: none stands for all that the register lets be read under a grant. ``purpose``: in words, by language.
    ``taken_at``, ``taken_by``: since when and by which case it is taken back.
    """

    storage = "root"

    register = models.CharField(max_length=120)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    fields = ArrayField(models.CharField(max_length=120), default=list)
    purpose = models.JSONField()
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    case_id = models.UUIDField(null=True)
    why = models.CharField(max_length=200)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    receivers = ArrayField(models.TextField(), default=list)
    agency_paths = PathsField(default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["register", "-given_at"], name="record_grant_of_register")]

    def __str__(self) -> str:
        return f"{self.register}: {self.purpose.get('vi', '')}"


from nenso.registers.duplicates.tables import DuplicatePair, DuplicateSearch, MergeProposal  # noqa: E402 - as below
from nenso.registers.exporting.tables import UnmaskedExport  # noqa: E402 - as below
from nenso.registers.importing.tables import Import, ImportRow  # noqa: E402 - tables of this room beside their use
from nenso.registers.measuring.tables import (  # noqa: E402 - as above
    QualityCount,
    QualityDay,
    QualityExpectation,
    QualityFailure,
    QualityRule,
    QualityRun,
    QualityState,
)

__all__ = [
    "CORRECTION_STATES",
    "REVISIONS",
    "DuplicatePair",
    "DuplicateSearch",
    "Import",
    "ImportRow",
    "MergeProposal",
    "QualityCount",
    "QualityDay",
    "QualityExpectation",
    "QualityFailure",
    "QualityRule",
    "QualityRun",
    "QualityState",
    "Record",
    "RecordCorrection",
    "RecordGrant",
    "RecordMerge",
    "RecordPart",
    "RecordParty",
    "RecordRevision",
    "UnmaskedExport",
]
