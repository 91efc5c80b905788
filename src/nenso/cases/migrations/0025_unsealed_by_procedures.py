"""Sealed entries are opened by the procedure when the step ends, and by nobody who only sees the case."""

from django.db import migrations

UNSEAL = """
SET LOCAL lock_timeout = '5s';
CREATE POLICY cases_entry_unseal ON cases_entry AS RESTRICTIVE FOR UPDATE USING (nenso_system() IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_asked_of_predecessors")]
    operations = [migrations.RunSQL(UNSEAL, "DROP POLICY cases_entry_unseal ON cases_entry")]
