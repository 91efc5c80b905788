"""Pairs of records that are probably one, read by the agencies that keep them; the searches that found them."""

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
        ("registers", "0007_quality"),
    ]

    operations = [
        migrations.CreateModel(
            name="DuplicateSearch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=120)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("threshold", models.FloatField()),
                ("records", models.PositiveIntegerField()),
                ("compared", models.PositiveBigIntegerField()),
                ("pairs", models.PositiveIntegerField()),
                ("model", models.JSONField()),
            ],
            options={
                "indexes": [models.Index(fields=["register", "-id"], name="duplicate_search_newest")],
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("register", models.CharField(max_length=120)),
                ("first", models.UUIDField()),
                ("second", models.UUIDField()),
                ("probability", models.FloatField()),
                ("weight", models.FloatField()),
                ("levels", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("later", "later"),
                            ("different", "different"),
                            ("merged", "merged"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("account", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=1000)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "other_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["register", "state", "-weight", "id"], name="duplicate_of_register"),
                    models.Index(fields=["agency", "register", "state", "-weight", "id"], name="duplicate_of_agency"),
                    models.Index(
                        fields=["other_agency", "register", "state", "-weight", "id"], name="duplicate_of_other"
                    ),
                    models.Index(fields=["second"], name="duplicate_second"),
                ],
                "constraints": [models.UniqueConstraint(fields=("first", "second"), name="duplicate_pair_once")],
            },
        ),
        guard("registers_duplicatepair", read=VISIBLE, write=f"{SYSTEM} AND ({VISIBLE})"),
        guard("registers_duplicatesearch", read="true", write=SYSTEM, delete="false"),
    ]
