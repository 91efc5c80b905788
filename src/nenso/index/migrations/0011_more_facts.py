# ruff: noqa: S608 - the statements are made of words of these files alone
"""Which cases are of administrative procedures and gave a result as a signed document; quality and messages as facts.

Levels of procedures are written anew by the next measuring, with the national codes beside them.
"""

from importlib import import_module

from django.db import migrations, models

facts = import_module("nenso.index.migrations.0003_facts")

CASES = facts.VIEWS["index_cases"]
LAST = "c.agency_paths::ltree[] AS agency_paths\n"
WIDER = CASES.replace(
    LAST,
    LAST.rstrip()
    + """,
  coalesce(l.code <> '', false) AS administrative,
  EXISTS (SELECT FROM results_signedresult s WHERE s.case_id = c.id AND s.state <> 'drafted') AS electronic_result
""",
)
NEW = {
    "index_quality": f"""
SELECT lpad(to_hex(d.id), 32, '0')::uuid AS id, r.register::text, r.measure::text AS side, r.name::text AS rule,
  d.assessed - d.failed AS good, d.failed AS bad, d.assessed AS total,
  ((d.assessed - d.failed)::float8 / nullif(d.assessed, 0)) AS share, d.day AS measured_on,
  (SELECT min(n.day) FROM registers_qualityday n
   WHERE n.rule_id = d.rule_id AND n.agency_id = d.agency_id AND n.day > d.day) AS measured_until,
  extract(year FROM d.day)::int AS year, d.agency_id AS agency, a.place_id AS place
FROM registers_qualityday d JOIN registers_qualityrule r ON r.id = d.rule_id AND r.place IS NOT NULL
LEFT JOIN agencies_agency a ON a.id = d.agency_id
WHERE {facts.GATE}""",
    "index_messages": f"""
SELECT n.id, n.kind::text, n.channel::text, n.state::text AS status, n.created_at, n.sent_at, n.delivered_at,
  {facts.times("n.created_at")}, c.agency_id AS agency, coalesce(c.place_id, a.place_id) AS place
FROM notices_notice n JOIN cases_case c ON c.id = n.case_id LEFT JOIN agencies_agency a ON a.id = c.agency_id
WHERE {facts.GATE}""",
}


def _view(name: str, query: str) -> str:
    closed = f"REVOKE ALL ON {name} FROM nenso_app;\nGRANT SELECT ON {name} TO nenso_app"
    return f"CREATE VIEW {name} AS {query};\n{closed}"


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0010_naming"),
        ("registers", "0010_whole_words_first"),
        ("notices", "0003_returned"),
        ("results", "0004_active_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="procedurelevel",
            name="code",
            field=models.CharField(default="", max_length=60),
        ),
        migrations.RunSQL("DELETE FROM index_procedurelevel", migrations.RunSQL.noop),
        migrations.RunSQL(
            f"CREATE OR REPLACE VIEW index_cases AS {WIDER}",
            f"DROP VIEW index_cases;\n{_view('index_cases', CASES)}",
        ),
        *(migrations.RunSQL(_view(name, query), f"DROP VIEW {name}") for name, query in NEW.items()),
    ]
