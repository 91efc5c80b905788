"""Who may read and write editions and adoptions: all read; publishers publish, and adopt for their own agency."""

from django.db import migrations

from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"
PUBLISHES = f"{SYSTEM} OR 'publisher@any' = ANY (nenso_readers())"
ADOPTS = f"{SYSTEM} OR 'publisher@' || agency_id = ANY (nenso_readers())"

KEEP_ADOPTIONS = f"""
DROP POLICY formulas_adoption_update ON formulas_adoption;
CREATE POLICY formulas_adoption_update ON formulas_adoption FOR UPDATE USING ({ADOPTS}) WITH CHECK ({ADOPTS})
"""


class Migration(migrations.Migration):
    dependencies = [("formulas", "0001_editions"), ("runtime", "0001_scope")]
    operations = [
        guard("formulas_edition", read="true", write=PUBLISHES, append_only=True),
        guard("formulas_adoption", read="true", write=ADOPTS, delete="false"),
        migrations.RunSQL(KEEP_ADOPTIONS, migrations.RunSQL.noop),
    ]
