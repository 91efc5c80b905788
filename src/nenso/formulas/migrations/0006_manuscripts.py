"""Formulas that are being written: read and kept by the publishers of the agency that writes them."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.ids
from nenso.runtime.policies import guard

WRITES = "nenso_system() IS NOT NULL OR 'publisher@' || agency_id = ANY (nenso_readers())"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_guards"), ("formulas", "0005_suspensions")]
    operations = [
        migrations.CreateModel(
            name="Manuscript",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("formula", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=40)),
                ("title", models.JSONField(default=dict)),
                ("base", models.CharField(default="", max_length=121)),
                ("files", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("client_key", models.CharField(max_length=80)),
                ("begun_at", models.DateTimeField()),
                ("begun_by", models.UUIDField(null=True)),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.CharField(default="", max_length=200)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agency", "client_key"), name="manuscript_begun_once")],
            },
        ),
        guard("formulas_manuscript", read=WRITES),
    ]
