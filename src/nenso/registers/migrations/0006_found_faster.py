"""Records are found with who asks worked out once, not for each row, and the index asked as soon as it is the shorter way.

Replaces two functions of 0003: their names, arguments and answers stay. A page reads the newest hundred after hundred
only while so many of them fit that the page will fill soon.
"""

from django.db import migrations

MATCHES = """
  (query IS NULL OR r.terms @@ query) AND r.archived_at IS NULL AND (past OR r.ended_at IS NULL)
  AND (within IS NULL OR NOT EXISTS (
    SELECT 1 FROM jsonb_each(within) w WHERE (r.data ->> w.key) IS NULL
      OR left(r.data ->> w.key, 10) < w.value ->> 0 OR left(r.data ->> w.key, 10) > w.value ->> 1))
  AND (me = ANY (r.persons) OR r.readers::text[] && known OR r.agency_paths <@ ANY (scope))
"""
WHO = """
  me constant uuid := nenso_person();
  known constant text[] := nenso_readers();
  scope constant ltree[] := nenso_scope();
"""

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION nenso_records(
    of_register text, of_agency uuid, wanted text, within jsonb, past boolean, after uuid, most int
  ) RETURNS SETOF uuid
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
  SET enable_seqscan = off LANGUAGE plpgsql ROWS 50 AS $$
DECLARE
  newest constant int := 1000;
  query tsquery := nullif(wanted, '')::tsquery;
  start uuid := coalesce(after, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  seen uuid[]; found uuid[] := '{{}}'; read int := 0;
  {WHO}
BEGIN
  IF of_agency IS NULL THEN
    seen := ARRAY(SELECT r.id FROM registers_record r WHERE r.register = of_register AND r.id < start
      ORDER BY r.id DESC LIMIT newest);
  ELSE
    seen := ARRAY(SELECT r.id FROM registers_record r
      WHERE r.register = of_register AND r.agency_id = of_agency AND r.id < start ORDER BY r.id DESC LIMIT newest);
  END IF;
  WHILE read < cardinality(seen) LOOP
    found := found || ARRAY(SELECT r.id FROM registers_record r
      WHERE r.id = ANY (seen[read + 1 : read + 100]) AND {MATCHES} ORDER BY r.id DESC);
    read := least(read + 100, cardinality(seen));
    EXIT WHEN cardinality(found) >= most OR (query IS NOT NULL AND cardinality(found) * newest / read < most);
  END LOOP;
  RETURN QUERY SELECT unnest(found[1 : most]);
  IF cardinality(found) >= most OR (read = cardinality(seen) AND read < newest) THEN
    RETURN;
  END IF;
  start := seen[read];
  IF query IS NULL THEN
    RETURN QUERY SELECT r.id FROM registers_record r
      WHERE r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency) AND r.id < start AND {MATCHES}
      ORDER BY r.id DESC LIMIT most - cardinality(found);
    RETURN;
  END IF;
  RETURN QUERY WITH matched AS MATERIALIZED (
    SELECT r.id FROM registers_record r
    WHERE r.terms @@ query AND r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency)
      AND r.id < start AND {MATCHES}
  ) SELECT m.id FROM matched m ORDER BY m.id DESC LIMIT most - cardinality(found);
END $$;

CREATE OR REPLACE FUNCTION nenso_search_records(
    of_register text, of_agency uuid, wanted text, phrase text, written text, within jsonb, past boolean, most int
  ) RETURNS TABLE (id uuid, near real)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
  SET enable_seqscan = off LANGUAGE plpgsql ROWS 50 AS $$
DECLARE
  query tsquery := wanted::tsquery;
  {WHO}
BEGIN
  RETURN QUERY WITH matched AS MATERIALIZED (
    SELECT r.id, r.folded, r.label FROM registers_record r
    WHERE r.terms @@ query AND r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency)
      AND {MATCHES}
    LIMIT 3000
  )
  SELECT m.id, (starts_with(m.folded, phrase)::int * 2 + (strpos(m.folded, phrase) > 0)::int
      + (strpos(lower(m.label), written) > 0)::int * 0.5)::real AS near
  FROM matched m ORDER BY 2 DESC, m.id DESC LIMIT most;
END $$;
"""  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_corrected_and_merged")]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
