# ruff: noqa: S608 - the statements are made of words of this file alone
"""What waits for an agency in cases that another decides and received: its queue, and how many there are."""

from django.db import migrations

GUARD = "nenso_sits_above((SELECT a.path FROM agencies_agency a WHERE a.id = at_agency))"
WORDS = "(words = '' OR strpos(c.folded, words) > 0 OR c.procedure = ANY (titles) OR strpos(lower(c.code), words) > 0)"
HERE = """FROM cases_case c JOIN cases_task t ON t.case_id = c.id
  WHERE c.agency_paths @> ARRAY[(SELECT a.path FROM agencies_agency a WHERE a.id = at_agency)]
    AND cardinality(c.agency_paths) > 1 AND c.status BETWEEN 1 AND 9 AND c.agency_id <> at_agency
    AND c.receiving_id <> at_agency AND t.agency_id = at_agency AND t.role <> '' AND t.closed_at IS NULL"""
QUEUE = "uuid, text[], uuid, smallint[], boolean, timestamptz, timestamptz, text, text[], timestamptz, uuid, int"

MAKE = f"""
CREATE FUNCTION nenso_visiting(
    at_agency uuid, roles text[], of_account uuid, states smallint[], running boolean, begins timestamptz,
    ends timestamptz, words text, titles text[], last_due timestamptz, last_id uuid, most int
  ) RETURNS TABLE (id uuid, due timestamptz)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  IF NOT {GUARD} THEN RETURN; END IF;
  RETURN QUERY
  SELECT found.id, found.due FROM (
    SELECT t.case_id AS id, min(coalesce(t.due_at, 'infinity')) AS due {HERE} AND c.status = ANY (states) AND {WORDS}
      AND (cardinality(roles) = 0 OR t.role = ANY (roles))
      AND (of_account IS NULL OR t.account IS NULL OR t.account = of_account)
    GROUP BY t.case_id
  ) found WHERE (found.due, found.id) > (last_due, last_id) ORDER BY found.due, found.id LIMIT most;
END $$;
CREATE FUNCTION nenso_visiting_count(at_agency uuid) RETURNS bigint
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  IF NOT {GUARD} THEN RETURN 0; END IF;
  RETURN (SELECT count(DISTINCT t.case_id) {HERE} AND c.status IN (1, 2, 4, 6));
END $$;
REVOKE ALL ON FUNCTION nenso_visiting({QUEUE}), nenso_visiting_count(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_visiting({QUEUE}), nenso_visiting_count(uuid) TO nenso_app;
"""
DROP = f"DROP FUNCTION nenso_visiting({QUEUE}), nenso_visiting_count(uuid)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_sealed_and_locked")]
    operations = [migrations.RunSQL(MAKE, DROP)]
