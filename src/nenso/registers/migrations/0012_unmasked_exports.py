"""Files that were handed out without masks: one row for each, read by the people in it and the agency's auditors."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import nenso.runtime.fields
import nenso.runtime.ids
from nenso.runtime.policies import VISIBLE, guard

SYSTEM = "nenso_system() IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("registers", "0011_merges_agreed")]

    operations = [
        migrations.CreateModel(
            name="UnmaskedExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("register", models.CharField(max_length=120)),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("purpose", models.CharField(max_length=500)),
                ("basis", models.CharField(max_length=500)),
                ("format", models.CharField(max_length=10)),
                ("records", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("account", models.UUIDField(null=True)),
                ("agency_paths", nenso.runtime.fields.PathsField(default=list, size=None)),
                (
                    "persons",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["persons"], name="unmasked_export_persons"),
                    models.Index(fields=["register", "-id"], name="unmasked_export_of_register"),
                ],
            },
        ),
        guard("registers_unmaskedexport", read=VISIBLE, write=f"{SYSTEM} AND ({VISIBLE})", delete="false"),
    ]
