"""What a sealed entry says is no fact before it is opened; that it is there counts all the while."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("nenso.index.migrations.0003_facts").VIEWS["index_entries"]
AFTER = BEFORE.replace("e.data, c.form", "CASE WHEN e.sealed THEN '{}'::jsonb ELSE e.data END AS data, c.form")
VIEW = "CREATE OR REPLACE VIEW index_entries AS "


class Migration(migrations.Migration):
    dependencies = [("index", "0011_more_facts"), ("cases", "0020_sealed_and_locked")]
    operations = [migrations.RunSQL(VIEW + AFTER, VIEW + BEFORE)]
