"""What people say is wrong with a record and what was decided; which records were merged, and how to undo it."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.ids
from nenso.runtime.policies import guard

SEES = "EXISTS (SELECT 1 FROM registers_record r WHERE r.id = record_id)"
SYSTEM = "nenso_system() IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_administered"),
        ("registers", "0004_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordCorrection",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("appealed", "appealed"),
                            ("granted", "granted"),
                            ("upheld", "upheld"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("person", models.UUIDField()),
                ("account", models.UUIDField(null=True)),
                ("changes", models.JSONField()),
                ("reason", models.CharField(max_length=1000)),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("decision", models.CharField(default="", max_length=1000)),
                ("appealed_at", models.DateTimeField(null=True)),
                ("appeal", models.CharField(default="", max_length=1000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answer", models.CharField(default="", max_length=1000)),
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
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.record",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "state", "due_at"], name="record_correction_waiting"),
                    models.Index(fields=["person"], name="record_correction_of_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordMerge",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                ("other", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("account", models.UUIDField(null=True)),
                ("reason", models.CharField(max_length=1000)),
                ("taken", models.JSONField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.UUIDField(null=True)),
                ("undone_reason", models.CharField(default="", max_length=1000)),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.record",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["other"], name="record_merge_other")],
            },
        ),
        guard("registers_recordcorrection", read=SEES, write=f"{SYSTEM} AND {SEES}", delete="false"),
        guard("registers_recordmerge", read=SEES, write=f"{SYSTEM} AND {SEES}", delete="false"),
    ]
