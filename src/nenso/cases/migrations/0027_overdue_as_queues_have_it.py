# ruff: noqa: S608 - the statements are made of words of this file alone
"""Who holds what is overdue: overdue is a case past its own time, as in the queues, not one late at a step alone."""

from django.db import migrations

DUE = "coalesce(c.due_at, c.receive_by, 'infinity')"
BEFORE = f"least({DUE}, coalesce(t.due_at, 'infinity'))"


def _holders(due: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION nenso_holders(under ltree, moment timestamptz, soon timestamptz)
  RETURNS TABLE (account uuid, agency uuid, role text, name text, in_hand bigint, late bigint, soon_due bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF NOT nenso_sits_above(under) THEN RETURN; END IF;
  RETURN QUERY SELECT held.account, held.agency_id, held.role,
    (SELECT o.holder_name FROM agencies_post o WHERE o.account_id = held.account AND o.ended_at IS NULL LIMIT 1)::text,
    count(DISTINCT held.case_id), count(DISTINCT held.case_id) FILTER (WHERE held.due < moment),
    count(DISTINCT held.case_id) FILTER (WHERE held.due >= moment AND held.due <= soon)
  FROM (
    SELECT t.account, t.agency_id, CASE WHEN t.account IS NULL THEN t.role::text ELSE '' END AS role, t.case_id,
      {due} AS due
    FROM agencies_agency a JOIN cases_case c ON c.agency_id = a.id AND c.status IN (1, 2, 4, 6)
      AND c.waiting_since IS NULL AND {DUE} <= soon
      JOIN cases_task t ON t.case_id = c.id AND t.closed_at IS NULL AND t.kind = 'by'
    WHERE a.path <@ under) held
  GROUP BY held.account, held.agency_id, held.role;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_locked_by_procedures")]
    operations = [migrations.RunSQL(_holders(DUE), _holders(BEFORE))]
