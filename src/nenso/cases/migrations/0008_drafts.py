"""Drafts: when each was last saved, one's own found by an index, and those that nobody touches found by a job.

Under row-level security an array cannot be searched by its index (``@>`` is not leakproof), and no job sees a draft: two
functions answer, as the owner of the tables, only what whoever acts has begun, and to a job alone whose drafts rest.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Coalesce

FUNCTIONS = """
CREATE FUNCTION nenso_own_drafts() RETURNS SETOF uuid
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    SELECT c.id FROM cases_case c WHERE c.status = 0 AND c.persons @> ARRAY[nenso_person()] $$;
COMMENT ON FUNCTION nenso_own_drafts() IS 'The drafts of whoever acts';

CREATE FUNCTION nenso_quiet_drafts(since timestamptz, most integer) RETURNS TABLE (id uuid, persons uuid[], readers text[])
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF nenso_system() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'only a job asks for the drafts of others';
  END IF;
  RETURN QUERY SELECT c.id, c.persons, c.readers FROM cases_case c
    WHERE c.status = 0 AND coalesce(c.saved_at, c.created_at) <= since
    ORDER BY coalesce(c.saved_at, c.created_at) LIMIT most;
END $$;
COMMENT ON FUNCTION nenso_quiet_drafts(timestamptz, integer) IS 'Drafts that nobody touched since, and whose they are';
"""

DEFINERS = ("nenso_own_drafts()", "nenso_quiet_drafts(timestamptz, integer)")
GRANTS = ";\n".join(
    f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO nenso_app" for name in DEFINERS
)
UNDO = ";\n".join(f"DROP FUNCTION {name}" for name in DEFINERS)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_public_and_about")]

    operations = [
        migrations.AddField("case", "saved_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "case", GinIndex(fields=["persons"], condition=models.Q(status=0), name="draft_of_persons")
        ),
        migrations.AddIndex(
            "case",
            models.Index(Coalesce("saved_at", "created_at"), condition=models.Q(status=0), name="draft_by_saving"),
        ),
        migrations.RunSQL(FUNCTIONS + GRANTS, UNDO),
    ]
