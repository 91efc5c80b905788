"""Signed reports of publications: seen by whoever sees the publication, written once and never changed."""

import django.db.models.deletion
from django.db import migrations, models

from nenso.runtime.policies import guard

SEEN = "EXISTS (SELECT FROM index_publication p WHERE p.id = publication_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0004_measurements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="report",
                        serialize=False,
                        to="index.publication",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("holder", models.CharField(max_length=300)),
                ("fingerprint", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("signed_by", models.UUIDField(null=True)),
            ],
        ),
        guard("index_report", read=SEEN, write="nenso_system() = 'index'", append_only=True),
    ]
