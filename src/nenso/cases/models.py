"""A case (hồ sơ) and everything that lives with it. Tables only; what happens to them is in the modules beside."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce

from nenso.runtime.aggregates import CasePart, Root
from nenso.runtime.fields import PathsField


class Status(models.IntegerChoices):
    """The ten national statuses (mã trạng thái đồng bộ), and 0 for what is not filed yet."""

    DRAFT = 0, "Bản nháp"
    FILED = 1, "Mới đăng ký"
    ACCEPTED = 2, "Được tiếp nhận"
    REFUSED = 3, "Không được tiếp nhận"
    WORKING = 4, "Đang xử lý"
    ASKED = 5, "Yêu cầu bổ sung giấy tờ"
    PAYING = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    DONE = 9, "Đã xử lý xong"
    DELIVERED = 10, "Đã trả kết quả"


class Case(Root):
    """One application, from draft to delivery.

    ``agency`` decides (cơ quan có thẩm quyền), ``receiving`` took it in. It keeps the edition, adaptation and settings
    of its filing to its end. ``agency_paths``, ``persons`` and ``readers`` say who may read, for the database's
    policies. ``saved_at``: of a draft. ``receive_by``: when it is to be taken in, until it is. ``waiting_since``: the
    clock stands still from then on. ``version`` grows with every act. ``fields_…``: how the form was filled in
    (:mod:`nenso.cases.intake.asked_once`). ``assurance``: level of identification of the account that filed it
    online, empty where none did. ``period``: what its procedure's ``starts`` opened it for (``2026-Q3``).
    ``sealed_until`` without ``unsealed_at``: what was filed stands in its revisions alone (:class:`Seal`).
    """

    storage = "root"

    code = models.CharField(max_length=60, default="")
    procedure = models.CharField(max_length=120)
    edition = models.ForeignKey("formulas.Edition", models.PROTECT, related_name="+")
    adaptation = models.ForeignKey("formulas.Edition", models.PROTECT, null=True, related_name="+")
    settings = models.JSONField(default=dict)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    receiving = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    place = models.ForeignKey("territory.Place", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    status = models.PositiveSmallIntegerField(choices=Status.choices, default=Status.DRAFT)
    label = models.CharField(max_length=400, default="")
    folded = models.CharField(max_length=400, default="")
    form = models.JSONField(default=dict)
    documents = models.JSONField(default=dict)
    applicant_name = models.CharField(max_length=200, default="")
    mandate = models.CharField(max_length=20, default="")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    occurred_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    receive_by = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    fields_held = models.PositiveSmallIntegerField(null=True)
    fields_contested = models.PositiveSmallIntegerField(null=True)
    fields_asked = models.PositiveSmallIntegerField(null=True)
    assurance = models.PositiveSmallIntegerField(null=True)
    entry_count = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    created_records = models.JSONField(default=list)
    about_kind = models.CharField(max_length=120, default="")
    about_id = models.UUIDField(null=True)
    parent_id = models.UUIDField(null=True)
    origin = models.CharField(max_length=120, default="")
    period = models.CharField(max_length=10, default="", db_default="")
    client_key = models.CharField(max_length=80, default="")
    secret_hash = models.BinaryField(null=True)
    anonymous = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    sealed_until = models.DateTimeField(null=True)
    unsealed_at = models.DateTimeField(null=True)
    agency_paths = PathsField(default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    readers = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-created_at", "-id"], name="case_of_agency"),
            models.Index(
                fields=["agency", "due_at", "id"],
                condition=models.Q(finished_at=None, filed_at__isnull=False),
                name="case_open_by_due",
            ),
            models.Index(
                fields=["edition", "agency"],
                condition=models.Q(finished_at=None, filed_at__isnull=False),
                name="case_open_by_edition",
            ),
            models.Index(fields=["parent_id"], condition=models.Q(parent_id__isnull=False), name="case_of_parent"),
            GinIndex(fields=["persons"], condition=models.Q(status=0), name="draft_of_persons"),
            models.Index(Coalesce("saved_at", "created_at"), condition=models.Q(status=0), name="draft_by_saving"),
            models.Index(fields=["about_id"], condition=models.Q(about_id__isnull=False), name="case_about"),
            models.Index(
                fields=["procedure", "-id"], condition=models.Q(readers__contains=["public"]), name="case_public"
            ),
        ]

    def __str__(self) -> str:
        return self.code or str(self.id)


class Party(CasePart):
    """A person, enterprise or agency of a case: ``applicant``, ``filer``, or a name the procedure gives.

    ``facts``: what the state held about them at filing and an expression may read, kept as it was seen.
    """

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    party_id = models.UUIDField(null=True)
    identifier = models.CharField(max_length=20, default="")
    display = models.CharField(max_length=200, default="")
    facts = models.JSONField(default=dict)
    mandate = models.CharField(max_length=20, default="")

    class Meta:
        indexes = [
            models.Index(fields=["party_id", "case_id"], name="party_cases"),
            models.Index(
                fields=["identifier"],
                condition=models.Q(party_id=None) & ~models.Q(identifier=""),
                name="party_still_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.display}"


class Task(CasePart):
    """A step that is open, or was: whose turn it is, in which round, and by when."""

    step = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=60, default="")
    party = models.CharField(max_length=60, default="")
    account = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    action = models.CharField(max_length=60, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "role", "due_at", "case_id"], condition=models.Q(closed_at=None), name="task_waiting"
            ),
            models.Index(fields=["account", "due_at"], condition=models.Q(closed_at=None), name="task_of_account"),
            models.Index(fields=["case_id"], condition=models.Q(closed_at=None, kind="until"), name="task_until"),
        ]

    def __str__(self) -> str:
        return f"{self.step} #{self.round}"


class Entry(CasePart):
    """What somebody did on a case: one act, its form, its reason, what was marked as wrong.

    Nobody ever changes one. ``sealed``: only who wrote it reads it, until the step ends that each of several does;
    ``salt`` (64 hexadecimal digits) then went into the hash that the journal has of it.
    """

    seq = models.PositiveIntegerField()
    step = models.CharField(max_length=60, default="")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12)
    action = models.CharField(max_length=60)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, default="")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=60, default="")
    data = models.JSONField(default=dict)
    marks = models.JSONField(default=list)
    reason = models.TextField(default="")
    sealed = models.BooleanField(default=False, db_default=False)
    salt = models.CharField(max_length=64, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "seq"], name="entry_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.step}.{self.action}"


class Locked(CasePart):
    """A case of a period that is done: from then on nobody acts at a step of it, the database refuses it.

    ``unit``: the agency whose case it is, if it is one's.
    """

    procedure = models.CharField(max_length=120)
    period = models.CharField(max_length=10)
    unit = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["procedure", "period", "unit"], name="locked_of_period")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.period}"


class Seal(CasePart):
    """The promise that nobody but its applicant reads a case until a moment; rows are added, never changed.

    The latest ``until`` holds, None for good; ``opened``: it is over. ``salt`` (64 hexadecimal digits) went into the
    hash that the journal has of what was filed, ``contested`` is what was contested of what the state holds.
    """

    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    opened = models.BooleanField(default=False)
    salt = models.CharField(max_length=64, default="")
    contested = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.case_id} {self.until or ''}"


class Revision(CasePart):
    """The filed values as they stood after one change of them; nothing filed is ever overwritten."""

    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    why = models.CharField(max_length=200)
    form = models.JSONField()
    documents = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "seq"], name="revision_seq_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.why}"


class Moment(CasePart):
    """A moment to come: a timer of a step, the due time, an unsealing."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    step = models.CharField(max_length=60, default="")
    task_id = models.UUIDField(null=True)
    what = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], condition=models.Q(done_at=None), name="moment_to_come")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Consent(CasePart):
    """What a person agreed to, for which purpose, until when; revocable."""

    person = models.UUIDField(null=True)
    purpose = models.CharField(max_length=80)
    covers = models.JSONField(default=list)
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"], name="consent_of_person")]

    def __str__(self) -> str:
        return self.purpose


