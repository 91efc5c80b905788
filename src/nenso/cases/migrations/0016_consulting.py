"""What agencies ask each other about a case stays among officers; the list of what an agency was asked is one walk."""

from django.db import migrations

POLICY = """
DROP POLICY cases_entry_among_officers ON cases_entry;
CREATE POLICY cases_entry_among_officers ON cases_entry AS RESTRICTIVE FOR SELECT USING (
  kind NOT IN ({kinds})
  OR nenso_system() IS NOT NULL
  OR EXISTS (
    SELECT 1 FROM cases_case c WHERE c.id = case_id AND (
      c.agency_paths <@ ANY (nenso_scope())
      OR EXISTS (
        SELECT 1 FROM unnest(c.readers::text[]) AS reader
        WHERE reader = ANY (nenso_readers()) AND strpos(reader, '@') > 0 AND reader NOT LIKE 'representative@%'
      )))
);
"""
BEFORE = "'comment', 'directive', 'answer', 'noted', 'closed'"
KINDS = f"{BEFORE}, 'consult', 'opinion'"

ASKED = """
CREATE INDEX entry_consultations ON cases_entry ((data->>'to'), (data->>'due_at')) WHERE kind = 'consult';
CREATE FUNCTION nenso_consultations(at_agency uuid, last_due text, last_id uuid, most int)
  RETURNS TABLE (case_id uuid, id uuid, due text)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT e.case_id, e.id, e.data->>'due_at' FROM cases_entry e
  WHERE e.kind = 'consult' AND e.data->>'to' = at_agency::text
    AND nenso_sits_above((SELECT a.path FROM agencies_agency a WHERE a.id = at_agency))
    AND (e.data->>'due_at', e.id) > (last_due, last_id)
    AND NOT EXISTS (SELECT 1 FROM cases_entry x
      WHERE x.case_id = e.case_id AND x.kind = 'opinion' AND x.data->>'consultation' = e.id::text)
  ORDER BY e.data->>'due_at', e.id LIMIT most
$$;
REVOKE ALL ON FUNCTION nenso_consultations(uuid, text, uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_consultations(uuid, text, uuid, int) TO nenso_app;
"""
GONE = "DROP FUNCTION nenso_consultations(uuid, text, uuid, int); DROP INDEX entry_consultations;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_batches")]
    operations = [
        migrations.RunSQL(ASKED, GONE),
        migrations.RunSQL(POLICY.format(kinds=KINDS), POLICY.format(kinds=BEFORE)),
    ]
