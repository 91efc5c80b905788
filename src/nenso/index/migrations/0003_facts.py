# ruff: noqa: S608 - the statements are made of words of this file alone
"""Facts as views, for the measuring job alone: they read as the owner of the tables and answer nobody else.

Whether the job asks is worked out once for a statement, not for each row (docs/decisions/035-measured-indicators.md).
No view has a name of a person, a label or a reason of an officer among officers; forms are there for the fields that
declarations open, and only the compiler of measures names them.
"""

from django.db import migrations

GATE = "(SELECT nenso_system()) = 'index'"
ZONE = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
STATUS = (
    "(ARRAY['draft','filed','accepted','refused','working','asked','paying','withdrawn','stopped','done','delivered'])"
)


def times(column: str) -> str:
    """Return the columns year and month of a moment."""
    return f"extract(year FROM {column} {ZONE})::int AS year, extract(month FROM {column} {ZONE})::int AS month"


def party(name: str, case: str) -> str:
    """Return the key of a party of a case."""
    return (
        f"(SELECT p.party_id FROM cases_party p WHERE p.case_id = {case} AND p.name = '{name}' ORDER BY p.id LIMIT 1)"
    )


VIEWS = {
    "index_cases": f"""
SELECT c.id, c.code::text, c.procedure::text, split_part(c.procedure, '.', 1) AS formula, c.channel::text,
  {STATUS}[c.status + 1] AS status, c.finished_at IS NOT NULL AS ended, c.status IN (9, 10) AS done,
  l.level::text, c.filed_at, c.accepted_at, c.accepted_at AS received_at, c.due_at, c.finished_at, c.occurred_at,
  c.delivered_at, c.asks::int AS asks, c.extensions::int AS extensions,
  CASE WHEN c.finished_at IS NOT NULL THEN c.due_at IS NULL OR c.finished_at <= c.due_at END AS on_time,
  c.status = 3 AS refused, {party("applicant", "c.id")} AS applicant, {party("filer", "c.id")} AS filer,
  (SELECT coalesce(sum(p.amount), 0) FROM payments_payment p WHERE p.case_id = c.id AND p.state <> 'cancelled')::bigint AS fee,
  c.mandate::text, c.parent_id AS parent, c.edition_id AS edition, c.anonymous, (e.count - b.count)::int AS working_days,
  c.receiving_id AS received_by, {times("c.filed_at")}, c.agency_id AS agency, coalesce(c.place_id, a.place_id) AS place,
  c.form, c.about_id, c.agency_paths::ltree[] AS agency_paths
FROM cases_case c
LEFT JOIN agencies_agency a ON a.id = c.agency_id
LEFT JOIN index_procedurelevel l ON l.edition = c.edition_id AND l.procedure = c.procedure
LEFT JOIN index_workingday b ON b.day = (coalesce(c.accepted_at, c.filed_at) {ZONE})::date
LEFT JOIN index_workingday e ON e.day = (c.finished_at {ZONE})::date
WHERE c.status > 0 AND {GATE}""",
    "index_entries": f"""
SELECT e.id, e.case_id AS "case", e.step::text, e.action::text, e.round::int AS round, e.account AS actor,
  e.at AS acted_at, e.kind::text,
  (SELECT min(t.opened_at) FROM cases_task t WHERE t.case_id = e.case_id AND t.step = e.step AND t.round = e.round) AS opened_at,
  (SELECT min(t.due_at) FROM cases_task t WHERE t.case_id = e.case_id AND t.step = e.step AND t.round = e.round) AS due_at,
  e.reason, c.procedure::text, c.channel::text, {STATUS}[c.status + 1] AS status, c.filed_at, c.accepted_at,
  c.finished_at, c.occurred_at, {times("e.at")}, c.agency_id AS agency, coalesce(c.place_id, a.place_id) AS place,
  e.data, c.form, c.about_id
FROM cases_entry e JOIN cases_case c ON c.id = e.case_id LEFT JOIN agencies_agency a ON a.id = c.agency_id
WHERE c.status > 0 AND e.kind NOT IN ('comment', 'directive', 'answer', 'noted', 'closed') AND {GATE}""",
    "index_payments": f"""
SELECT p.id, p.case_id AS "case", c.procedure::text, p.amount,
  (SELECT coalesce(sum(r.amount), 0) FROM payments_refund r WHERE r.case_id = p.case_id AND r.payment_id = p.id)::bigint AS refunded,
  p.state::text AS status, p.means::text AS method, p.asked_at AS owed_at, p.paid_at,
  (SELECT max(r.at) FROM payments_refund r WHERE r.case_id = p.case_id AND r.payment_id = p.id) AS refunded_at,
  p.agency_id AS payee, {times("p.asked_at")}, c.agency_id AS agency, coalesce(c.place_id, a.place_id) AS place,
  c.form, c.about_id
FROM payments_payment p JOIN cases_case c ON c.id = p.case_id LEFT JOIN agencies_agency a ON a.id = c.agency_id
WHERE c.status > 0 AND {GATE}""",
    "index_records": f"""
SELECT r.id, r.register::text, r.number::text AS code, r.valid_from, r.ended_at AS valid_until, r.created_at, r.updated_at,
  (SELECT p.party_id FROM registers_recordparty p WHERE p.record_id = r.id ORDER BY p.id LIMIT 1) AS owner,
  {times("r.created_at")}, r.agency_id AS agency, coalesce(r.place_id, a.place_id) AS place, r.data
FROM registers_record r LEFT JOIN agencies_agency a ON a.id = r.agency_id
WHERE r.merged_into IS NULL AND {GATE}""",
    "index_lookups": f"""
SELECT m.id, s.register::text, m.purpose::text, m.at, m.outcome = 'answered' AND cardinality(m.records) > 0 AS found,
  {times("m.at")}, m.consumer_id AS agency, a.place_id AS place
FROM exchange_message m JOIN exchange_service s ON s.id = m.service_id LEFT JOIN agencies_agency a ON a.id = m.consumer_id
WHERE {GATE}""",
    "index_adoptions": f"""
SELECT o.id, o.formula::text, e.version::text, o.valid_from AS adopted_at, o.valid_until AS ended_at, a.kind::text,
  {times("o.valid_from")}, o.agency_id AS agency, a.place_id AS place
FROM formulas_adoption o JOIN formulas_edition e ON e.id = o.edition_id JOIN agencies_agency a ON a.id = o.agency_id
WHERE {GATE}""",
    "index_agencies": f"""
SELECT a.id, a.name::text, a.kind::text,
  (SELECT i.value FROM agencies_agencyidentifier i WHERE i.agency_id = a.id AND i.valid_until IS NULL ORDER BY i.id LIMIT 1)::text AS code,
  a.valid_from, a.valid_until, a.parent_id AS parent, extract(year FROM a.valid_from)::int AS year,
  extract(month FROM a.valid_from)::int AS month, a.id AS agency, a.place_id AS place
FROM agencies_agency a WHERE {GATE}""",
    "index_officials": f"""
SELECT o.id, o.account_id AS person, o.role::text, o.title::text, o.valid_from,
  least(o.valid_until, (o.ended_at {ZONE})::date) AS valid_until, extract(year FROM o.valid_from)::int AS year,
  extract(month FROM o.valid_from)::int AS month, o.agency_id AS agency, a.place_id AS place
FROM agencies_post o JOIN agencies_agency a ON a.id = o.agency_id WHERE {GATE}""",
    "index_places": f"""
SELECT p.id, p.code::text, p.name::text, p.kind::text, p.level::text, p.area_km2, p.valid_from, p.valid_until,
  p.parent_id AS parent, p.id AS place
FROM territory_place p WHERE {GATE}""",
    "index_touched": f"SELECT j.stream, j.transaction FROM journal_entry j WHERE {GATE}",
}
MAKE = ";\n".join(
    f"CREATE VIEW {name} AS {query};\nREVOKE ALL ON {name} FROM nenso_app;\nGRANT SELECT ON {name} TO nenso_app"
    for name, query in VIEWS.items()
)
DROP = ";\n".join(f"DROP VIEW {name}" for name in reversed(VIEWS))
INDEXES = """
CREATE INDEX case_finished ON cases_case (agency_id, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX entry_at ON cases_entry USING brin (at) WITH (pages_per_range = 32);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0002_guards"),
        ("cases", "0016_consulting"),
        ("payments", "0001_initial"),
        ("registers", "0005_corrected_and_merged"),
        ("exchange", "0002_guards"),
        ("formulas", "0006_manuscripts"),
        ("journal", "0001_initial"),
        ("agencies", "0003_administered"),
        ("territory", "0003_working_hours"),
    ]
    operations = [
        migrations.RunSQL(MAKE, DROP),
        migrations.RunSQL(INDEXES, "DROP INDEX case_finished; DROP INDEX entry_at"),
    ]
