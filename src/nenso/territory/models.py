"""The tables of places and of the working calendar: small, read by all, written by the owner."""

from typing import get_args

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models

from nenso.runtime.fields import PathField
from nenso.runtime.ids import uuid7
from nenso.territory.calendar import DayKind, DayStatus
from nenso.territory.kinds import LEVELS, TITLES


def _choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class Place(models.Model):
    """An administrative unit (*đơn vị hành chính*) from its founding to its end; names are those of its last day.

    The key never changes; ``code`` (Decision 19/2025/QĐ-TTg: 2 digits for a province, 5 for a commune; 3 for a district
    before) may be given anew to another unit. ``valid_from`` empty: before this record begins. ``valid_until`` is the
    first day it was no more. ``path``: ``vn.p19.c01969``; of the map before 1 July 2025 ``vn.o06.d060.w01975``.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=5)
    level = models.CharField(max_length=10, choices=_choices(LEVELS))
    kind = models.CharField(max_length=20, choices=list(TITLES.items()))
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    path_name = models.CharField(max_length=300)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = PathField(unique=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    folded = models.CharField(max_length=100)
    sort_key = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["code", "level"], name="territory_place_code_level"),
            GistIndex(fields=["path"], name="territory_place_path_tree"),
        ]

    def __str__(self) -> str:
        return self.path_name


class PlaceName(models.Model):
    """How a place was called and of what kind it was, from a day to the day before another.

    ``path_name`` is the name as written in an address (``Xã Phủ Thông, tỉnh Thái Nguyên``); ``label`` the same folded,
    without kinds, and with the province an ended unit lies in today: what search looks through. ``squeezed`` is the
    own name without spaces, for who writes ``hanoi``.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="names", db_index=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    kind = models.CharField(max_length=20, choices=list(TITLES.items()))
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    path_name = models.CharField(max_length=300)
    folded = models.CharField(max_length=100)
    squeezed = models.CharField(max_length=100)
    label = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "valid_from"], name="territory_placename_once", nulls_distinct=False
            )
        ]
        indexes = [
            GinIndex(fields=["label"], name="territory_placename_label", opclasses=["gin_trgm_ops"], fastupdate=False),
            GinIndex(
                fields=["squeezed"], name="territory_placename_squeezed", opclasses=["gin_trgm_ops"], fastupdate=False
            ),
        ]

    def __str__(self) -> str:
        return self.path_name


class PlaceChange(models.Model):
    """How a place became another on a day, and by which decree (empty where none is known).

    ``whole``: all of the old unit went into the new one. ``split``: a part did, other parts went elsewhere;
    ``is_default`` marks the largest part as the source saw it, a hint for people and never an answer. ``renamed`` and
    ``retyped``: the same place (old is new) under another name or of another kind.
    """

    storage = "reference"

    KINDS = ("whole", "split", "renamed", "retyped")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    old = models.ForeignKey(Place, models.CASCADE, related_name="became", db_index=False)
    new = models.ForeignKey(Place, models.CASCADE, related_name="came_from")
    kind = models.CharField(max_length=10, choices=_choices(KINDS))
    effective = models.DateField()
    decree = models.CharField(max_length=100, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new", "effective"], name="territory_placechange_once")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id} {self.effective}"


class CalendarDay(models.Model):
    """A date unlike its weekday, in the whole country (``agency_path`` empty) or below one agency.

    ``kind``: ``holiday``, ``swapped_off``, ``compensatory`` are days off; a ``working_saturday`` is worked, in
    ``hours`` (``07:30-11:30``) where they differ. ``status`` ``undecided``: presumed, until the Government decides.
    ``decided_by`` is the agency whose administrator set a local day.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=_choices(get_args(DayKind)))
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=_choices(get_args(DayStatus)), default="official")
    source = models.CharField(max_length=300, blank=True)
    hours = models.CharField(max_length=100, blank=True)
    agency_path = PathField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_path", "date"], name="territory_calendarday_once", nulls_distinct=False
            )
        ]
        indexes = [GistIndex(fields=["agency_path"], name="territory_calendarday_tree")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class WorkingHours(models.Model):
    """The hours of an agency's ordinary working days from a day on, for it and all below: ``07:00-11:30 13:30-17:00``.

    Empty ``hours``: from then on again those of the agency above. The nearest agency that decided counts.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency_path = PathField()
    valid_from = models.DateField()
    hours = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=300, blank=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_path", "valid_from"], name="territory_workinghours_once"),
        ]
        indexes = [GistIndex(fields=["agency_path"], name="territory_workinghours_tree")]

    def __str__(self) -> str:
        return f"{self.agency_path} {self.valid_from} {self.hours}"
