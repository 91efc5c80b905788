"""Procedures that an agency does not take in for a time."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids
from nenso.runtime.policies import guard

ADMINISTRATORS = "nenso_system() IS NOT NULL OR nenso_administers(agency_id)"


class Migration(migrations.Migration):
    dependencies = [("formulas", "0004_catalogue_imports")]
    operations = [
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("procedure", models.CharField(max_length=160)),
                ("reason", models.CharField(max_length=500)),
                ("suspended_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("suspended_by", models.UUIDField(null=True)),
                ("resumed_at", models.DateTimeField(null=True)),
                ("resumed_by", models.UUIDField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["agency", "procedure"],
                        condition=models.Q(("resumed_at", None)),
                        name="formulas_suspended_once",
                    )
                ]
            },
        ),
        guard("formulas_suspension", read="true", write=ADMINISTRATORS),
    ]
