# ruff: noqa: S608 - the statements are made of words of these files alone
"""Procedures that agencies offer, put together by sets: nearer adoptions are looked for once, not for each procedure."""

from importlib import import_module

from django.db import migrations

facts = import_module("nenso.index.migrations.0003_facts")
BEFORE = import_module("nenso.index.migrations.0013_procedures").PROCEDURES
NEARER = """
SELECT o.id AS adoption, a.id AS agency, min(n.valid_from) AS since
FROM formulas_adoption o JOIN agencies_agency b ON b.id = o.agency_id
JOIN formulas_adoption n ON n.formula = o.formula AND n.agency_id <> o.agency_id
JOIN agencies_agency h ON h.id = n.agency_id AND h.path <@ b.path
JOIN agencies_agency a ON a.path <@ h.path GROUP BY 1, 2"""
OFFERED = f"""
SELECT o.id, o.formula, o.edition_id, coalesce(o.adaptation_id, '00000000-0000-0000-0000-000000000000') AS adaptation,
  o.decided_at, o.valid_from, e.published_at, a.id AS agency, a.kind, a.place_id,
  greatest(o.valid_from, a.valid_from::timestamp {facts.ZONE}) AS begins,
  least(o.valid_until, nearer.since, a.valid_until::timestamp {facts.ZONE}) AS ends
FROM formulas_adoption o
JOIN formulas_edition e ON e.id = o.edition_id
JOIN agencies_agency b ON b.id = o.agency_id
JOIN agencies_agency a ON a.path <@ b.path AND NOT a.is_unit
LEFT JOIN ({NEARER}) nearer ON nearer.adoption = o.id AND nearer.agency = a.id
OFFSET 0"""
AFTER = f"""
SELECT md5(o.id::text || o.agency::text || d.procedure)::uuid AS id, d.procedure::text, o.formula::text, d.code::text,
  d.code <> '' AS administrative, d.level::text, o.edition_id AS edition, o.published_at, o.decided_at AS public_at,
  o.valid_from AS in_force_at, (force.count - published.count)::int AS notice_days,
  (public.count - published.count)::int AS disclosure_days, d.financial,
  (paid.since {facts.ZONE})::date AS paid_online_on, d.lacking::text, d.lacking = '' AS complete, d.population,
  o.begins AS valid_from, o.ends AS valid_until, {facts.times("o.published_at")}, o.agency, o.place_id AS place
FROM ({OFFERED}) o
JOIN index_declaredprocedure d ON d.edition = o.edition_id AND d.adaptation = o.adaptation
LEFT JOIN (SELECT p.agency_id, min(p.paid_at) AS since FROM payments_payment p
  WHERE p.means = 'online' AND p.paid_at IS NOT NULL GROUP BY 1) paid ON paid.agency_id = o.agency
LEFT JOIN index_workingday published ON published.day = (o.published_at {facts.ZONE})::date
LEFT JOIN index_workingday public ON public.day = (o.decided_at {facts.ZONE})::date
LEFT JOIN index_workingday force ON force.day = (o.valid_from {facts.ZONE})::date
WHERE ('any' = ANY (d.kinds) OR o.kind = ANY (d.kinds)) AND coalesce(o.ends > o.begins, true) AND {facts.GATE}"""
VIEW = "CREATE OR REPLACE VIEW index_procedures AS "


class Migration(migrations.Migration):
    dependencies = [("index", "0015_sealed_reasons")]
    operations = [migrations.RunSQL(VIEW + AFTER, VIEW + BEFORE)]
