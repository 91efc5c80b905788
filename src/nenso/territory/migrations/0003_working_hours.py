"""The hours that an agency works, from a day on."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import nenso.runtime.fields
import nenso.runtime.ids
from nenso.runtime.policies import guard

OWN_HOURS = "'admin@' || decided_by = ANY (nenso_readers())"


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_guarding_and_finding")]

    operations = [
        migrations.CreateModel(
            name="WorkingHours",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agency_path", nenso.runtime.fields.PathField()),
                ("valid_from", models.DateField()),
                ("hours", models.CharField(blank=True, max_length=100)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("decided_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["agency_path", "valid_from"], name="territory_workinghours_once")
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(
                        fields=["agency_path"], name="territory_workinghours_tree"
                    )
                ],
            },
        ),
        guard("territory_workinghours", read="true", write=OWN_HOURS),
    ]
