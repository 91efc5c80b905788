"""What an agency is asked includes what those were asked that it goes on for: the entry keeps whom it was asked of."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("nenso.cases.migrations.0016_consulting").ASKED
FUNCTION = BEFORE[BEFORE.index("CREATE FUNCTION") : BEFORE.index("REVOKE")].replace("CREATE", "CREATE OR REPLACE", 1)
ITSELF = "e.data->>'to' = at_agency::text"
AND_BEFORE_IT = """e.data->>'to' = ANY (ARRAY(
      SELECT at_agency::text UNION ALL SELECT s.old_id::text FROM agencies_agencysuccession s WHERE s.new_id = at_agency))"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_supplied_files_taken_back"), ("agencies", "0004_successions")]
    operations = [migrations.RunSQL(FUNCTION.replace(ITSELF, AND_BEFORE_IT), FUNCTION)]
