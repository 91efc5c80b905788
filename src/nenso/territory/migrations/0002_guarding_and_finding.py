"""Who may read and write places, and the two functions that follow and find them."""

from django.db import migrations

from nenso.runtime.policies import guard

OWN_DAY = "'admin@' || decided_by = ANY (nenso_readers())"
"""A local day belongs to the agency whose administrators set it; the country's belong to nobody but the owner."""

KEEP_DAYS = f"""
DROP POLICY territory_calendarday_update ON territory_calendarday;
CREATE POLICY territory_calendarday_update ON territory_calendarday FOR UPDATE USING ({OWN_DAY}) WITH CHECK ({OWN_DAY})
"""

BECAME = """
CREATE FUNCTION territory_became(start uuid, after date, as_of date)
RETURNS TABLE (place_id uuid, is_default boolean, steps jsonb)
STABLE LANGUAGE sql AS $$
  WITH RECURSIVE walk AS (
    SELECT start AS place_id, after AS since, true AS is_default, '[]'::jsonb AS steps
    UNION ALL
    SELECT c.new_id, c.effective, w.is_default AND (c.kind <> 'split' OR c.is_default),
      w.steps || jsonb_build_object(
        'kind', c.kind, 'since', c.effective, 'decree', c.decree, 'code', p.code, 'name', n.path_name)
    FROM walk w
    JOIN territory_placechange c
      ON c.old_id = w.place_id AND c.effective <= as_of AND (w.since IS NULL OR c.effective > w.since)
    JOIN territory_place p ON p.id = c.new_id
    JOIN territory_placename n ON n.place_id = c.new_id
      AND (n.valid_from IS NULL OR n.valid_from <= c.effective)
      AND (n.valid_until IS NULL OR n.valid_until > c.effective)
  )
  SELECT DISTINCT ON (w.place_id) w.place_id, w.is_default, w.steps
  FROM walk w
  JOIN territory_place p ON p.id = w.place_id
  WHERE (p.valid_from IS NULL OR p.valid_from <= as_of) AND (p.valid_until IS NULL OR p.valid_until > as_of)
  ORDER BY w.place_id, jsonb_array_length(w.steps) DESC, w.is_default DESC
$$
"""

WORDS = """
CREATE INDEX territory_placename_words ON territory_placename USING gin (to_tsvector('simple', label))
  WITH (fastupdate = off)
"""

SEARCH = """
SELECT word_similarity('load', 'the library, so that its setting is known');
CREATE FUNCTION territory_search(texts text[], as_of date, most integer, loosely boolean DEFAULT false)
RETURNS TABLE (name_id uuid, near real)
STABLE LANGUAGE plpgsql ROWS 60
SET pg_trgm.word_similarity_threshold = 0.45
AS $$
BEGIN
  IF NOT loosely THEN
    RETURN QUERY
      SELECT n.id, max(word_similarity(t.text, n.label) + word_similarity(n.folded, t.text) / 2)::real
      FROM unnest(texts) AS t (text)
      JOIN territory_placename n
        ON to_tsvector('simple', n.label) @@ to_tsquery('simple', replace(t.text, ' ', ' & ') || ':*')
      WHERE n.valid_from IS NULL OR n.valid_from <= as_of
      GROUP BY n.id
      ORDER BY 2 DESC, (n.valid_until IS NULL) DESC, length(n.label), n.id
      LIMIT most;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;
  RETURN QUERY
    SELECT n.id, max(
      greatest(word_similarity(t.text, n.label), word_similarity(n.squeezed, replace(t.text, ' ', '')))
      + word_similarity(n.folded, t.text) / 2)::real
    FROM unnest(texts) AS t (text)
    JOIN territory_placename n ON n.label %> t.text OR n.squeezed LIKE replace(t.text, ' ', '') || '%'
    WHERE n.valid_from IS NULL OR n.valid_from <= as_of
    GROUP BY n.id
    ORDER BY 2 DESC, (n.valid_until IS NULL) DESC, length(n.label), n.id
    LIMIT most;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_places"), ("runtime", "0001_scope")]

    operations = [
        guard("territory_place", read="true", write="false"),
        guard("territory_placename", read="true", write="false"),
        guard("territory_placechange", read="true", write="false"),
        guard("territory_calendarday", read="true", write=OWN_DAY),
        migrations.RunSQL(KEEP_DAYS, migrations.RunSQL.noop),
        migrations.RunSQL(BECAME, "DROP FUNCTION territory_became(uuid, date, date)"),
        migrations.RunSQL(WORDS, "DROP INDEX territory_placename_words"),
        migrations.RunSQL(SEARCH, "DROP FUNCTION territory_search(text[], date, integer, boolean)"),
    ]
