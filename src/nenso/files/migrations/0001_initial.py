from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids
from nenso.runtime.policies import guard

UNSEEN = migrations.RunSQL(
    """
    ALTER TABLE files_casefile ENABLE ROW LEVEL SECURITY;
    CREATE POLICY files_casefile_scanner ON files_casefile
      USING (nenso_system() = 'files') WITH CHECK (nenso_system() = 'files');
    """,
    """
    DROP POLICY files_casefile_scanner ON files_casefile;
    ALTER TABLE files_casefile DISABLE ROW LEVEL SECURITY;
    """,
)
"""Only what looks after contents sees files, until the migrations of ``cases`` add the policy that follows the case."""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("runtime", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(editable=False)),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                ("document", models.CharField(max_length=200)),
                ("filename", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                (
                    "scanned",
                    models.CharField(
                        choices=[
                            ("none", "Không quét"),
                            ("waiting", "Chờ quét"),
                            ("clean", "Sạch"),
                            ("infected", "Nhiễm mã độc"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("uploaded_by", models.UUIDField(null=True)),
                ("attached_by", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("replaced_by", models.UUIDField(null=True)),
                ("client_key", models.CharField(max_length=100, null=True)),
            ],
            options={
                "db_table": "files_casefile",
                "indexes": [models.Index(fields=["sha256"], name="files_casefile_content")],
                "constraints": [
                    models.UniqueConstraint(fields=("case_id", "client_key"), name="files_casefile_client_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("none", "Không quét"),
                            ("waiting", "Chờ quét"),
                            ("clean", "Sạch"),
                            ("infected", "Nhiễm mã độc"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("signature", models.CharField(blank=True, max_length=200)),
                ("scanned_at", models.DateTimeField(null=True)),
                ("touched_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("kept", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "files_content",
                "indexes": [
                    models.Index(
                        condition=models.Q(("kept", False)), fields=["touched_at"], name="files_content_not_kept"
                    ),
                    models.Index(
                        condition=models.Q(("scan", "waiting")), fields=["touched_at"], name="files_content_waiting"
                    ),
                ],
            },
        ),
        UNSEEN,
        guard("files_content", read="nenso_system() = 'files'"),
    ]
