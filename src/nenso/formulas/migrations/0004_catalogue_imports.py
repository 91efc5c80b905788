"""Tables of the national database that publishers take in on the desk."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids
from nenso.runtime.policies import guard

PUBLISHERS = "nenso_system() IS NOT NULL OR ('publisher@' || {agency}) = ANY (nenso_readers())"
OF_IMPORT = "EXISTS (SELECT 1 FROM formulas_catalogueimport i WHERE i.id = formulas_cataloguefile.taken_id)"
STATES = [
    ("reading", "Đang đọc"),
    ("read", "Đã đọc"),
    ("publishing", "Đang công bố"),
    ("published", "Đã công bố"),
]


class Migration(migrations.Migration):
    dependencies = [("formulas", "0003_transcripts"), ("agencies", "0003_administered")]
    operations = [
        migrations.CreateModel(
            name="CatalogueImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=200)),
                ("state", models.CharField(choices=STATES, default="reading", max_length=12)),
                ("formulas", models.JSONField(default=list)),
                ("done", models.PositiveIntegerField(default=0)),
                ("within", models.JSONField(default=list)),
                ("report", models.JSONField(default=dict)),
                ("problem", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                ("changed_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["agency", "-id"], name="formulas_catalogue_latest")]},
        ),
        migrations.CreateModel(
            name="CatalogueFile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "taken_id", "table", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("table", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                (
                    "taken",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="formulas.catalogueimport",
                    ),
                ),
            ],
        ),
        guard("formulas_catalogueimport", read=PUBLISHERS.format(agency="agency_id")),
        guard("formulas_cataloguefile", read=OF_IMPORT),
    ]
