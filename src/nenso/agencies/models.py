"""The tree of agencies, how they are known, what each decided, and who holds which post."""

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models

from nenso.people.models import Account
from nenso.runtime import clock
from nenso.runtime.fields import PathField
from nenso.runtime.ids import uuid7
from nenso.territory.models import Place


class Agency(models.Model):
    """An agency (cơ quan) or a unit of one, somewhere in the tree below the Government.

    ``path`` names it for ever in the tree: ``vn.p19.c01969``, its one-stop centre ``vn.p19.c01969.onestop``.
    ``is_unit``: it is part of the agency above it. ``name`` is today's; earlier ones are :class:`AgencyName`.
    ``valid_until`` is the first day it no longer stands.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = PathField(unique=True)
    kind = models.CharField(max_length=40)
    is_unit = models.BooleanField(default=False)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    sort_key = models.BinaryField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "place"], name="agencies_agency_kind_place"),
            models.Index(fields=["parent", "sort_key", "id"], name="agencies_agency_children"),
            GistIndex(fields=["path"], name="agencies_agency_path_tree"),
            GinIndex(fields=["folded"], name="agencies_agency_folded", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyName(models.Model):
    """What an agency was called from–until: it follows the names of its place (a province that became a city).

    ``valid_from`` is empty for the first name where the record begins later.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names", db_index=False)
    name = models.CharField(max_length=300)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "valid_from"], name="agencies_name_once_a_day", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyIdentifier(models.Model):
    """An agency's electronic identifier (mã định danh điện tử, Decision 20/2020/QĐ-TTg): ``H55``, ``H55.242``.

    ``grade`` says how well it is proven: A official record, B press or a provincial decision, C seen once or inferred
    tightly, U interpolated, not verified. ``valid_from`` is empty where the day is not known.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=40, default="decision-20-2020")
    value = models.CharField(max_length=35)
    grade = models.CharField(max_length=1)
    evidence = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=models.Q(valid_until__isnull=True),
                name="agencies_identifier_once",
            ),
            models.CheckConstraint(
                condition=models.Q(value__regex=r"^[0-9A-Z]+(\.[0-9A-Z]+)*$"), name="agencies_identifier_form"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Post(models.Model):
    """A person holds ``role`` at an agency, from–until (``valid_until``: the first day no longer).

    ``holder_name`` and ``title`` are what colleagues and papers show; ``basis`` is the decision that granted it,
    ``end_basis`` the one that ended it (căn cứ cấp, thu hồi). ``stands_in_for``: the post of who is away meanwhile
    (giao việc khi vắng mặt).
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    holder_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    end_basis = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(default=clock.today)
    valid_until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    stands_in_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "agency", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="agencies_post_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="agencies_post_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} {self.role}"


class AgencySetting(models.Model):
    """What an agency decided for itself and for all below it, from–until: the nearest one above that decided counts.

    ``basis`` is what it rests on (số nghị quyết, quyết định); ``decided_by`` the account, empty for a command.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="settings", db_index=False)
    name = models.CharField(max_length=120)
    value = models.JSONField()
    valid_from = models.DateField(default=clock.today)
    valid_until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "name", "valid_from"], name="agencies_setting_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class BookNumber(models.Model):
    """The last number given in a book (sổ) of an agency; ``period`` is what the book runs over: a year, or nothing.

    ``closed_at``: no further number is given in that period (khóa sổ).
    """

    storage = "directory"

    pk = models.CompositePrimaryKey("agency_id", "book", "period")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    book = models.CharField(max_length=100)
    period = models.CharField(max_length=20, blank=True)
    last = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.book} {self.period}: {self.last}"


class AgencySuccession(models.Model):
    """``new`` goes on in the stead of ``old`` from ``effective``: a merger, a move under another tree (kế thừa).

    Of a chain every pair is there: whoever sits at the last reads what the first one did.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    old = models.ForeignKey(Agency, models.PROTECT, related_name="successors", db_index=False)
    new = models.ForeignKey(Agency, models.PROTECT, related_name="predecessors")
    effective = models.DateField()
    basis = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="agencies_succession_once")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
