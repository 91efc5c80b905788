"""The application may make temporary tables: samples of formulas run on tables of their own (docs/decisions/027)."""

from django.db import migrations

DO = "DO $$ BEGIN EXECUTE format('{verb} TEMPORARY ON DATABASE %I {way} nenso_app', current_database()); END $$"


class Migration(migrations.Migration):
    dependencies = [("runtime", "0002_rights_on_tables_of_others")]
    operations = [migrations.RunSQL(DO.format(verb="GRANT", way="TO"), DO.format(verb="REVOKE", way="FROM"))]
