"""When an adoption was decided, apart from when it begins; of those before, their key tells when they were written."""

from django.db import migrations, models

from nenso.runtime import clock

WRITTEN = "to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)"
KNOWN = f"UPDATE formulas_adoption SET decided_at = least(valid_from, {WRITTEN})"  # noqa: S608 - words of this file


class Migration(migrations.Migration):
    dependencies = [("formulas", "0008_trials")]

    operations = [
        migrations.AddField("adoption", "decided_at", models.DateTimeField(null=True)),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AlterField("adoption", "decided_at", models.DateTimeField(default=clock.now)),
    ]
