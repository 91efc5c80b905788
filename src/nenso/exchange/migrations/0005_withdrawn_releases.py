"""Releases of open data that were withdrawn: since when, and why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0004_open_data"),
    ]

    operations = [
        migrations.AddField("openrelease", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "openrelease",
            "withdrawn_why",
            models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
    ]
