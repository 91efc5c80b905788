"""Why a sealed entry was written is no fact before it is opened, as what it says is none."""

from importlib import import_module

from django.db import migrations

EARLIER = import_module("nenso.index.migrations.0012_sealed_entries")
VIEW, BEFORE = EARLIER.VIEW, EARLIER.AFTER
AFTER = BEFORE.replace("e.reason,", "CASE WHEN e.sealed THEN '' ELSE e.reason END AS reason,")


class Migration(migrations.Migration):
    dependencies = [("index", "0014_put_away")]
    operations = [migrations.RunSQL(VIEW + AFTER, VIEW + BEFORE)]
