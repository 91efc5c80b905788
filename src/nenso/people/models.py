"""Persons, households, enterprises, and the accounts and tokens by which someone acts.

A person is the root of an aggregate of its own. Where another table names one, the column is indexed but carries no
constraint (``db_constraint=False``): a foreign key across two aggregates could not be kept when they are spread over
machines; the functions of this room check that the person is there.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from nenso.runtime import clock
from nenso.runtime.ids import uuid7


class Sex(models.TextChoices):
    """What the identifier's fourth digit tells (Circular 59/2021/TT-BCA)."""

    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


class Person(models.Model):
    """A human being, known by the personal identification number (số định danh cá nhân) when there is one."""

    storage = "root"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    identifier = models.CharField(max_length=12, unique=True, null=True, blank=True)
    full_name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    sort_key = models.BinaryField()
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    ethnicity = models.CharField(max_length=60, blank=True)
    nationality = models.CharField(max_length=60, default="VN")
    address = models.JSONField(default=dict)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    died_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.full_name


class Account(AbstractBaseUser):
    """What someone signs in with (tài khoản); the rights come from the person and from posts, never from here.

    ``assurance`` is the level of electronic identification: 0 unproven, 1 contact proven, 2 and 3 the levels of
    Decree 69/2024/NĐ-CP (mức độ 01 and 02).
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    language = models.CharField(max_length=5, default="vi")
    assurance = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = BaseUserManager["Account"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(assurance__lte=3), name="people_account_assurance_0_to_3"),
        ]

    def __str__(self) -> str:
        return self.email or self.phone or str(self.id)
