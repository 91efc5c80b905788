"""The queues that officers live in, at 100,000 cases of an agency: one walk along an index, and views that one keeps.

The functions say which cases come next, by due time; they answer keys alone, and whoever asks reads the cases under the
policies. ``words`` is looked for along the walk: the rows of one agency, read by the owner of the table.
"""

from django.db import migrations, models

from nenso.runtime.policies import guard

BY_STATUS = """
CREATE INDEX case_queue ON cases_case (agency_id, status, coalesce(due_at, 'infinity'::timestamptz), id)
  WHERE status BETWEEN 1 AND 9;
CREATE INDEX case_queue_elsewhere ON cases_case (receiving_id, status, coalesce(due_at, 'infinity'::timestamptz), id)
  WHERE status BETWEEN 1 AND 9 AND receiving_id <> agency_id;
CREATE INDEX task_queue ON cases_task (agency_id, role, coalesce(due_at, 'infinity'::timestamptz), case_id)
  WHERE closed_at IS NULL;

CREATE FUNCTION nenso_queue(
    at_agency uuid, states smallint[], running boolean, begins timestamptz, ends timestamptz,
    words text, titles text[], last_due timestamptz, last_id uuid, most int
  ) RETURNS TABLE (id uuid, due timestamptz)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.due FROM unnest(states) wanted(status) CROSS JOIN LATERAL (
    (SELECT c.id, coalesce(c.due_at, 'infinity') AS due FROM cases_case c
      WHERE c.agency_id = at_agency AND c.status = wanted.status AND c.status BETWEEN 1 AND 9
        AND coalesce(c.due_at, 'infinity') >= begins AND coalesce(c.due_at, 'infinity') <= ends
        AND (coalesce(c.due_at, 'infinity'), c.id) > (last_due, last_id)
        AND (NOT running OR c.waiting_since IS NULL)
        AND (words = '' OR strpos(c.folded, words) > 0 OR c.procedure = ANY (titles) OR strpos(lower(c.code), words) > 0)
      ORDER BY coalesce(c.due_at, 'infinity'), c.id LIMIT most)
    UNION ALL
    (SELECT c.id, coalesce(c.due_at, 'infinity') FROM cases_case c
      WHERE c.receiving_id = at_agency AND c.receiving_id <> c.agency_id
        AND c.status = wanted.status AND c.status BETWEEN 1 AND 9
        AND coalesce(c.due_at, 'infinity') >= begins AND coalesce(c.due_at, 'infinity') <= ends
        AND (coalesce(c.due_at, 'infinity'), c.id) > (last_due, last_id)
        AND (NOT running OR c.waiting_since IS NULL)
        AND (words = '' OR strpos(c.folded, words) > 0 OR c.procedure = ANY (titles) OR strpos(lower(c.code), words) > 0)
      ORDER BY coalesce(c.due_at, 'infinity'), c.id LIMIT most)
  ) found ORDER BY found.due, found.id LIMIT most;
END $$;
COMMENT ON FUNCTION nenso_queue(uuid, smallint[], boolean, timestamptz, timestamptz, text, text[], timestamptz, uuid, int)
  IS 'Keys of an agency''s cases in some statuses, by due time';

CREATE FUNCTION nenso_turns(
    at_agency uuid, roles text[], of_account uuid, states smallint[], running boolean, begins timestamptz,
    ends timestamptz, words text, titles text[], last_due timestamptz, last_id uuid, most int
  ) RETURNS TABLE (id uuid, due timestamptz)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  SELECT DISTINCT found.id, found.due FROM unnest(roles) wanted(role) CROSS JOIN LATERAL (
    SELECT t.case_id AS id, coalesce(t.due_at, 'infinity') AS due FROM cases_task t
      JOIN cases_case c ON c.id = t.case_id
      WHERE t.agency_id = at_agency AND t.role = wanted.role AND t.closed_at IS NULL
        AND (of_account IS NULL OR t.account IS NULL OR t.account = of_account)
        AND (coalesce(t.due_at, 'infinity'), t.case_id) > (last_due, last_id)
        AND c.status = ANY (states) AND (NOT running OR c.waiting_since IS NULL)
        AND coalesce(c.due_at, 'infinity') >= begins AND coalesce(c.due_at, 'infinity') <= ends
        AND (words = '' OR strpos(c.folded, words) > 0 OR c.procedure = ANY (titles) OR strpos(lower(c.code), words) > 0)
      ORDER BY coalesce(t.due_at, 'infinity'), t.case_id LIMIT most
  ) found ORDER BY found.due, found.id LIMIT most;
END $$;
COMMENT ON FUNCTION nenso_turns(
    uuid, text[], uuid, smallint[], boolean, timestamptz, timestamptz, text, text[], timestamptz, uuid, int)
  IS 'Keys of the cases that wait for a role of an agency, by the due time of the step';
"""
_ALIKE = "smallint[], boolean, timestamptz, timestamptz, text, text[], timestamptz, uuid, int"
SIGNATURES = (f"nenso_queue(uuid, {_ALIKE})", f"nenso_turns(uuid, text[], uuid, {_ALIKE})")
RIGHTS = ";\n".join(
    f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {one} TO nenso_app" for one in SIGNATURES
)
GONE = ";\n".join(
    [*(f"DROP FUNCTION {one}" for one in SIGNATURES), "DROP INDEX task_queue, case_queue_elsewhere, case_queue"]
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_children")]
    operations = [
        migrations.RunSQL(BY_STATUS, GONE),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("account", models.UUIDField()),
                ("name", models.CharField(max_length=80)),
                ("queue", models.CharField(max_length=20)),
                ("filters", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        guard("cases_savedview", read="account = nenso_account()"),
    ]
