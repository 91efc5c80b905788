"""What procedures opened by themselves, once for each record and period: the engine's alone to read and write."""

from django.db import migrations, models

from nenso.runtime.policies import guard

ENGINE = "nenso_system() IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_asked_once")]

    operations = [
        migrations.AddField("case", "period", models.CharField(db_default="", default="", max_length=10)),
        migrations.CreateModel(
            name="Started",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "procedure",
                        "start",
                        "period",
                        "subject",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("procedure", models.CharField(max_length=120)),
                ("start", models.CharField(max_length=140)),
                ("period", models.CharField(max_length=10)),
                ("subject", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
        guard("cases_started", read=ENGINE, delete="false"),
    ]
