"""A signed report in each language; long work on publications, done by jobs and seen while it goes on."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.fields
import nenso.runtime.ids
from nenso.runtime.policies import guard

JOB = "nenso_system() = 'index'"
KEYED = """
ALTER TABLE index_report ADD COLUMN language varchar(2) NOT NULL DEFAULT 'vi';
ALTER TABLE index_report ALTER COLUMN language DROP DEFAULT;
ALTER TABLE index_report DROP CONSTRAINT index_report_pkey;
ALTER TABLE index_report ADD PRIMARY KEY (publication_id, language)
"""
UNKEYED = """
DELETE FROM index_report WHERE language <> 'vi';
ALTER TABLE index_report DROP CONSTRAINT index_report_pkey;
ALTER TABLE index_report ADD PRIMARY KEY (publication_id);
ALTER TABLE index_report DROP COLUMN language
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_administered"),
        ("index", "0006_extracts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KEYED, UNKEYED)],
            state_operations=[
                migrations.DeleteModel(name="Report"),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "publication", "language", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="index.publication",
                            ),
                        ),
                        ("language", models.CharField(max_length=2)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField()),
                        ("holder", models.CharField(max_length=300)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("signed_at", models.DateTimeField()),
                        ("signed_by", models.UUIDField(null=True)),
                    ],
                ),
            ],
        ),
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                ("agency_path", nenso.runtime.fields.PathField()),
                ("asked", models.JSONField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("key", models.CharField(max_length=80)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("problem", models.JSONField(default=dict)),
                ("publication", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("asked_by", "key"), name="index_undertaking_once"),
                ],
            },
        ),
        guard("index_undertaking", read="nenso_sits_above(agency_path)", write=JOB, delete="false"),
    ]
