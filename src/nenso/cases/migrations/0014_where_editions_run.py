"""How many cases are open under an edition, at which agencies: numbers for publishers, who need not see the cases."""

from django.db import migrations, models

RUNNING = """
CREATE FUNCTION nenso_running(editions uuid[]) RETURNS TABLE (edition uuid, agency uuid, cases bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  LANGUAGE sql AS $$
    SELECT c.edition_id, c.agency_id, count(*) FROM cases_case c
      WHERE c.edition_id = ANY (editions) AND c.finished_at IS NULL AND c.filed_at IS NOT NULL
        AND (nenso_system() IS NOT NULL OR 'publisher@any' = ANY (nenso_readers()))
      GROUP BY c.edition_id, c.agency_id
  $$;
COMMENT ON FUNCTION nenso_running(uuid[]) IS 'Open cases by edition and agency, for publishers';
REVOKE ALL ON FUNCTION nenso_running(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_running(uuid[]) TO nenso_app
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_leading")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["edition", "agency"],
                condition=models.Q(finished_at=None, filed_at__isnull=False),
                name="case_open_by_edition",
            ),
        ),
        migrations.RunSQL(RUNNING, "DROP FUNCTION nenso_running(uuid[])"),
    ]
