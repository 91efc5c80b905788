"""Names of indicators are said once for all units and periods: they were two fifths of what a day of a nation wrote.

``index_value`` shows the same as before.
"""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

from nenso.runtime.policies import guard

JOB = "(SELECT nenso_system()) = 'index'"
SEES = "(SELECT nenso_system()) IS NOT NULL OR (SELECT nenso_in_post())"
SAID = django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)
RIGHTS = "REVOKE ALL ON index_value FROM nenso_app; GRANT SELECT ON index_value TO nenso_app"
REPORTED = import_module("nenso.index.migrations.0009_reported")
BEFORE = f"{REPORTED.BEFORE}{REPORTED.REPORTED};\n{RIGHTS}"
AFTER = BEFORE.replace(
    "FROM index_measurement m", "FROM index_measurement m JOIN index_naming l ON l.id = m.naming"
).replace("m.names", "l.names")
NAME = """
INSERT INTO index_naming (names) SELECT DISTINCT names FROM index_measurement;
UPDATE index_measurement m SET naming = l.id FROM index_naming l WHERE l.names = m.names
"""
SAY = "UPDATE index_measurement m SET names = l.names FROM index_naming l WHERE l.id = m.naming"


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0009_reported"),
    ]
    operations = [
        migrations.CreateModel(
            name="Naming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("names", SAID),
            ],
        ),
        guard("index_naming", read=SEES, write=JOB),
        migrations.RunSQL("DROP VIEW index_value", BEFORE),
        migrations.AddField("measurement", "naming", models.IntegerField(default=0), preserve_default=False),
        migrations.AlterField(
            "measurement",
            "names",
            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, default=list),
        ),
        migrations.RunSQL(NAME, SAY),
        migrations.RemoveField("measurement", "names"),
        migrations.RunSQL(AFTER, "DROP VIEW index_value"),
        migrations.RunSQL(
            "ALTER TABLE index_measurement SET (fillfactor = 50)", "ALTER TABLE index_measurement SET (fillfactor = 45)"
        ),
    ]
