"""One act on many cases as something that goes on by itself: what is to be done, and what became of each."""

from django.db import migrations, models

from nenso.runtime.policies import guard

OWN = "account = nenso_account()"


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_where_editions_run")]
    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("account", models.UUIDField()),
                ("action", models.CharField(max_length=60)),
                ("to", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                ("batch", models.UUIDField()),
                ("seq", models.PositiveSmallIntegerField()),
                ("account", models.UUIDField()),
                ("wanted", models.CharField(max_length=60)),
                ("code", models.CharField(default="", max_length=60)),
                ("label", models.CharField(default="", max_length=400)),
                ("problem", models.JSONField(default=dict)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "batch", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        guard("cases_batch", read=OWN, delete="false"),
        guard("cases_batchitem", read=OWN, delete="false"),
    ]