class Slip(CasePart):
    """An official slip (Mẫu 01–06, Circular 03/2025/TT-VPCP) that was issued on a case, with what it said."""

    form_number = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    at = models.DateTimeField()
    data = models.JSONField()

    def __str__(self) -> str:
        return self.number


class CaseCode(models.Model):
    """Printed code → case; a code that was replaced still answers. A code is no secret and no key."""

    storage = "directory"

    code = models.CharField(primary_key=True, max_length=60)
    case_id = models.UUIDField()

    def __str__(self) -> str:
        return self.code


class ClientKey(models.Model):
    """``Idempotency-Key`` of whoever writes: the same key with the same body gives the same answer.

    ``made``: the case or the entry that the first use made.
    """

    storage = "directory"

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    body_hash = models.BinaryField()
    made = models.UUIDField()
    at = models.DateTimeField()

    pk = models.CompositePrimaryKey("owner", "key")

    def __str__(self) -> str:
        return self.key


class Counter(models.Model):
    """The last number given within a scope; taken last in its transaction, so that no number is lost."""

    storage = "directory"

    scope = models.CharField(primary_key=True, max_length=160)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.scope}: {self.value}"


class Started(models.Model):
    """A case that a procedure's ``starts`` opened: one for each record and period, whichever edition declares it.

    ``start`` names what it is opened for and how often (``agencies year``), ``subject`` the record.
    """

    storage = "directory"

    procedure = models.CharField(max_length=120)
    start = models.CharField(max_length=140)
    period = models.CharField(max_length=10)
    subject = models.UUIDField()
    case_id = models.UUIDField()
    at = models.DateTimeField()

    pk = models.CompositePrimaryKey("procedure", "start", "period", "subject")

    def __str__(self) -> str:
        return f"{self.procedure} {self.period}"


class SavedView(models.Model):
    """A queue with its filters that somebody keeps under a name; theirs alone."""

    storage = "directory"

    account = models.UUIDField()
    name = models.CharField(max_length=80)
    queue = models.CharField(max_length=20)
    filters = models.JSONField(default=dict)
    at = models.DateTimeField()

    pk = models.CompositePrimaryKey("account", "name")

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One act that somebody wants done on many cases; theirs alone."""

    storage = "directory"

    id = models.UUIDField(primary_key=True)
    account = models.UUIDField()
    action = models.CharField(max_length=60)
    to = models.UUIDField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.action} {self.id}"


class BatchItem(models.Model):
    """One case of a batch: ``problem`` says why nothing was done, in both languages; not ``done_at``: still to be."""

    storage = "directory"

    batch = models.UUIDField()
    seq = models.PositiveSmallIntegerField()
    account = models.UUIDField()
    wanted = models.CharField(max_length=60)
    code = models.CharField(max_length=60, default="")
    label = models.CharField(max_length=400, default="")
    problem = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    pk = models.CompositePrimaryKey("batch", "seq")

    def __str__(self) -> str:
        return f"{self.batch} {self.seq}"
