from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids
from nenso.runtime.policies import guard


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account", models.UUIDField()),
                ("filename", models.CharField(max_length=200)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("length", models.BigIntegerField()),
                ("client_key", models.CharField(max_length=100, null=True)),
                ("begun_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("taken_for", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "db_table": "files_upload",
                "indexes": [models.Index(fields=["expires_at"], name="files_upload_expires")],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "client_key"), name="files_upload_client_key_once")
                ],
            },
        ),
        guard("files_upload", read="account = nenso_account() OR nenso_system() = 'files'"),
    ]
