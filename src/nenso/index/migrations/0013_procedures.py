# ruff: noqa: S608 - the statements are made of words of these files alone
"""Procedures as agencies offer them as a fact; of cases whether papers are digital, data reused, the filer identified.

An adoption counts for the agency that made it and for those below it whose kind may offer, from when it began until
another, or a nearer one, took its place. What editions declare is written by the measuring job and no secret.
"""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

from nenso.runtime.policies import guard

facts = import_module("nenso.index.migrations.0003_facts")
CASES = import_module("nenso.index.migrations.0011_more_facts").WIDER
SIGNED = "AS electronic_result\n"
ON_PAPER = """'$.* ? (!exists(@.files)).paper.keyvalue() ? (@.key != "seen" && @.value > 0)'"""
WIDER = CASES.replace(
    SIGNED,
    f"""AS electronic_result,
  NOT c.documents @? {ON_PAPER} AS digitised,
  coalesce(c.fields_held, 0) > 0 OR c.documents @? '$.*.held' AS data_reused, c.assurance::int AS assurance
""",
)
BEGINS = f"greatest(o.valid_from, a.valid_from::timestamp {facts.ZONE})"
ENDS = f"least(o.valid_until, nearer.since, a.valid_until::timestamp {facts.ZONE})"
PROCEDURES = f"""
SELECT md5(o.id::text || a.id::text || d.procedure)::uuid AS id, d.procedure::text, o.formula::text, d.code::text,
  d.code <> '' AS administrative, d.level::text, o.edition_id AS edition, e.published_at, o.decided_at AS public_at,
  o.valid_from AS in_force_at, (force.count - published.count)::int AS notice_days,
  (public.count - published.count)::int AS disclosure_days, d.financial,
  (paid.since {facts.ZONE})::date AS paid_online_on, d.lacking::text, d.lacking = '' AS complete, d.population,
  {BEGINS} AS valid_from, {ENDS} AS valid_until,
  {facts.times("e.published_at")}, a.id AS agency, a.place_id AS place
FROM formulas_adoption o
JOIN formulas_edition e ON e.id = o.edition_id
JOIN agencies_agency b ON b.id = o.agency_id
JOIN agencies_agency a ON a.path <@ b.path AND NOT a.is_unit
JOIN index_declaredprocedure d ON d.edition = o.edition_id
  AND d.adaptation = coalesce(o.adaptation_id, '00000000-0000-0000-0000-000000000000')
LEFT JOIN LATERAL (SELECT min(n.valid_from) AS since FROM formulas_adoption n JOIN agencies_agency h ON h.id = n.agency_id
  WHERE n.formula = o.formula AND h.path <> b.path AND h.path <@ b.path AND a.path <@ h.path) nearer ON true
LEFT JOIN (SELECT p.agency_id, min(p.paid_at) AS since FROM payments_payment p
  WHERE p.means = 'online' AND p.paid_at IS NOT NULL GROUP BY 1) paid ON paid.agency_id = a.id
LEFT JOIN index_workingday published ON published.day = (e.published_at {facts.ZONE})::date
LEFT JOIN index_workingday public ON public.day = (o.decided_at {facts.ZONE})::date
LEFT JOIN index_workingday force ON force.day = (o.valid_from {facts.ZONE})::date
WHERE ('any' = ANY (d.kinds) OR a.kind = ANY (d.kinds)) AND coalesce({ENDS} > {BEGINS}, true) AND {facts.GATE}"""
CLOSED = "REVOKE ALL ON index_procedures FROM nenso_app; GRANT SELECT ON index_procedures TO nenso_app"


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0012_sealed_entries"),
        ("formulas", "0009_decided"),
        ("cases", "0029_assurance"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeclaredProcedure",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "edition",
                        "adaptation",
                        "procedure",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("edition", models.UUIDField()),
                ("adaptation", models.UUIDField()),
                ("procedure", models.CharField(max_length=120)),
                ("title", models.TextField()),
                ("code", models.CharField(max_length=60)),
                ("level", models.CharField(max_length=10)),
                ("kinds", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("financial", models.BooleanField()),
                ("lacking", models.CharField(max_length=100)),
                ("population", models.BooleanField()),
            ],
        ),
        guard("index_declaredprocedure", read="true", write=facts.GATE),
        migrations.RunSQL(
            f"CREATE OR REPLACE VIEW index_cases AS {WIDER}",
            f"DROP VIEW index_cases;\nCREATE VIEW index_cases AS {CASES};\nREVOKE ALL ON index_cases FROM nenso_app;\n"
            "GRANT SELECT ON index_cases TO nenso_app",
        ),
        migrations.RunSQL(f"CREATE VIEW index_procedures AS {PROCEDURES}", "DROP VIEW index_procedures"),
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
    ]
