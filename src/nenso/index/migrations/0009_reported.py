"""Values that are reported in cases: the measuring job's alone to write; each leads back to case, entry and row.

``index_value`` shows them beside what is measured. One that is not decided yet has no row: it is missing.
"""

from importlib import import_module

from django.db import migrations, models

from nenso.runtime.policies import guard

JOB = "(SELECT nenso_system()) = 'index'"
READ = "(SELECT nenso_system()) IS NOT NULL OR (SELECT nenso_in_post())"
MEASURED = import_module("nenso.index.migrations.0004_measurements").VIEW
BEFORE = MEASURED.partition(";")[0].strip().replace("CREATE VIEW", "CREATE OR REPLACE VIEW")
REPORTED = """
UNION ALL
SELECT r.indicator::text, split_part(r.indicator, '.', 1)::varchar(80), r.period, 'agency'::varchar(10), r.unit, r.edition,
  r.numerator, r.denominator, r.value, '', r.computed_at, 1
FROM index_reportedvalue r"""


class Migration(migrations.Migration):
    dependencies = [("index", "0008_asked_once"), ("cases", "0020_sealed_and_locked")]

    operations = [
        migrations.CreateModel(
            name="ReportedValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "period",
                        "unit",
                        "indicator",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("period", models.CharField(max_length=10)),
                ("unit", models.UUIDField()),
                ("indicator", models.CharField(max_length=160)),
                ("procedure", models.CharField(max_length=120)),
                ("edition", models.CharField(max_length=64)),
                ("own", models.FloatField(null=True)),
                ("numerator", models.FloatField(null=True)),
                ("denominator", models.FloatField(null=True)),
                ("value", models.FloatField()),
                ("case", models.UUIDField()),
                ("entry", models.UUIDField()),
                ("place", models.PositiveSmallIntegerField()),
                ("locked_at", models.DateTimeField()),
                ("computed_at", models.DateTimeField()),
            ],
        ),
        guard("index_reportedvalue", read=READ, write=JOB),
        migrations.RunSQL(BEFORE + REPORTED, BEFORE),
    ]
