"""Who may see and write keys, and the two questions that anybody may ask about a signed document.

Results live with their case: row-level security is on here without a policy, so nobody sees them until the migrations of
``cases`` say who does.
"""

from django.db import migrations

from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"

FUNCTIONS = """
CREATE FUNCTION results_find(of_token text, of_result uuid, of_sha256 text)
RETURNS TABLE (id uuid, sha256 text, state text, name text, number text, case_code text, agency_id uuid,
  agency_name text, signed_at timestamptz, changed_at timestamptz, reason text, successor text)
STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql ROWS 1 AS $$
  SELECT r.id, r.sha256, r.state, r.name, r.number, r.case_code, r.agency_id, a.name, r.signed_at, r.changed_at,
    r.reason, r.successor
  FROM results_signedresult r JOIN agencies_agency a ON a.id = r.agency_id
  WHERE r.state <> 'drafted' AND (r.token = of_token OR r.id = of_result OR r.sha256 = of_sha256)
  ORDER BY (r.id = of_result) DESC NULLS LAST, r.id DESC LIMIT 1 $$;
COMMENT ON FUNCTION results_find(text, uuid, text) IS
  'What anybody may know of an issued document that they hold: no draft, no person, no content';

CREATE FUNCTION results_key(of_fingerprint text)
RETURNS TABLE (is_seal boolean, holder_name text, organisation text, revoked_at timestamptz, reason text)
STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql ROWS 1 AS $$
  SELECT k.account_id IS NULL, k.holder_name, k.organisation, k.revoked_at, k.reason
  FROM results_signingkey k WHERE k.fingerprint = of_fingerprint $$;
COMMENT ON FUNCTION results_key(text) IS 'Whose certificate signed a document that somebody holds, and whether it still counts';

REVOKE ALL ON FUNCTION results_find(text, uuid, text), results_key(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION results_find(text, uuid, text), results_key(text) TO nenso_app;
REVOKE DELETE, TRUNCATE ON results_signingkey, results_signedresult FROM nenso_app;
ALTER TABLE results_signedresult ENABLE ROW LEVEL SECURITY;
"""

UNDO = """
ALTER TABLE results_signedresult DISABLE ROW LEVEL SECURITY;
GRANT DELETE ON results_signingkey, results_signedresult TO nenso_app;
DROP FUNCTION results_find(text, uuid, text), results_key(text);
"""


class Migration(migrations.Migration):
    dependencies = [("results", "0001_tables"), ("runtime", "0001_scope"), ("agencies", "0002_guards")]

    operations = [
        guard(
            "results_signingkey",
            read=f"{SYSTEM} OR nenso_in_post()",
            write=f"{SYSTEM} OR nenso_administers(agency_id)",
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
