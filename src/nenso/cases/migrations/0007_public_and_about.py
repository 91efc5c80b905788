"""Finding what is public by its procedure; and what is about a case, for who may see both.

``nenso_case_about_it`` gives the newest hundred: ratings, complaints, questions. Each is seen by its own rule.
"""

from django.db import migrations, models

from nenso.runtime.policies import VISIBLE

FUNCTION = f"""
CREATE FUNCTION nenso_case_about_it(key uuid) RETURNS text
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE sql AS $$
  SELECT json_agg(json_build_object(
    'id', o.id, 'code', o.code, 'procedure', o.procedure, 'edition', o.edition_id, 'adaptation', o.adaptation_id,
    'agency', json_build_object('id', g.id, 'name', g.name, 'path', g.path::text), 'status', o.status,
    'label', o.label, 'filed_at', o.filed_at, 'accepted_at', o.accepted_at, 'due_at', o.due_at,
    'waiting_since', o.waiting_since, 'finished_at', o.finished_at, 'created_at', o.created_at
  ) ORDER BY o.id DESC)::text
  FROM (
    SELECT * FROM cases_case
    WHERE about_id = key AND about_kind = 'case' AND status > 0 AND ({VISIBLE}) ORDER BY id DESC LIMIT 100
  ) AS o JOIN agencies_agency g ON g.id = o.agency_id
$$;
COMMENT ON FUNCTION nenso_case_about_it(uuid) IS 'The cases about a case as JSON, those that who acts may see';
REVOKE ALL ON FUNCTION nenso_case_about_it(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_case_about_it(uuid) TO nenso_app;
"""  # noqa: S608 - VISIBLE is ours


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_queues")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["procedure", "-id"], condition=models.Q(readers__contains=["public"]), name="case_public"
            ),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION nenso_case_about_it(uuid)"),
    ]
