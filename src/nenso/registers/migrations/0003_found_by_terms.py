"""Records are found by their terms: one column and one index for every register (docs/decisions/031).

The functions answer keys alone; whoever asks reads the records under the policies. They read the newest first, which is
where a page of what is not rare is found, and turn to the index of terms when that is not enough.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from nenso.runtime.policies import VISIBLE

MATCHES = f"""
  (query IS NULL OR r.terms @@ query) AND r.archived_at IS NULL AND (past OR r.ended_at IS NULL)
  AND (within IS NULL OR NOT EXISTS (
    SELECT 1 FROM jsonb_each(within) w WHERE (r.data ->> w.key) IS NULL
      OR left(r.data ->> w.key, 10) < w.value ->> 0 OR left(r.data ->> w.key, 10) > w.value ->> 1))
  AND ({VISIBLE})
"""  # noqa: S608 - constants

FUNCTIONS = f"""
CREATE FUNCTION nenso_records(
    of_register text, of_agency uuid, wanted text, within jsonb, past boolean, after uuid, most int
  ) RETURNS SETOF uuid
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
  SET enable_seqscan = off LANGUAGE plpgsql ROWS 50 AS $$
DECLARE
  newest constant int := 1000;
  query tsquery := nullif(wanted, '')::tsquery;
  start uuid := coalesce(after, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  seen uuid[]; found uuid[]; rest uuid;
BEGIN
  IF of_agency IS NULL THEN
    seen := ARRAY(SELECT r.id FROM registers_record r WHERE r.register = of_register AND r.id < start
      ORDER BY r.id DESC LIMIT newest);
  ELSE
    seen := ARRAY(SELECT r.id FROM registers_record r
      WHERE r.register = of_register AND r.agency_id = of_agency AND r.id < start ORDER BY r.id DESC LIMIT newest);
  END IF;
  FOR step IN 0 .. (cardinality(seen) - 1) / 100 LOOP
    found := found || ARRAY(SELECT r.id FROM registers_record r
      WHERE r.id = ANY (seen[step * 100 + 1 : step * 100 + 100]) AND {MATCHES} ORDER BY r.id DESC);
    EXIT WHEN cardinality(found) >= most;
  END LOOP;
  RETURN QUERY SELECT unnest(found[1 : most]);
  IF coalesce(cardinality(found), 0) >= most OR cardinality(seen) < newest THEN
    RETURN;
  END IF;
  rest := seen[newest];
  IF query IS NULL THEN
    RETURN QUERY SELECT r.id FROM registers_record r
      WHERE r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency) AND r.id < rest AND {MATCHES}
      ORDER BY r.id DESC LIMIT most - coalesce(cardinality(found), 0);
    RETURN;
  END IF;
  RETURN QUERY WITH matched AS MATERIALIZED (
    SELECT r.id FROM registers_record r
    WHERE r.terms @@ query AND r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency)
      AND r.id < rest AND {MATCHES}
  ) SELECT m.id FROM matched m ORDER BY m.id DESC LIMIT most - coalesce(cardinality(found), 0);
END $$;
COMMENT ON FUNCTION nenso_records(text, uuid, text, jsonb, boolean, uuid, int)
  IS 'Keys of a register''s records that whoever asks may see, the newest first';

CREATE FUNCTION nenso_search_records(
    of_register text, of_agency uuid, wanted text, phrase text, written text, within jsonb, past boolean, most int
  ) RETURNS TABLE (id uuid, near real)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
  SET enable_seqscan = off LANGUAGE plpgsql ROWS 50 AS $$
DECLARE
  query tsquery := wanted::tsquery;
BEGIN
  RETURN QUERY WITH matched AS MATERIALIZED (
    SELECT r.id, r.folded, r.label FROM registers_record r
    WHERE r.terms @@ query AND r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency)
      AND {MATCHES}
    LIMIT 3000
  )
  SELECT m.id, (starts_with(m.folded, phrase)::int * 2 + (strpos(m.folded, phrase) > 0)::int
      + (strpos(lower(m.label), written) > 0)::int * 0.5)::real AS near
  FROM matched m ORDER BY 2 DESC, m.id DESC LIMIT most;
END $$;
COMMENT ON FUNCTION nenso_search_records(text, uuid, text, text, text, jsonb, boolean, int)
  IS 'Keys of a register''s records with some words that whoever asks may see, the nearest first';

CREATE FUNCTION nenso_record_places(
    of_register text, of_agency uuid, wanted text, within jsonb, past boolean, divided text
  ) RETURNS TABLE (place uuid, code text, records bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
  LANGUAGE plpgsql AS $$
DECLARE
  query tsquery := nullif(wanted, '')::tsquery;
BEGIN
  RETURN QUERY SELECT r.place_id, coalesce(r.data ->> divided, ''), count(*) FROM registers_record r
    WHERE r.register = of_register AND (of_agency IS NULL OR r.agency_id = of_agency) AND r.place_id IS NOT NULL
      AND {MATCHES}
    GROUP BY 1, 2;
END $$;
COMMENT ON FUNCTION nenso_record_places(text, uuid, text, jsonb, boolean, text)
  IS 'How many of a register''s records that whoever asks may see lie in each place, by the value of a field';
"""  # noqa: S608 - constants
NAMES = (
    "nenso_records(text, uuid, text, jsonb, boolean, uuid, int)",
    "nenso_search_records(text, uuid, text, text, text, jsonb, boolean, int)",
    "nenso_record_places(text, uuid, text, jsonb, boolean, text)",
)
GRANTS = ";\n".join(
    f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO nenso_app" for name in NAMES
)
UNDO = ";\n".join(f"DROP FUNCTION {name}" for name in NAMES)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_guards"),
        ("formulas", "0003_transcripts"),
        ("registers", "0002_guards"),
        ("territory", "0002_guarding_and_finding"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="record",
            name="record_of_agency",
        ),
        migrations.AddField(
            model_name="record",
            name="archived_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="merged_into",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="record",
            name="terms",
            field=django.contrib.postgres.search.SearchVectorField(default=""),
        ),
        migrations.AddField(
            model_name="recordrevision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("written", "written"),
                    ("loaded", "loaded"),
                    ("edited", "edited"),
                    ("corrected", "corrected"),
                    ("merged", "merged"),
                    ("unmerged", "unmerged"),
                ],
                default="written",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="recordrevision",
            name="reason",
            field=models.CharField(default="", max_length=1000),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["register", "agency", "-id"], name="record_of_agency"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["register", "-id"], name="record_of_register"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="record_terms"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="record_merged_into"
            ),
        ),
        migrations.RunSQL(f"{FUNCTIONS};{GRANTS}", UNDO),
    ]
