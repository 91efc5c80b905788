"""Leave to read records that procedures give: seen by whom it was given to, and by the agency that keeps them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.fields
import nenso.runtime.ids
from nenso.runtime.policies import VISIBLE, guard

SYSTEM = "nenso_system() IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_administered"),
        ("registers", "0008_probable_duplicates"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordGrant",
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
                ("purpose", models.JSONField()),
                ("given_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                ("why", models.CharField(max_length=200)),
                ("taken_at", models.DateTimeField(null=True)),
                ("taken_by", models.UUIDField(null=True)),
                (
                    "receivers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("agency_paths", nenso.runtime.fields.PathsField(default=list, size=None)),
                (
                    "persons",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["register", "-given_at"], name="record_grant_of_register")],
            },
        ),
        guard("registers_recordgrant", read=VISIBLE, write=f"{SYSTEM} AND ({VISIBLE})", delete="false"),
    ]
