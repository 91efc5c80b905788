"""Who may read and write editions and adoptions: all read, publishers and the system write."""

from django.db import migrations

from nenso.runtime.policies import guard

WRITES = "nenso_system() IS NOT NULL OR 'publisher@any' = ANY (nenso_readers())"


class Migration(migrations.Migration):
    dependencies = [("formulas", "0001_editions"), ("runtime", "0001_scope")]
    operations = [
        guard("formulas_edition", read="true", write=WRITES, append_only=True),
        guard("formulas_adoption", read="true", write=WRITES, delete="false"),
    ]
