"""Counting an agency's cases in one statement: what its queues hold, and what became of cases in a period.

The functions count as the owner of the tables, for who sits at the agency or above it (asked before, in the use); they
answer numbers, never a case. The index holds all that a queue is counted by, so that no row is read for it.
"""

from django.db import migrations

INDEX = """
CREATE INDEX case_counts ON cases_case (agency_id, status, due_at, waiting_since) WHERE status BETWEEN 1 AND 9;
"""

QUEUES = """
CREATE FUNCTION nenso_queue_counts(at_agency uuid, moment timestamptz, soon timestamptz)
  RETURNS TABLE (receive bigint, working bigint, soon_due bigint, late bigint, asked bigint, sign bigint, to_return bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  WITH own AS (
    SELECT c.status, c.due_at, c.waiting_since FROM cases_case c
      WHERE c.agency_id = at_agency AND c.status BETWEEN 1 AND 9
    UNION ALL
    SELECT c.status, c.due_at, c.waiting_since FROM cases_case c
      WHERE c.receiving_id = at_agency AND c.receiving_id <> c.agency_id AND c.status BETWEEN 1 AND 9
  )
  SELECT
    count(*) FILTER (WHERE status = 1),
    count(*) FILTER (WHERE status IN (2, 4, 6)),
    count(*) FILTER (WHERE status IN (1, 2, 4, 6) AND waiting_since IS NULL AND due_at >= moment AND due_at <= soon),
    count(*) FILTER (WHERE status IN (1, 2, 4, 6) AND waiting_since IS NULL AND due_at < moment),
    count(*) FILTER (WHERE status = 5),
    (SELECT count(DISTINCT t.case_id) FROM cases_task t
      WHERE t.agency_id = at_agency AND t.role = 'leader' AND t.kind = 'by' AND t.closed_at IS NULL),
    count(*) FILTER (WHERE status = 9)
  FROM own
$$;
COMMENT ON FUNCTION nenso_queue_counts(uuid, timestamptz, timestamptz) IS 'How many cases each queue of an agency holds';
REVOKE ALL ON FUNCTION nenso_queue_counts(uuid, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_queue_counts(uuid, timestamptz, timestamptz) TO nenso_app;
"""

COUNTS = """
CREATE FUNCTION nenso_counts(under ltree, begins timestamptz, ends timestamptz, moment timestamptz, by_what text)
  RETURNS TABLE (key text, received bigint, in_hand bigint, on_time bigint, late bigint, overdue bigint, asked bigint,
    withdrawn bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT
    CASE by_what WHEN 'procedure' THEN c.procedure WHEN 'agency' THEN c.agency_id::text
      WHEN 'officer' THEN (
        SELECT t.account::text FROM cases_task t WHERE t.case_id = c.id AND t.account IS NOT NULL
        ORDER BY t.opened_at DESC, t.id DESC LIMIT 1)
      ELSE '' END,
    count(*) FILTER (WHERE c.filed_at >= begins AND c.filed_at < ends),
    count(*) FILTER (WHERE c.finished_at IS NULL),
    count(*) FILTER (WHERE c.finished_at >= begins AND c.finished_at < ends AND c.status <> 7
      AND (c.due_at IS NULL OR c.finished_at <= c.due_at)),
    count(*) FILTER (WHERE c.finished_at >= begins AND c.finished_at < ends AND c.status <> 7
      AND c.finished_at > c.due_at),
    count(*) FILTER (WHERE c.finished_at IS NULL AND c.waiting_since IS NULL AND c.due_at < moment),
    count(*) FILTER (WHERE c.status = 5),
    count(*) FILTER (WHERE c.finished_at >= begins AND c.finished_at < ends AND c.status = 7)
  FROM cases_case c
  WHERE c.status > 0 AND c.agency_id IN (SELECT a.id FROM agencies_agency a WHERE a.path <@ under)
    AND (c.finished_at IS NULL OR (c.filed_at >= begins AND c.filed_at < ends)
      OR (c.finished_at >= begins AND c.finished_at < ends))
  GROUP BY 1 ORDER BY 1
$$;
COMMENT ON FUNCTION nenso_counts(ltree, timestamptz, timestamptz, timestamptz, text)
  IS 'What became of the cases of an agency, and those below it, in a period';
REVOKE ALL ON FUNCTION nenso_counts(ltree, timestamptz, timestamptz, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_counts(ltree, timestamptz, timestamptz, timestamptz, text) TO nenso_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_among_officers")]
    operations = [
        migrations.RunSQL(INDEX, "DROP INDEX case_counts"),
        migrations.RunSQL(QUEUES, "DROP FUNCTION nenso_queue_counts(uuid, timestamptz, timestamptz)"),
        migrations.RunSQL(COUNTS, "DROP FUNCTION nenso_counts(ltree, timestamptz, timestamptz, timestamptz, text)"),
    ]
