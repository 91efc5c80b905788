"""Who may read and write records: the row says who reads; only procedures and the system write."""

from django.db import migrations

from nenso.runtime.policies import VISIBLE, guard

SEES = "EXISTS (SELECT 1 FROM registers_record r WHERE r.id = record_id)"
SYSTEM = "nenso_system() IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_records"), ("runtime", "0001_scope")]
    operations = [
        guard("registers_record", read=VISIBLE, write=f"{SYSTEM} AND ({VISIBLE})", delete="false"),
        guard("registers_recordrevision", read=SEES, write=f"{SYSTEM} AND {SEES}", delete="false"),
        guard("registers_recordparty", read=SEES, write=f"{SYSTEM} AND {SEES}"),
    ]
