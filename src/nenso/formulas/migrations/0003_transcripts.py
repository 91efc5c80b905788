"""What the files of editions say, kept beside them: read in milliseconds where scanning the files takes seconds."""

import django.db.models.deletion
from django.db import migrations, models

from nenso.runtime.policies import guard

PUBLISHES = "nenso_system() IS NOT NULL OR 'publisher@any' = ANY (nenso_readers())"


class Migration(migrations.Migration):
    dependencies = [("formulas", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="Transcript",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="transcript",
                        serialize=False,
                        to="formulas.edition",
                    ),
                ),
                ("said", models.TextField()),
            ],
        ),
        guard("formulas_transcript", read="true", write=PUBLISHES, append_only=True),
    ]
