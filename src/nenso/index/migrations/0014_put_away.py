"""A draft that is put away is shown to nobody any more; what the journal says of it stays."""

from django.db import migrations

BEFORE = "state = 'published' AND coalesce(embargo_until, '-infinity') <= now() OR nenso_sits_above(agency_path)"
AFTER = f"({BEFORE}) AND (state <> 'put_away' OR (SELECT nenso_system()) = 'index')"
POLICY = "ALTER POLICY index_publication_read ON index_publication USING ({})"


class Migration(migrations.Migration):
    dependencies = [("index", "0013_procedures")]
    operations = [migrations.RunSQL(POLICY.format(AFTER), POLICY.format(BEFORE))]
