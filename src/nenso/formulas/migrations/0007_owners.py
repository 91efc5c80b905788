"""Whose a formula is: an edition keeps the agency whose publisher published it, and the database holds it to that."""

import django.db.models.deletion
from django.db import migrations, models

OF_EARLIER = """
UPDATE formulas_edition e SET agency_id = (
  SELECT p.agency_id FROM agencies_post p JOIN agencies_agency a ON a.id = p.agency_id
  WHERE p.account_id = e.published_by AND p.role = 'publisher' ORDER BY nlevel(a.path), p.id LIMIT 1)
"""
"""Of what was published before, the highest agency that its publisher ever published for."""


def _insert(allowed: str) -> str:
    return f"""
DROP POLICY formulas_edition_insert ON formulas_edition;
CREATE POLICY formulas_edition_insert ON formulas_edition FOR INSERT
  WITH CHECK (nenso_system() IS NOT NULL OR {allowed} = ANY (nenso_readers()))
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_guards"), ("formulas", "0006_manuscripts")]
    operations = [
        migrations.AddField(
            "edition",
            "agency",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.RunSQL(OF_EARLIER, migrations.RunSQL.noop),
        migrations.RunSQL(_insert("'publisher@' || agency_id"), _insert("'publisher@any'")),
    ]
