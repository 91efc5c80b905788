import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("runtime", "0001_scope"),
        ("agencies", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(editable=False)),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                ("payment_id", models.UUIDField()),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.JSONField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phi", "Phí"),
                            ("le_phi", "Lệ phí"),
                            ("service", "Giá dịch vụ"),
                            ("price", "Giá hàng hoá"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("exempt", models.BooleanField(default=False)),
                ("because", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "db_table": "payments_paymentline",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_id", "payment_id", "seq"), name="payments_paymentline_seq_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="payments_paymentline_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(editable=False)),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                ("payment_id", models.UUIDField()),
                ("amount", models.BigIntegerField()),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("cash", "Tiền mặt"),
                            ("transfer", "Chuyển khoản"),
                            ("online", "Thanh toán trực tuyến"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("cashier", models.UUIDField(null=True)),
                ("receipt", models.CharField(max_length=40)),
                ("client_key", models.CharField(max_length=100, null=True)),
            ],
            options={
                "db_table": "payments_refund",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payments_refund_positive"),
                    models.UniqueConstraint(fields=("case_id", "client_key"), name="payments_refund_client_key_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(editable=False)),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                ("step", models.CharField(max_length=80)),
                ("amount", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Chờ nộp"),
                            ("paid", "Đã nộp"),
                            ("waived", "Được miễn"),
                            ("cancelled", "Không phải nộp nữa"),
                            ("refunded", "Đã hoàn trả"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cash", "Tiền mặt"),
                            ("transfer", "Chuyển khoản"),
                            ("online", "Thanh toán trực tuyến"),
                        ],
                        max_length=10,
                    ),
                ),
                ("paid_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("cashier", models.UUIDField(null=True)),
                ("payer", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("receipt", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("client_key", models.CharField(blank=True, max_length=100)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "db_table": "payments_payment",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="payments_payment_not_negative")
                ],
            },
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE payments_{table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE payments_{table} DISABLE ROW LEVEL SECURITY",
            )
            for table in ("payment", "paymentline", "refund")
        ),
    ]
