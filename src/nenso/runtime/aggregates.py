"""The three kinds of table: parts of an aggregate, reference tables and directories (see docs/decisions/001)."""

from django.db import models

from nenso.runtime.ids import uuid7


class Root(models.Model):
    """The root of an aggregate: the shard key of everything about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class CasePart(models.Model):
    """A row that lives with its case: primary key ``(case_id, id)``; nothing points to it by foreign key.

    ``case_id`` is a plain UUID here because rooms below ``cases`` use it; the migrations of ``cases`` add the
    constraint and the policy.
    """

    storage = "part"

    pk = models.CompositePrimaryKey("case_id", "id")
    case_id = models.UUIDField(editable=False)
    id = models.UUIDField(default=uuid7, editable=False)

    class Meta:
        abstract = True
