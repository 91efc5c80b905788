"""How the form of a case was filled in, counted as it is filed; summed by procedure for who may count cases."""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION nenso_asked_once(under ltree, begins timestamptz, ends timestamptz)
  RETURNS TABLE (procedure text, cases bigint, held bigint, contested bigint, asked bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT c.procedure::text, count(*), sum(c.fields_held), sum(c.fields_contested), sum(c.fields_asked)
  FROM cases_case c
  WHERE c.status > 0 AND c.fields_asked IS NOT NULL AND c.filed_at >= begins AND c.filed_at < ends
    AND c.agency_id IN (SELECT a.id FROM agencies_agency a WHERE a.path OPERATOR(public.<@) under)
  GROUP BY 1 ORDER BY 1
$$;
COMMENT ON FUNCTION nenso_asked_once(ltree, timestamptz, timestamptz)
  IS 'How many fields of the cases filed in a period at an agency and those below it were not asked, by procedure';
REVOKE ALL ON FUNCTION nenso_asked_once(ltree, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_asked_once(ltree, timestamptz, timestamptz) TO nenso_app
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_queues_of_ones_own")]

    operations = [
        *(
            migrations.AddField("case", name, models.PositiveSmallIntegerField(null=True))
            for name in ("fields_held", "fields_contested", "fields_asked")
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION nenso_asked_once(ltree, timestamptz, timestamptz)"),
    ]
