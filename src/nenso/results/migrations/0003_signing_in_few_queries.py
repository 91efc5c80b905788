"""The two things that signing needs from tables that the signer may not see, each in one question."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION results_key_of(of_agency uuid, of_account uuid, at timestamptz) RETURNS SETOF results_signingkey
STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql ROWS 1 AS $$
  SELECT * FROM results_signingkey k
  WHERE k.agency_id = of_agency AND k.account_id IS NOT DISTINCT FROM of_account
    AND k.valid_from <= at AND k.valid_until > at AND (k.revoked_at IS NULL OR k.revoked_at > at)
  ORDER BY k.created_at DESC LIMIT 1 $$;
COMMENT ON FUNCTION results_key_of(uuid, uuid, timestamptz) IS
  'The key that signs at a moment for an agency (its seal), or for an account there: nothing private';

CREATE FUNCTION results_keep(of_sha256 text, of_size bigint, at timestamptz) RETURNS void
VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  INSERT INTO files_content (sha256, size, media_type, scan, signature, touched_at, kept)
  VALUES (of_sha256, of_size, 'application/pdf', 'none', '', at, true)
  ON CONFLICT (sha256) DO UPDATE SET kept = true, touched_at = excluded.touched_at $$;
COMMENT ON FUNCTION results_keep(text, bigint, timestamptz) IS
  'Note that a document typeset here is held by a result; it needs no scan, for nobody brought it';

REVOKE ALL ON FUNCTION results_key_of(uuid, uuid, timestamptz), results_keep(text, bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION results_key_of(uuid, uuid, timestamptz), results_keep(text, bigint, timestamptz) TO nenso_app;
"""

UNDO = "DROP FUNCTION results_key_of(uuid, uuid, timestamptz), results_keep(text, bigint, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("results", "0002_guards"), ("files", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
