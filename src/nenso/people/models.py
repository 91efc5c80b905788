"""Persons, households, enterprises, and the accounts and tokens by which someone acts.

A person is the root of an aggregate of its own: a foreign key from another aggregate could not be kept when they are
spread over machines. Members of households and representatives therefore hold the person's plain key, and an account a
reference without constraint (``db_constraint=False``).
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from nenso.runtime import clock
from nenso.runtime.ids import uuid7
from nenso.territory.models import Place


class Sex(models.TextChoices):
    """What the identifier's fourth digit tells."""

    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


class Person(models.Model):
    """A human being, known by the personal identification number (số định danh cá nhân) when there is one.

    ``address`` is what follows the commune, as entered: ``{"line": "Thôn Nà Ít", ...}``; ``place`` is the commune.
    ``folded`` and ``sort_key`` follow ``full_name`` (see :mod:`nenso.runtime.text`).
    """

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
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.JSONField(default=dict)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    died_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.full_name


class Household(models.Model):
    """A household (hộ gia đình): people registered at one dwelling."""

    storage = "root"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.id)


class HouseholdMember(models.Model):
    """Someone's belonging to a household, from–until (``until``: the first day no longer).

    ``relation`` is to the head (chủ hộ): ``head``, ``spouse``, ``child``, ``parent``, … as the household's form says.
    """

    storage = "part"

    pk = models.CompositePrimaryKey("household_id", "id")
    household = models.ForeignKey(Household, models.CASCADE, db_index=False, related_name="members")
    id = models.UUIDField(default=uuid7, editable=False)
    person_id = models.UUIDField(db_index=True)
    relation = models.CharField(max_length=30)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person_id"],
                condition=models.Q(until__isnull=True),
                name="people_member_once_in_a_household",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(relation="head", until__isnull=True),
                name="people_one_head_of_household",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.relation}"


class Enterprise(models.Model):
    """An enterprise, co-operative or household business (doanh nghiệp, hợp tác xã, hộ kinh doanh), by its tax code."""

    storage = "root"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tax_code = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    sort_key = models.BinaryField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.JSONField(default=dict)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class EnterpriseRepresentative(models.Model):
    """Who may act for an enterprise (người đại diện), from–until (``valid_until``: the first day no longer)."""

    storage = "part"

    pk = models.CompositePrimaryKey("enterprise_id", "id")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, db_index=False, related_name="representatives")
    id = models.UUIDField(default=uuid7, editable=False)
    person_id = models.UUIDField(db_index=True)
    title = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(default=clock.today)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "person_id"],
                condition=models.Q(valid_until__isnull=True),
                name="people_representative_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.title}"


class Account(AbstractBaseUser):
    """What someone signs in with (tài khoản); the rights come from the person and from posts, never from here.

    ``assurance`` is the level of electronic identification: 0 unproven, 1 contact proven, 2 and 3 the levels of
    Decree 69/2024/NĐ-CP (mức độ 01 and 02). ``phone`` is a contact; from ``phone_proven_at`` on a code sent to it signs
    in, and no other account has it.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    phone_proven_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    language = models.CharField(max_length=5, default="vi")
    assurance = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    password = models.CharField(max_length=128)
    last_login = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = BaseUserManager["Account"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(assurance__lte=3), name="people_account_assurance_0_to_3"),
            models.UniqueConstraint(
                fields=["phone"],
                condition=models.Q(phone_proven_at__isnull=False),
                name="people_account_one_of_a_telephone",
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="people_account_phone"),
        ]

    def __str__(self) -> str:
        return self.email or self.phone or str(self.id)


class ApiToken(models.Model):
    """A key by which a program acts as an account, within ``scopes`` and until ``expires_at``.

    The secret itself is shown once and never kept: ``digest`` is its SHA-256, ``prefix`` its first characters, by which
    its owner recognises it. The secret holds 256 random bits, so that a slow hash would add nothing.
    """

    storage = "reference"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
