"""Who stands in for whom, on what a decision rests, and books that are closed; administrators see their books."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.clock

SYSTEM = "nenso_system() IS NOT NULL"
SITS_AT_AGENCY = (
    "EXISTS (SELECT 1 FROM unnest(nenso_readers()) AS reader WHERE split_part(reader, '@', 2) = agency_id::text)"
)
BEFORE = f"{SYSTEM} OR {SITS_AT_AGENCY}"
KEEPS_BOOKS = f"{BEFORE} OR nenso_administers(agency_id)"


def books(rule: str) -> str:
    """Return the statements that let ``rule`` say who sees and writes books."""
    return f"""
    ALTER POLICY agencies_booknumber_read ON agencies_booknumber USING ({rule});
    ALTER POLICY agencies_booknumber_insert ON agencies_booknumber WITH CHECK ({rule});
    ALTER POLICY agencies_booknumber_update ON agencies_booknumber USING ({rule}) WITH CHECK ({rule});
    """


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_guards")]

    operations = [
        migrations.AddField(
            "post",
            "stands_in_for",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.post",
            ),
        ),
        migrations.AddField("agencysetting", "basis", models.CharField(blank=True, max_length=300, default="")),
        migrations.AlterField("agencysetting", "basis", models.CharField(blank=True, max_length=300)),
        migrations.AddField("agencysetting", "decided_by", models.UUIDField(blank=True, null=True)),
        migrations.AddField("agencysetting", "decided_at", models.DateTimeField(default=nenso.runtime.clock.now)),
        migrations.AddField("booknumber", "closed_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(books(KEEPS_BOOKS), books(BEFORE)),
    ]
