"""Extracts of publications: seen by whoever sees the publication, written once and never changed."""

from django.db import migrations, models

from nenso.runtime.policies import guard

SEEN = "EXISTS (SELECT FROM index_publication p WHERE p.id = publication)"
JOB = "nenso_system() = 'index'"


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0005_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicationExtract",
            fields=[
                ("publication", models.UUIDField(primary_key=True, serialize=False)),
                ("overview", models.BinaryField()),
                ("packed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="PublicationUnit",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "publication", "unit", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("publication", models.UUIDField()),
                ("unit", models.CharField(max_length=200)),
                ("scores", models.BinaryField()),
                ("values", models.BinaryField()),
            ],
        ),
        guard("index_publicationextract", read=SEEN, write=JOB, append_only=True),
        guard("index_publicationunit", read=SEEN, write=JOB, append_only=True),
    ]
