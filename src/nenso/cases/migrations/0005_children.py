"""What stands around a case: its children, what it is part of and about, as whoever sees the case may see it.

Beside ``nenso_case``, in the same round trip: a case that is seen shows of the cases it opened where they stand, with
whom and until when, and of those it belongs to their code and procedure. Contents follow their own policies.
"""

from django.db import migrations, models

from nenso.runtime.policies import VISIBLE

KNOWN = """json_build_object(
  'id', o.id, 'code', o.code, 'procedure', o.procedure, 'edition', o.edition_id, 'adaptation', o.adaptation_id,
  'agency', (SELECT json_build_object('id', g.id, 'name', g.name, 'path', g.path::text)
    FROM agencies_agency g WHERE g.id = o.agency_id),
  'status', o.status, 'label', {label}, 'filed_at', o.filed_at,
  'accepted_at', o.accepted_at, 'due_at', o.due_at, 'waiting_since', o.waiting_since, 'finished_at', o.finished_at,
  'created_at', o.created_at)"""
CHILD = KNOWN.format(label="CASE WHEN o.confidential THEN '' ELSE o.label END")
OTHER = KNOWN.format(label="''")

FUNCTION = f"""
CREATE FUNCTION nenso_case_around(wanted text) RETURNS text
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
DECLARE
  key uuid;
BEGIN
  IF wanted ~ '^[0-9a-fA-F]{{8}}(-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}$' THEN
    key := wanted::uuid;
  ELSE
    SELECT case_id INTO key FROM cases_casecode WHERE code = wanted;
  END IF;
  RETURN (
    SELECT json_build_object(
      'children', (SELECT json_agg(shown ORDER BY opened) FROM (
        SELECT {CHILD} AS shown, o.id AS opened FROM cases_case o WHERE o.parent_id = c.id ORDER BY o.id LIMIT 1000
      ) AS opened_cases),
      'parent', (SELECT {OTHER} FROM cases_case o WHERE o.id = c.parent_id),
      'about', CASE WHEN c.about_kind = 'case' THEN (SELECT {OTHER} FROM cases_case o WHERE o.id = c.about_id) END,
      'about_kind', c.about_kind, 'about_id', c.about_id
    )::text
    FROM cases_case c WHERE c.id = key AND ({VISIBLE})
  );
END $$;
COMMENT ON FUNCTION nenso_case_around(text) IS
  'The cases around the one with this code or key as JSON, for who may see that one; null for others';
REVOKE ALL ON FUNCTION nenso_case_around(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_case_around(text) TO nenso_app;
"""  # noqa: S608 - VISIBLE is ours


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_overview")]
    operations = [
        migrations.AddIndex(
            "task",
            models.Index(fields=["case_id"], condition=models.Q(closed_at=None, kind="until"), name="task_until"),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION nenso_case_around(text)"),
    ]
