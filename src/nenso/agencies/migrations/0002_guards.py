"""Who may write about agencies, posts and books, as the database alone enforces it, and the two questions asked before anyone acts.

Agencies, their names, identifiers and settings are public. Posts are known to their holder, to colleagues in any post and to
procedures. Whether someone administers an agency is read from the posts themselves, not from what the application says.
"""

from django.db import migrations

from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"
SITS_AT_AGENCY = (
    "EXISTS (SELECT 1 FROM unnest(nenso_readers()) AS reader WHERE split_part(reader, '@', 2) = agency_id::text)"
)

FUNCTIONS = """
CREATE FUNCTION nenso_administers(of_agency uuid) RETURNS boolean
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    SELECT nenso_system() IS NOT NULL OR EXISTS (
      SELECT 1 FROM agencies_post p
      JOIN agencies_agency own ON own.id = p.agency_id JOIN agencies_agency target ON target.id = of_agency
      WHERE p.account_id = nenso_account() AND p.role = 'admin' AND p.ended_at IS NULL
        AND p.valid_from <= nenso_day() AND (p.valid_until IS NULL OR p.valid_until > nenso_day())
        AND own.path OPERATOR(public.@>) target.path) $$;
COMMENT ON FUNCTION nenso_administers(uuid) IS 'Whether who acts is a command, or administrator of the agency or above';

CREATE FUNCTION nenso_may_appoint(at_agency uuid, of_role text) RETURNS boolean
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    SELECT nenso_system() IS NOT NULL OR EXISTS (
      SELECT 1 FROM agencies_post p
      JOIN agencies_agency own ON own.id = p.agency_id JOIN agencies_agency target ON target.id = at_agency
      WHERE p.account_id = nenso_account() AND p.role = 'admin' AND p.ended_at IS NULL
        AND p.valid_from <= nenso_day() AND (p.valid_until IS NULL OR p.valid_until > nenso_day())
        AND own.path OPERATOR(public.@>) target.path
        AND (own.id <> target.id OR of_role NOT IN ('admin', 'auditor'))) $$;
COMMENT ON FUNCTION nenso_may_appoint(uuid, text) IS 'The same for a post; administrators and auditors come from above';

CREATE FUNCTION nenso_actor(of_account uuid, day date) RETURNS jsonb
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    WITH RECURSIVE sits AS (
      SELECT p.agency_id, p.role, true AS own FROM agencies_post p
      WHERE p.account_id = of_account AND p.ended_at IS NULL
        AND p.valid_from <= day AND (p.valid_until IS NULL OR p.valid_until > day)
      UNION
      SELECT a.parent_id, s.role, false FROM sits s JOIN agencies_agency a ON a.id = s.agency_id
      WHERE a.is_unit AND a.parent_id IS NOT NULL
    ), seats AS (
      SELECT s.agency_id, jsonb_agg(DISTINCT s.role) AS roles,
        coalesce(jsonb_agg(DISTINCT s.role) FILTER (WHERE s.own), '[]') AS own_roles
      FROM sits s GROUP BY s.agency_id
    )
    SELECT jsonb_build_object(
      'account', c.id, 'person', c.person_id, 'language', c.language, 'assurance', c.assurance,
      'name', coalesce((
        SELECT p.holder_name FROM agencies_post p WHERE p.account_id = c.id AND p.ended_at IS NULL
          AND p.valid_from <= day AND (p.valid_until IS NULL OR p.valid_until > day) ORDER BY p.id DESC LIMIT 1),
        (SELECT who.full_name FROM people_person who WHERE who.id = c.person_id), ''),
      'represents', coalesce((
        SELECT jsonb_agg(r.enterprise_id) FROM people_enterpriserepresentative r WHERE r.person_id = c.person_id
          AND r.valid_from <= day AND (r.valid_until IS NULL OR r.valid_until > day)), '[]'),
      'seats', coalesce((
        SELECT jsonb_agg(jsonb_build_object('agency', a.id, 'path', a.path::text, 'kind', a.kind, 'place', a.place_id,
          'roles', s.roles, 'own_roles', s.own_roles) ORDER BY a.path)
        FROM seats s JOIN agencies_agency a ON a.id = s.agency_id
        WHERE (a.valid_until IS NULL OR a.valid_until > day)), '[]'))
    FROM people_account c WHERE c.id = of_account AND c.is_active $$;
COMMENT ON FUNCTION nenso_actor(uuid, date) IS 'What an account may do on a day: asked before anyone acts';

CREATE FUNCTION nenso_token(of_digest bytea, at timestamptz, day date) RETURNS jsonb
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    SELECT nenso_actor(t.account_id, day)
      || jsonb_build_object('token', t.id, 'scopes', t.scopes, 'expires_at', t.expires_at)
    FROM people_apitoken t WHERE t.digest = of_digest AND t.revoked_at IS NULL AND t.expires_at > at $$;
COMMENT ON FUNCTION nenso_token(bytea, timestamptz, date) IS 'The same for whoever holds the secret with this SHA-256';
"""

DEFINERS = (
    "nenso_token(bytea, timestamptz, date)",
    "nenso_actor(uuid, date)",
    "nenso_may_appoint(uuid, text)",
    "nenso_administers(uuid)",
)
GRANTS = ";\n".join(
    f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO nenso_app" for name in DEFINERS
)
UNDO = ";\n".join(f"DROP FUNCTION {name}" for name in DEFINERS)

APPOINTS = f"{SYSTEM} OR (nenso_may_appoint(agency_id, role) AND account_id IS DISTINCT FROM nenso_account())"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_tree_and_posts"),
        ("people", "0003_guards"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS + GRANTS, UNDO),
        guard("agencies_agency", read="true", write=f"{SYSTEM} OR nenso_administers(parent_id)"),
        guard("agencies_agencyname", read="true", write=f"{SYSTEM} OR nenso_administers(agency_id)"),
        guard("agencies_agencyidentifier", read="true", write=f"{SYSTEM} OR nenso_administers(agency_id)"),
        guard("agencies_agencysetting", read="true", write=f"{SYSTEM} OR nenso_administers(agency_id)"),
        guard(
            "agencies_post",
            read=f"account_id = nenso_account() OR nenso_in_post() OR {SYSTEM}",
            write=APPOINTS,
        ),
        guard("agencies_booknumber", read=f"{SYSTEM} OR {SITS_AT_AGENCY}"),
        *(
            migrations.RunSQL(
                f"REVOKE DELETE, TRUNCATE ON {table} FROM nenso_app", f"GRANT DELETE ON {table} TO nenso_app"
            )
            for table in ("agencies_agency", "agencies_post", "agencies_booknumber")
        ),
    ]
