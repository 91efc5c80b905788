"""Pairs of records that are probably one, and the searches that found them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Greatest, Least

from nenso.runtime.aggregates import Root
from nenso.runtime.fields import PathsField

STATES = ("open", "later", "different", "merged")
"""To be reviewed; put off; two things, never asked again; one, merged."""
WAITING = ("open", "later")


class DuplicatePair(Root):
    """Two records of a register that are probably one thing: how probably, why, and what a person decided.

    ``first`` and ``second`` are keys of records, the smaller first; ``agency`` keeps the first, ``other_agency`` the
    second. ``weight``: in bits, how much more likely one is than two. ``levels``: for each compared field
    ``{field, kind, level, weight}``; never what a record says. Both agencies read it: ``agency_paths``, ``readers``.
    """

    storage = "root"

    register = models.CharField(max_length=120)
    first = models.UUIDField()
    second = models.UUIDField()
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    other_agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    probability = models.FloatField()
    weight = models.FloatField()
    levels = models.JSONField()
    state = models.CharField(max_length=10, default="open", choices=[(one, one) for one in STATES])
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    account = models.UUIDField(null=True)
    reason = models.CharField(max_length=1000, default="")
    agency_paths = PathsField(default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once")]
        indexes = [
            models.Index(fields=["register", "state", "-weight", "id"], name="duplicate_of_register"),
            models.Index(fields=["agency", "register", "state", "-weight", "id"], name="duplicate_of_agency"),
            models.Index(fields=["other_agency", "register", "state", "-weight", "id"], name="duplicate_of_other"),
            models.Index(fields=["second"], name="duplicate_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}? {self.state}"


PROPOSALS = ("merge", "different", "part")
"""That two records are one; that they are two; that what was merged is two after all."""
PROPOSAL_STATES = ("open", "agreed", "declined", "withdrawn")


class MergeProposal(Root):
    """What a reviewer of ``agency`` proposes of two records, of which ``other_agency`` keeps one and has to agree.

    ``kind``: one of :data:`PROPOSALS`. ``take``: the fields that the record ``stays`` is to take from ``goes``.
    ``reason`` is of who proposes, ``answer`` of who answers. The reviewers of both agencies read it.
    """

    storage = "root"

    register = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=[(one, one) for one in PROPOSALS])
    stays = models.UUIDField()
    goes = models.UUIDField()
    take = ArrayField(models.CharField(max_length=120), default=list)
    reason = models.CharField(max_length=1000)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    other_agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="open", choices=[(one, one) for one in PROPOSAL_STATES])
    proposed_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.CharField(max_length=1000, default="")
    agency_paths = PathsField(default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("stays", "goes"),
                Greatest("stays", "goes"),
                condition=models.Q(state="open"),
                name="merge_proposal_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["register", "state", "-proposed_at"], name="merge_proposal_of_register"),
            models.Index(fields=["agency", "state", "-proposed_at"], name="merge_proposal_of_agency"),
            models.Index(fields=["other_agency", "state", "-proposed_at"], name="merge_proposal_of_other"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.goes} → {self.stays}: {self.state}"


class DuplicateSearch(models.Model):
    """One search of a register: when, from which probability on, over how many records, what the model had learnt.

    ``model``: compared field to level to ``[share among one thing, share among two]``.
    """

    storage = "directory"

    id = models.BigAutoField(primary_key=True)
    register = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    threshold = models.FloatField()
    records = models.PositiveIntegerField()
    compared = models.PositiveBigIntegerField()
    pairs = models.PositiveIntegerField()
    model = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["register", "-id"], name="duplicate_search_newest")]

    def __str__(self) -> str:
        return f"{self.register} {self.started_at:%Y-%m-%d}"
