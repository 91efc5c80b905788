"""How often an account searches by what is masked in a day; only the system counts."""

from django.db import migrations, models

from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("registers", "0014_proposals_by_time")]

    operations = [
        migrations.CreateModel(
            name="MaskedSearches",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account", models.UUIDField(editable=False)),
                ("day", models.DateField(editable=False)),
                ("count", models.PositiveIntegerField(default=1)),
            ],
        ),
        guard("registers_maskedsearches", read=SYSTEM, write=SYSTEM),
    ]
