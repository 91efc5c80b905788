"""A search looks for whole words first, and for words that begin so only while its page has room.

All records with a word that begins so are gathered before anything else is asked of them: in a register of a million
that takes longer than the rest of a search. Replaces the function of 0006 by one that is given both questions.
"""

from django.db import migrations

MATCHES = """
  r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency)
  AND r.archived_at IS NULL AND (past OR r.ended_at IS NULL)
  AND (within IS NULL OR NOT EXISTS (
    SELECT 1 FROM jsonb_each(within) w WHERE (r.data ->> w.key) IS NULL
      OR left(r.data ->> w.key, 10) < w.value ->> 0 OR left(r.data ->> w.key, 10) > w.value ->> 1))
  AND (me = ANY (r.persons) OR r.readers::text[] && known OR r.agency_paths <@ ANY (scope))
"""
NEAREST = """
  SELECT m.id, (starts_with(m.folded, phrase)::int * 2 + (strpos(m.folded, phrase) > 0)::int
      + (strpos(lower(m.label), written) > 0)::int * 0.5::real)::real AS near
  FROM matched m ORDER BY 2 DESC, m.id DESC
"""

FUNCTIONS = f"""
DROP FUNCTION nenso_search_records(text, uuid, text, text, text, jsonb, boolean, int);
CREATE FUNCTION nenso_search_records(
    of_register text, of_agency uuid, whole text, begun text, phrase text, written text, within jsonb, past boolean,
    most int
  ) RETURNS TABLE (id uuid, near real)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
  SET enable_seqscan = off LANGUAGE plpgsql ROWS 50 AS $$
DECLARE
  words constant tsquery := whole::tsquery;
  beginnings constant tsquery := begun::tsquery;
  me constant uuid := nenso_person();
  known constant text[] := nenso_readers();
  scope constant ltree[] := nenso_scope();
  found int;
BEGIN
  RETURN QUERY WITH matched AS MATERIALIZED (
    SELECT r.id, r.folded, r.label FROM registers_record r WHERE r.terms @@ words AND {MATCHES} LIMIT 3000
  ) {NEAREST} LIMIT most;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF found < most AND beginnings IS NOT NULL THEN
    RETURN QUERY WITH matched AS MATERIALIZED (
      SELECT r.id, r.folded, r.label FROM registers_record r
      WHERE r.terms @@ beginnings AND NOT r.terms @@ words AND {MATCHES} LIMIT 3000
    ) {NEAREST} LIMIT most - found;
  END IF;
END $$;
COMMENT ON FUNCTION nenso_search_records(text, uuid, text, text, text, text, jsonb, boolean, int)
  IS 'Keys of the records with all the words that whoever asks may see, the nearest first; begun: the last word open';
REVOKE ALL ON FUNCTION nenso_search_records(text, uuid, text, text, text, text, jsonb, boolean, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_search_records(text, uuid, text, text, text, text, jsonb, boolean, int) TO nenso_app;
"""  # noqa: S608 - constants


class Migration(migrations.Migration):
    dependencies = [("registers", "0009_granted")]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
