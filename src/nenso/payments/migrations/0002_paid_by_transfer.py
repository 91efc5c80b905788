"""Payments by bank transfer: what names a payment in one, and what banks told of sums that came in.

What came in is read by the cashiers of the agency, written by way of payments alone, and never removed.
"""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids
from nenso.runtime.policies import guard

READ = "nenso_system() IS NOT NULL OR 'cashier@' || agency_id = ANY (nenso_readers())"
WRITE = "nenso_system() IS NOT NULL"
MARKS = "UPDATE payments_payment SET mark = 'NS' || upper(right(id::text, 10))"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_successions"),
        ("payments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankTransfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("amount", models.BigIntegerField()),
                ("content", models.CharField(max_length=500)),
                ("payer", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Chưa khớp"), ("recorded", "Đã ghi thu"), ("settled", "Đã xử lý khác")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(default="", max_length=20)),
                ("case_id", models.UUIDField(null=True)),
                ("payment_id", models.UUIDField(null=True)),
                ("told_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("told_by", models.UUIDField(null=True)),
                ("note", models.CharField(default="", max_length=500)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.UUIDField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="payment",
            name="announced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="payment",
            name="mark",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.RunSQL(MARKS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="payment",
            name="agency",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["agency", "mark"], name="payment_by_mark"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(condition=models.Q(("state", "due")), fields=["agency", "id"], name="payment_due_at"),
        ),
        migrations.AddField(
            model_name="banktransfer",
            name="agency",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddIndex(
            model_name="banktransfer",
            index=models.Index(fields=["agency", "state", "-id"], name="payments_transfer_by_state"),
        ),
        migrations.AddConstraint(
            model_name="banktransfer",
            constraint=models.UniqueConstraint(fields=("agency", "reference"), name="payments_transfer_once"),
        ),
        migrations.AddConstraint(
            model_name="banktransfer",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payments_transfer_positive"),
        ),
        guard("payments_banktransfer", read=READ, write=WRITE, delete="false"),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON payments_banktransfer FROM nenso_app",
            "GRANT DELETE ON payments_banktransfer TO nenso_app",
        ),
    ]
