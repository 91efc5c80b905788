"""The tables of payments: what a case costs, what was paid, what went back."""

from django.db import models

from nenso.agencies.models import Agency
from nenso.runtime.aggregates import CasePart
from nenso.runtime.clock import now
from nenso.runtime.ids import uuid7


class State(models.TextChoices):
    """Where a payment stands."""

    DUE = "due", "Chờ nộp"
    PAID = "paid", "Đã nộp"
    WAIVED = "waived", "Được miễn"
    CANCELLED = "cancelled", "Không phải nộp nữa"
    REFUNDED = "refunded", "Đã hoàn trả"


class Means(models.TextChoices):
    """How money changed hands."""

    CASH = "cash", "Tiền mặt"
    TRANSFER = "transfer", "Chuyển khoản"
    ONLINE = "online", "Thanh toán trực tuyến"


class LineKind(models.TextChoices):
    """What is paid for, as the Law on fees and charges (Luật Phí và lệ phí 97/2015/QH13) tells apart."""

    PHI = "phi", "Phí"
    LE_PHI = "le_phi", "Lệ phí"
    SERVICE = "service", "Giá dịch vụ"
    PRICE = "price", "Giá hàng hoá"


class Payment(CasePart):
    """One sum that a case asks for, to one agency (nghĩa vụ tài chính); amounts in đồng.

    ``step`` is the step of the procedure that asks, ``filing`` at filing. ``receipt`` is the number of the receipt
    (biên lai), without gaps in the agency's year. ``announced_at``: when the payer said to have transferred it.
    ``mark`` is what a transfer names it by (:func:`nenso.payments.marks.mark_of`).
    """

    step = models.CharField(max_length=80)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    asked_at = models.DateTimeField(default=now)
    means = models.CharField(max_length=10, choices=Means, blank=True)
    paid_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    cashier = models.UUIDField(null=True)
    payer = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    receipt = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    client_key = models.CharField(max_length=100, blank=True)
    announced_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=12, blank=True, db_default="")

    class Meta:
        db_table = "payments_payment"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="payments_payment_not_negative")]
        indexes = [
            models.Index(fields=["agency", "mark"], name="payment_by_mark"),
            models.Index(fields=["agency", "id"], condition=models.Q(state="due"), name="payment_due_at"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.step} {self.amount} đ"


class PaymentLine(CasePart):
    """One line of a payment: a fee by name; ``exempt`` ones are not counted and say why."""

    payment_id = models.UUIDField()
    seq = models.PositiveSmallIntegerField()
    name = models.JSONField()
    kind = models.CharField(max_length=10, choices=LineKind)
    amount = models.BigIntegerField()
    exempt = models.BooleanField(default=False)
    because = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "payments_paymentline"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "payment_id", "seq"], name="payments_paymentline_seq_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="payments_paymentline_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}/{self.seq} {self.amount} đ"


class Refund(CasePart):
    """Money that went back (hoàn trả), all of a payment or part of it; numbered among the receipts of its agency."""

    payment_id = models.UUIDField()
    amount = models.BigIntegerField()
    means = models.CharField(max_length=10, choices=Means)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=now)
    cashier = models.UUIDField(null=True)
    receipt = models.CharField(max_length=40)
    client_key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - unique where there is one

    class Meta:
        db_table = "payments_refund"
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_refund_positive"),
            models.UniqueConstraint(fields=["case_id", "client_key"], name="payments_refund_client_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} -{self.amount} đ"


class BankTransfer(models.Model):
    """One sum that came in on an agency's account, as its bank told: which payment it was for, or why nobody knows yet.

    ``reference`` is the bank's number of it, ``at`` when the bank booked it, ``content`` what the payer wrote. ``why``:
    what keeps an open one from being taken for a payment (:mod:`nenso.payments.transfers`). ``note``: how an officer
    dealt with one that is none.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Chưa khớp"
        RECORDED = "recorded", "Đã ghi thu"
        SETTLED = "settled", "Đã xử lý khác"

    storage = "directory"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=100)
    at = models.DateTimeField()
    amount = models.BigIntegerField()
    content = models.CharField(max_length=500)
    payer = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    why = models.CharField(max_length=20, default="")
    case_id = models.UUIDField(null=True)
    payment_id = models.UUIDField(null=True)
    told_at = models.DateTimeField(default=now)
    told_by = models.UUIDField(null=True)
    note = models.CharField(max_length=500, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "reference"], name="payments_transfer_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_transfer_positive"),
        ]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="payments_transfer_by_state")]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount} đ"
