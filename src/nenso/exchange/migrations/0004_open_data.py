"""Open data: what was published of registers; everyone reads it, only the publisher writes."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.ids
from nenso.runtime.policies import guard


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0003_successors_read"),
        ("formulas", "0008_trials"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenRelease",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("register", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField()),
                ("latest", models.DateTimeField(null=True)),
                ("completeness", models.FloatField(null=True)),
                ("rows", models.PositiveBigIntegerField()),
                ("about", models.JSONField()),
                ("files", models.JSONField()),
                ("preview", models.JSONField()),
                ("chart", models.JSONField()),
                ("hidden", models.JSONField(default=list)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="formulas.edition"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("register", "number"), name="exchange_release_numbered")
                ],
            },
        ),
        guard("exchange_openrelease", read="true", write="nenso_system() IS NOT NULL", delete="false"),
    ]
