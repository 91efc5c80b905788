# ruff: noqa: S608 - the statements are made of words of this file alone
"""All values of a unit in one row: those of a nation are a fortieth as many rows to write, to compare and to find.

What was measured before goes along. ``index_value`` becomes a view with a row for each value, read under the policies of
whoever asks.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from nenso.runtime.policies import guard

VIEW = """
CREATE VIEW index_value WITH (security_invoker = true) AS
SELECT m.formula || '.' || n.name AS indicator, m.formula, m.period, m.kind, m.unit, m.edition, n.numerator, n.denominator, n.value,
  CASE WHEN n.value IS NULL THEN 'not_applicable' ELSE '' END AS missing, m.computed_at, m.version
FROM index_measurement m
CROSS JOIN LATERAL unnest(m.names, m.numerators, m.denominators, m.numbers) n (name, numerator, denominator, value);
REVOKE ALL ON index_value FROM nenso_app;
GRANT SELECT ON index_value TO nenso_app
"""
PACK = f"""
INSERT INTO index_measurement
  (period, formula, kind, unit, edition, names, numerators, denominators, numbers, computed_at, version)
SELECT period, split_part(indicator, '.', 1), kind, unit, (array_agg(edition ORDER BY computed_at DESC))[1],
  array_agg(split_part(indicator, '.', 2) ORDER BY indicator), array_agg(numerator ORDER BY indicator),
  array_agg(denominator ORDER BY indicator), array_agg(value ORDER BY indicator), max(computed_at), max(version)
FROM index_value GROUP BY 1, 2, 3, 4;
DROP TABLE index_value;
{VIEW}
"""
UNPACK = """
ALTER VIEW index_value RENAME TO index_value_packed;
CREATE TABLE index_value (indicator varchar(160) NOT NULL, period varchar(10) NOT NULL, kind varchar(10) NOT NULL,
  unit uuid NOT NULL, edition varchar(64) NOT NULL, numerator double precision, denominator double precision,
  value double precision, missing varchar(20) NOT NULL, computed_at timestamptz NOT NULL, version integer NOT NULL,
  PRIMARY KEY (indicator, period, kind, unit));
INSERT INTO index_value SELECT indicator, period, kind, unit, edition, numerator, denominator, value, missing, computed_at,
  version FROM index_value_packed;
DROP VIEW index_value_packed
"""
JOB = "nenso_system() = 'index'"
READ = "nenso_system() IS NOT NULL OR nenso_in_post()"
UNGUARD = guard("index_value", read=READ, write=JOB)


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0003_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measurement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "period",
                        "formula",
                        "kind",
                        "unit",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("period", models.CharField(max_length=10)),
                ("formula", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=10)),
                ("unit", models.UUIDField()),
                ("edition", models.CharField(max_length=64)),
                ("names", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                (
                    "numerators",
                    django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None),
                ),
                (
                    "denominators",
                    django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None),
                ),
                (
                    "numbers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None),
                ),
                ("computed_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
            ],
        ),
        guard("index_measurement", read=READ, write=JOB),
        migrations.RunSQL(migrations.RunSQL.noop, UNGUARD.sql),
        migrations.RunSQL(PACK, UNPACK),
        migrations.AlterModelOptions(
            name="value",
            options={"managed": False},
        ),
    ]
