from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids
from nenso.runtime.policies import guard

SOMEBODY_ACTS = "nenso_account() IS NOT NULL OR nenso_system() IS NOT NULL OR nenso_readers() IS NOT NULL"

THEIR_OWN = """
  nenso_system() = 'notices'
  OR recipient_kind = 'person' AND recipient = nenso_person()
  OR recipient_kind = 'account' AND recipient = nenso_account()
  OR recipient_kind = 'agency'
    AND EXISTS (SELECT 1 FROM unnest(nenso_readers()) AS reader WHERE split_part(reader, '@', 2) = recipient::text)
"""
"""The person, the account, whoever holds a post at the agency; and what sends."""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("runtime", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "recipient_kind",
                    models.CharField(
                        choices=[("person", "Người dân"), ("account", "Tài khoản"), ("agency", "Cơ quan")],
                        max_length=10,
                    ),
                ),
                ("recipient", models.UUIDField()),
                (
                    "channel",
                    models.CharField(
                        choices=[("inbox", "Hộp thư trong hệ thống"), ("email", "Thư điện tử")], max_length=10
                    ),
                ),
                ("kind", models.CharField(max_length=100)),
                ("subject", models.JSONField()),
                ("text", models.JSONField()),
                ("case_id", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Chờ gửi"), ("sent", "Đã gửi"), ("failed", "Không gửi được")],
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("dedupe_key", models.CharField(max_length=200, null=True, unique=True)),
            ],
            options={
                "db_table": "notices_notice",
                "indexes": [
                    models.Index(fields=["recipient", "-created_at"], name="notices_notice_of_recipient"),
                    models.Index(fields=["case_id"], name="notices_notice_of_case"),
                ],
            },
        ),
        guard("notices_notice", read=THEIR_OWN, write=SOMEBODY_ACTS, delete="false"),
    ]
