# ruff: noqa: S608 - the statements are made of words of this file alone
"""What waits for an agency in cases of others, found by these cases, which are few, and never by its own many tasks."""

from django.db import migrations

GUARD = "nenso_sits_above((SELECT a.path FROM agencies_agency a WHERE a.id = at_agency))"
WORDS = "(words = '' OR strpos(c.folded, words) > 0 OR c.procedure = ANY (titles) OR strpos(lower(c.code), words) > 0)"


def visited(states: str) -> str:
    return f"""WITH c AS MATERIALIZED (
    SELECT v.id, v.folded, v.procedure, v.code FROM cases_case v
    WHERE v.agency_paths @> ARRAY[(SELECT a.path FROM agencies_agency a WHERE a.id = at_agency)]
      AND cardinality(v.agency_paths) > 1 AND v.status BETWEEN 1 AND 9 AND v.status = ANY ({states})
      AND v.agency_id <> at_agency AND v.receiving_id <> at_agency
  )"""


HERE = """FROM c CROSS JOIN LATERAL (
    SELECT k.case_id, k.due_at, k.role, k.account FROM cases_task k
    WHERE k.case_id = c.id AND k.agency_id = at_agency AND k.role <> '' AND k.closed_at IS NULL OFFSET 0
  ) t"""

MAKE = f"""
CREATE OR REPLACE FUNCTION nenso_visiting(
    at_agency uuid, roles text[], of_account uuid, states smallint[], running boolean, begins timestamptz,
    ends timestamptz, words text, titles text[], last_due timestamptz, last_id uuid, most int
  ) RETURNS TABLE (id uuid, due timestamptz)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  IF NOT {GUARD} THEN RETURN; END IF;
  RETURN QUERY {visited("states")}
  SELECT found.id, found.due FROM (
    SELECT t.case_id AS id, min(coalesce(t.due_at, 'infinity')) AS due {HERE}
    WHERE {WORDS}
      AND (cardinality(roles) = 0 OR t.role = ANY (roles))
      AND (of_account IS NULL OR t.account IS NULL OR t.account = of_account)
    GROUP BY t.case_id
  ) found WHERE (found.due, found.id) > (last_due, last_id) ORDER BY found.due, found.id LIMIT most;
END $$;
CREATE OR REPLACE FUNCTION nenso_visiting_count(at_agency uuid) RETURNS bigint
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  IF NOT {GUARD} THEN RETURN 0; END IF;
  RETURN ({visited("ARRAY[1, 2, 4, 6]")} SELECT count(DISTINCT t.case_id) {HERE});
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_sealed_cases")]
    operations = [migrations.RunSQL(MAKE, migrations.RunSQL.noop)]
